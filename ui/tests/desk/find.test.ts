import { createApp, h } from 'vue'
import { describe, expect, it } from 'vitest'
import FoundPhoto from '@/desk/shell/FoundPhoto.vue'
import { useFindPhoto } from '@/desk/shell/useFindPhoto'
import type { PhotoFound, PhotosFound } from '@/shared/api'
import { AppError } from '@/shared/door'
import { fakeDoor, held, settle } from './door'
import { photo } from './rows'

const found = (id: string, over: Partial<PhotoFound> = {}): PhotoFound => ({
  photo: photo(id), inspection: 'v7', village: { id: '1', name: '柳树湾村' }, township: { id: '2', name: '红泉镇' }, title: '柴堆 · 村口', held: 'agrees', ...over,
})

describe('finding a photograph by its verification code', () => {
  it('asks with the code as it was typed, and shows what bears it', async () => {
    const door = fakeDoor({ find_photo: () => ({ photos: [found('p1')] }) })
    const { code, found: shown, find } = useFindPhoto()
    code.value = ' 7k3m 9qpd 2f4h '
    await find()
    expect(door.asked).toEqual([['find_photo', { code: ' 7k3m 9qpd 2f4h ' }]])
    expect(shown.value.map((one) => one.photo.id)).toEqual(['p1'])
  })

  it('says why there is none, until another code is typed', async () => {
    fakeDoor({ find_photo: () => Promise.reject(new AppError('photo_code_malformed')) })
    const { code, failed, find } = useFindPhoto()
    code.value = '7K3M'
    await find()
    expect(failed.value?.code).toBe('photo_code_malformed')
    code.value = '7K3M-'
    expect(failed.value).toBeUndefined()
  })

  it('shows nothing of a code that is not the one in the field any more', async () => {
    const answer = held<PhotosFound>()
    fakeDoor({ find_photo: () => answer.promise })
    const { code, found: shown, busy, find } = useFindPhoto()
    code.value = '7K3M-9QPD-2F4H'
    const asked = find()
    expect(busy.value).toBe(true)
    code.value = '7K3M-9QPD-2F4J'
    answer.give({ photos: [found('p1')] })
    await asked
    expect([shown.value, busy.value]).toEqual([[], false])
  })
})

describe('a photograph that was found', () => {
  async function shown(one: PhotoFound) {
    const host = document.createElement('div')
    const app = createApp({ render: () => h(FoundPhoto, { found: one }) })
    app.mount(host)
    await settle()
    const words = host.textContent ?? ''
    const ways = host.querySelectorAll('button').length
    app.unmount()
    return { words, ways }
  }

  it('tells where, by whom, on what, and that the file is what was signed', async () => {
    const { words, ways } = await shown(found('p1'))
    for (const fact of ['柴堆 · 村口', '红泉镇', '柳树湾村', '马建国', '一组 1 号平板', '指纹一致']) expect(words).toContain(fact)
    expect(ways).toBe(2)
  })

  it('says that a file is another one, and that its visit is not here', async () => {
    const { words, ways } = await shown(found('p1', { held: 'differs', inspection: null }))
    expect(words).toContain('指纹不一致')
    expect(words).toContain('它的检查还没有传到这里')
    expect(ways).toBe(0)
  })
})
