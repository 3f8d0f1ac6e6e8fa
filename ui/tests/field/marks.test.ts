import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, reactive } from 'vue'
import MarkEditor from '@/field/photo/MarkEditor.vue'
import { type Drawn, markOf, usePen } from '@/field/photo/usePen'
import type { MarkKind, MarkView, PhotoView } from '@/shared/api'
import { type Door, mediaUrl, useDoor } from '@/shared/door'
import { bringWords } from '@/shared/i18n'
import MarkLayer from '@/shared/MarkLayer.vue'
import { arrowOf, LETTER, markAt, sheetOf, wordsOf } from '@/shared/marks'
import { begun } from '../fixture/visit'
import { mount, unmountAll } from './mounted'

const mark = (kind: MarkKind, [x1, y1, x2, y2]: [number, number, number, number], text = '', id = kind): MarkView => ({ id, kind, x1, y1, x2, y2, text })
const SIZE = { width: 4000, height: 3000 }

beforeEach(() => bringWords('photo'))
afterEach(unmountAll)

describe('a mark on its sheet', () => {
  it('has the shape of the picture, whichever way it lies', () => {
    expect(sheetOf(SIZE)).toEqual({ width: 1000, height: 750 })
    expect(sheetOf({ width: 3000, height: 4000 })).toEqual({ width: 750, height: 1000 })
  })
  it('is an arrow with its head at the second point', () => {
    const path = arrowOf(mark('arrow', [0.1, 0.5, 0.5, 0.5]), sheetOf(SIZE))
    expect(path.startsWith('M100 375L500 375M')).toBe(true)
    expect(path.match(/L500 375/g)).toHaveLength(2)
  })
  it('is never written off the picture', () => {
    for (const [x, y] of [[0, 0], [1, 1], [0.49, 0.02], [0.51, 0.99]] as const) {
      const { x: at, y: first, anchor, lines } = wordsOf(mark('text', [x, y, x, y], '二社路口第三根电线杆下面的柴堆已经清走了但是还留着一些土和砖头没有拉走'), sheetOf(SIZE))
      const widest = Math.max(...lines.map((line) => line.length)) * LETTER
      expect(anchor === 'end' ? at - widest : 1000 - at - widest, `${x} ${y}`).toBeGreaterThanOrEqual(0)
      expect(first).toBeGreaterThanOrEqual(LETTER)
      expect(first + (lines.length - 1) * 50).toBeLessThanOrEqual(750)
    }
  })
  it('keeps English words whole', () => {
    const { lines } = wordsOf(mark('text', [0.4, 0.5, 0.4, 0.5], 'behind the third electricity pole'), sheetOf(SIZE))
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.join(' ')).toBe('behind the third electricity pole')
  })
  it('is found by a finger beside it, the latest first', () => {
    const all = [mark('arrow', [0.1, 0.1, 0.5, 0.5]), mark('circle', [0.4, 0.4, 0.8, 0.8]), mark('text', [0.1, 0.8, 0.1, 0.8], '路口'), mark('blur', [0.45, 0.45, 0.55, 0.55])]
    const at = (x: number, y: number) => markAt(all, { x, y }, SIZE, 40)?.kind
    expect([at(0.3, 0.32), at(0.6, 0.4), at(0.13, 0.8), at(0.5, 0.5)]).toEqual(['arrow', 'circle', 'text', 'blur'])
    expect([at(0.65, 0.65), at(0.95, 0.1)], 'within a circle is beside it').toEqual([undefined, undefined])
  })
})

describe('the layer over a photograph', () => {
  it('draws all but the blurs, which are in the picture, and says what is drawn', () => {
    const host = mount(MarkLayer, { marks: [mark('arrow', [0, 0, 1, 1]), mark('text', [0.1, 0.1, 0.1, 0.1], '路口'), mark('blur', [0, 0, 0.5, 0.5])], size: SIZE })
    expect(host.querySelectorAll('path.pen')).toHaveLength(1)
    expect([host.querySelector('text')?.textContent, host.querySelector('rect')]).toEqual(['路口', null])
    expect(host.querySelector('svg')?.getAttribute('aria-label')).toBe('标注：箭头、“路口”')
  })
  it('shows the blurs where they can be taken out, and nothing where there is nothing', () => {
    expect(mount(MarkLayer, { marks: [mark('blur', [0, 0, 0.5, 0.5])], size: SIZE, outlines: true }).querySelectorAll('rect')).toHaveLength(2)
    expect(mount(MarkLayer, { marks: [mark('blur', [0, 0, 0.5, 0.5])], size: SIZE }).querySelector('svg')).toBeNull()
    expect(mount(MarkLayer, { marks: [mark('arrow', [0, 0, 1, 1])], size: { width: 0, height: 0 } }).querySelector('svg'), 'of a picture whose size is not known').toBeNull()
  })
})

describe('the address of a picture', () => {
  it('is another one for other blurs', () => {
    useDoor({ mediaUrl: (id: string, kind: string) => `/m/${id}/${kind}` } as unknown as Door)
    expect([mediaUrl({ id: 'p', blurred: null }, 'thumb'), mediaUrl({ id: 'p', blurred: 'ab' }, 'thumb'), mediaUrl('p', 'thumb')]).toEqual(['/m/p/thumb', '/m/p/thumb?blurred=ab', '/m/p/thumb'])
  })
})

describe('the pen', () => {
  const drawn: Drawn[] = []
  const picked: Array<string | undefined> = []
  const pen = (marks: MarkView[] = []) => usePen({ marks: () => marks, size: () => SIZE, draw: (one) => drawn.push(one), pick: (one) => picked.push(one?.id) })
  const drag = (one: ReturnType<typeof pen>, ...points: Array<[number, number]>) => {
    points.forEach(([x, y], at) => (at ? one.move({ x, y }) : one.down({ x, y })))
    one.up()
  }
  beforeEach(() => {
    drawn.splice(0)
    picked.splice(0)
  })

  it('draws from where it is put down to where it is lifted, and no further than the picture', () => {
    const one = pen()
    drag(one, [0.9, 0.9], [0.5, 0.5], [0.2, -0.3])
    expect(drawn).toEqual([{ kind: 'arrow', x1: 0.9, y1: 0.9, x2: 0.2, y2: 0, text: '' }])
    one.tool.value = 'blur'
    drag(one, [0.9, 0.9], [0.5, 0.899])
    expect(drawn[1]).toMatchObject({ kind: 'blur', x1: 0.5, x2: 0.9 })
    expect(drawn[1]!.y2 - drawn[1]!.y1, 'never so thin that it is refused').toBeCloseTo(0.02)
    expect(markOf('circle', { x: 1, y: 1 }, { x: 1, y: 0.2 }).x2).toBeLessThanOrEqual(1)
  })
  it('picks what it touches without drawing, and writes where nothing is', () => {
    const one = pen([mark('blur', [0.1, 0.1, 0.3, 0.3])])
    drag(one, [0.2, 0.2])
    drag(one, [0.8, 0.8])
    expect([picked, drawn]).toEqual([['blur', undefined], []])
    one.tool.value = 'text'
    drag(one, [0.2, 0.2])
    drag(one, [0.8, 0.7])
    expect([picked.at(-1), drawn]).toEqual(['blur', [{ kind: 'text', x1: 0.8, y1: 0.7, x2: 0.8, y2: 0.7, text: '' }]])
  })
  it('is led by the keys as well: Enter begins and ends, Escape gives up', () => {
    const one = pen()
    one.tool.value = 'circle'
    expect(one.key('Escape'), 'nothing begun: the sheet closes').toBe(false)
    for (const name of ['ArrowLeft', 'Enter', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown']) expect(one.key(name)).toBe(true)
    expect(one.draft.value).toMatchObject({ kind: 'circle' })
    one.key('Enter')
    expect(drawn[0]!.x1).toBeCloseTo(0.48)
    expect([drawn[0]!.x2, drawn[0]!.y2].map((at) => Math.round(at * 100))).toEqual([52, 54])
    one.key('Enter')
    one.key('ArrowUp')
    expect([one.key('Escape'), one.draft.value]).toEqual([true, undefined])
    expect([one.key('Tab'), drawn.length]).toEqual([false, 1])
  })
})

describe('the editor', () => {
  const photo = reactive({ ...begun().view().unclassified[0]! }) as PhotoView
  const add = vi.fn(async ({ key, ...one }: Drawn & { key: string }) => {
    photo.marks = [...photo.marks, { ...one, id: key }]
    return true
  })
  const remove = vi.fn(async (id: string) => {
    photo.marks = photo.marks.filter((one) => one.id !== id)
    return true
  })
  const open = () => {
    photo.marks = []
    useDoor({ mediaUrl: (id: string) => `/m/${id}` } as unknown as Door)
    const host = mount(MarkEditor, { photo, add, remove })
    const stage = host.querySelector<HTMLElement>('[data-stage]')!
    stage.getBoundingClientRect = () => ({ left: 0, top: 0, width: 100, height: 75 }) as DOMRect
    stage.setPointerCapture = () => undefined
    const point = (type: string, x: number, y: number) => stage.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true }))
    const button = (words: string) => [...host.querySelectorAll('button')].find((one) => one.textContent?.includes(words))!
    return { host, button, drag: async (...[a, b, c, d]: [number, number, number, number]) => {
      point('pointerdown', a, b)
      point('pointermove', c, d)
      point('pointerup', c, d)
      await nextTick()
    } }
  }

  it('saves at once, and takes out what is picked', async () => {
    const { host, button, drag } = open()
    button('遮盖').click()
    await drag(10, 15, 50, 45)
    await vi.waitFor(() => expect(photo.marks).toMatchObject([{ kind: 'blur', x1: 0.1, y1: 0.2, x2: 0.5, y2: 0.6 }]))
    await drag(30, 30, 30, 30)
    await vi.waitFor(() => expect(button('删除遮盖')).toBeTruthy())
    expect(host.textContent).toContain('原图不改')
    button('删除遮盖').click()
    await vi.waitFor(() => expect(photo.marks).toEqual([]))
  })
  it('asks for the words of a text, and saves none without', async () => {
    const { host, button, drag } = open()
    button('文字').click()
    await drag(20, 30, 20, 30)
    const input = await vi.waitFor(() => host.querySelector('input') ?? Promise.reject(new Error('no input')))
    expect(button('写上').hasAttribute('disabled')).toBe(true)
    input.value = ' 路口 '
    input.dispatchEvent(new Event('input'))
    await nextTick()
    button('写上').click()
    await vi.waitFor(() => expect(photo.marks).toMatchObject([{ kind: 'text', text: '路口', x1: 0.2, y1: 0.4 }]))
    await vi.waitFor(() => expect(host.querySelector('input')).toBeNull())
  })
  it('says loudly what was not saved, and shows it no more', async () => {
    const { host, drag } = open()
    add.mockResolvedValueOnce(false)
    await drag(10, 10, 60, 60)
    await vi.waitFor(() => expect(host.querySelector('[role=alert]')?.textContent).toContain('没有保存成功'))
    expect(host.querySelector('[data-marks]')).toBeNull()
  })
})
