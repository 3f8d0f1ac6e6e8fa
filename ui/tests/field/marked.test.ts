import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import PhotoSheet from '@/field/photo/PhotoSheet.vue'
import type { PhotoView } from '@/shared/api'
import { AppError, type Door, useDoor } from '@/shared/door'
import { bringWords } from '@/shared/i18n'
import { begun } from '../fixture/visit'
import { mount, unmountAll } from './mounted'

HTMLDialogElement.prototype.showModal ??= () => undefined
let given: string[] = []
let answer: () => Promise<boolean> = () => Promise.resolve(true)

beforeEach(async () => {
  await bringWords('photo')
  given = []
  answer = () => Promise.resolve(true)
  const door = { mediaUrl: (id: string, kind: string) => `/${id}/${kind}`, saveMarked: (photo: string) => (given.push(photo), answer()) }
  useDoor(door as unknown as Door)
})
afterEach(unmountAll)

const taken = (change: Partial<PhotoView> = {}): PhotoView => {
  const photo = begun().view().groups.flatMap((group) => group.items).flatMap((item) => item.photos)[0] as PhotoView
  return { ...photo, here: true, ...change }
}
const button = (words: string) => [...document.querySelectorAll('button')].find((one) => one.textContent?.includes(words))
async function press(words: string) {
  button(words)?.click()
  await nextTick()
  await nextTick()
}
const open = (photo: PhotoView) => mount(PhotoSheet, { photo, editable: false })

describe('a photograph with its watermark', () => {
  it('is shown by a switch, without the marks a second time, and handed on from there', async () => {
    const photo = taken({ marks: [{ id: 'm', kind: 'arrow', x1: 0.1, y1: 0.1, x2: 0.5, y2: 0.5, text: '' }] })
    open(photo)
    const drawn = () => document.querySelectorAll('.picture svg').length
    expect([button('转发或保存'), drawn()]).toEqual([undefined, 1])
    await press('带水印')
    expect([document.querySelector('img')?.getAttribute('src'), drawn()]).toEqual([expect.stringContaining('/marked'), 0])
    await press('转发或保存')
    expect(given).toEqual([photo.id])
    await vi.waitFor(() => expect(document.body.textContent).toContain('带水印的照片已交出'))
  })

  it('says why it could not be handed on, and nothing when the person thought better of it', async () => {
    open(taken())
    await press('带水印')
    answer = () => Promise.reject(new AppError('disk_full', {}))
    await press('转发或保存')
    await vi.waitFor(() => expect(document.querySelector('[role="alert"], .note')?.textContent).toBeTruthy())
    answer = () => Promise.resolve(false)
    await press('转发或保存')
    await vi.waitFor(() => expect(document.querySelector('[role="alert"], .note')).toBeNull())
  })

  it('of a home is shown and not handed on', async () => {
    open(taken({ private: true, consentAt: 1 }))
    await press('带水印')
    expect(document.querySelector('img')?.getAttribute('src')).toContain('/marked')
    expect(button('转发或保存')).toBeUndefined()
  })
})
