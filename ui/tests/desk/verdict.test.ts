import { createApp, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import HintList from '@/desk/review/HintList.vue'
import { hintsOf } from '@/desk/review/hints'
import { hindranceOf, useVerdict } from '@/desk/review/useVerdict'
import type { PairView, PhotoView, SubmissionView } from '@/shared/api'
import { AppError } from '@/shared/door'
import { fakeDoor } from './door'
import { photo, submissionView } from './rows'

type Over = Parameters<typeof submissionView>[0]

describe('what stands in the way of a verdict', () => {
  const cases: Array<[string, Over, ReturnType<typeof hindranceOf>]> = [
    ['nothing', {}, undefined],
    ['a conflict', { inspection: { conflicts: 1 } }, 'conflict'],
    ['returned with a conflict, which its inspectors settle', { inspection: { conflicts: 1, status: 'returned' }, reviewable: false }, 'returned'],
    ['nothing submitted', { submission: null, reviewable: false }, 'unsubmitted'],
    ['accepted already', { inspection: { status: 'accepted' }, reviewable: false }, 'accepted'],
    ['returned already', { inspection: { status: 'returned' }, reviewable: false }, 'returned'],
    ['changed since it was sent, which hinders nothing', { unchanged: false }, undefined],
    ['no right to', { reviewable: false }, 'forbidden'],
  ]
  it.each(cases)('%s', (_name, over, expected) => {
    expect(hindranceOf(submissionView(over))).toBe(expected)
  })
})

describe('giving a verdict', () => {
  function desk(view: SubmissionView, review: () => SubmissionView) {
    const door = fakeDoor({ review })
    const judged: string[] = []
    const verdict = useVerdict(shallowRef(view), (inspection) => judged.push(inspection))
    return { door, judged, verdict }
  }

  it('names the submission and the content that were looked at', async () => {
    const view = submissionView()
    const { door, judged, verdict } = desk(view, () => view)
    expect(await verdict.accept()).toBe(true)
    expect(door.asked).toEqual([
      ['review', { submission: 'v1/1', contentHash: 'aa', verdict: 'accepted', reason: '' }],
    ])
    expect(judged).toEqual(['v1'])
    expect(verdict.given.value).toEqual({ verdict: 'accepted', village: '柳树湾村' })
  })

  it('returns with the trimmed reason', async () => {
    const view = submissionView()
    const { door, verdict } = desk(view, () => view)
    await verdict.sendBack('  缺远景 ')
    expect(door.asked[0]?.[1]).toMatchObject({ verdict: 'returned', reason: '缺远景' })
  })

  it('sends back what is in conflict, and does not accept it', async () => {
    const view = submissionView({ inspection: { conflicts: 1 } })
    const { door, verdict } = desk(view, () => view)
    expect(await verdict.accept()).toBe(false)
    expect(await verdict.sendBack('请选定 H1')).toBe(true)
    expect(door.asked.map(([, args]) => args)).toMatchObject([{ verdict: 'returned' }])
  })

  it('gives none while something stands in the way', async () => {
    const { door, judged, verdict } = desk(submissionView({ reviewable: false }), () => submissionView())
    expect(await verdict.accept()).toBe(false)
    expect([door.asked, judged]).toEqual([[], []])
  })

  it('gives one only, however often the key is pressed', async () => {
    const view = submissionView()
    const { door, verdict } = desk(view, () => view)
    await Promise.all([verdict.accept(), verdict.accept(), verdict.sendBack('x')])
    expect(door.asked).toHaveLength(1)
  })

  it('stays where it is when the command refuses', async () => {
    const { judged, verdict } = desk(submissionView(), () => {
      throw new AppError('submission_changed')
    })
    expect(await verdict.accept()).toBe(false)
    expect(verdict.error.value?.code).toBe('submission_changed')
    expect(judged).toEqual([])
    expect(verdict.possible.value).toBe(true)
  })
})

describe('hints before a verdict', () => {
  const kinds = (over: Over) => hintsOf(submissionView(over)).map((hint) => hint.kind)

  it('says nothing of what is in order', () => {
    expect(kinds({})).toEqual([])
    expect(kinds({ submittedScore: '82.5' })).toEqual([])
  })

  it('points at a score that another device computed differently, unless the content changed', () => {
    expect(kinds({ submittedScore: '82.00' })).toEqual(['score'])
    expect(kinds({ submittedScore: null })).toEqual(['score'])
    expect(kinds({ submittedScore: '82.00', unchanged: false })).toEqual(['changed'])
  })

  it('points at conflicts, missing photographs and the last return', () => {
    const missing = { kind: 'photos', group: null, item: 'W1', sighting: null, count: 2, title: '', blocks: false } as const
    const returned = { reason: '缺远景', by: '李主任', at: 0 }
    expect(kinds({ inspection: { conflicts: 2, missing: [missing], returned } })).toEqual(['conflict', 'photosMissing', 'returned'])
  })

  it('says what was answered where the visit was opened from outside the village', () => {
    const said = { by: '马建国', at: 0, answer: 'here', metres: 1_240, accuracy: 8, inside: { id: '629900100202', name: '李家湾村' } } as const
    const view = submissionView({ inspection: { presences: [said] } })
    expect(hintsOf(view).map(({ kind, weight, n, far }) => [kind, weight, n, far])).toEqual([['away', 'doubt', 1, 1_240]])
    const host = document.createElement('div')
    createApp(HintList, { view }).mount(host)
    expect(host.textContent).toContain('马建国答“我在村里”，定位在李家湾村')
  })

  it('says of a photograph that was used before where and when', () => {
    const seenBefore = [{ photo: 'p1', earlier: 'p0', village: { id: '629900100202', name: '李家湾村' }, takenAt: Date.UTC(2026, 10, 3, 2, 0), sameFile: true }]
    const [hint] = hintsOf({ ...submissionView(), seenBefore })
    expect([hint?.kind, hint?.weight, hint?.n]).toEqual(['seen', 'doubt', 1])
    const host = document.createElement('div')
    createApp(HintList, { view: { ...submissionView(), seenBefore } }).mount(host)
    expect(host.textContent).toContain('1 张照片像以前用过的：李家湾村 11 月 3 日 10:00，请核对。')
  })

  it('says which picked photographs are not from the visit, or say nothing of themselves', () => {
    const hour = 3_600_000
    const at = Date.UTC(2026, 10, 22, 1, 0)
    const taken = (id: string, source: PhotoView['source'], hours: number) => ({ ...photo(id), source, takenAt: at + hours * hour })
    const shown = (...unclassified: PhotoView[]): SubmissionView => {
      const view = submissionView({ inspection: { unclassified } })
      const history = [{ what: 'started', by: '马建国', at, n: 0, reason: null, by_server: false }] as unknown as SubmissionView['history']
      return { ...view, history, submission: view.submission && { ...view.submission, at: at + 3 * hour } }
    }
    const told = (...photos: PhotoView[]) => hintsOf(shown(...photos)).map((hint) => [hint.kind, hint.n])
    expect(told(taken('a', 'gallery', 1), taken('b', 'camera', -90))).toEqual([])
    expect(told(taken('a', 'gallery', -1.9), taken('b', 'gallery', 4.9))).toEqual([])
    expect(told(taken('a', 'gallery', -2.1), taken('b', 'gallery', 5.1))).toEqual([['untimely', 2]])
    expect(told(taken('a', 'forwarded', 1), taken('b', 'file', 1))).toEqual([['forwarded', 2]])
    const host = document.createElement('div')
    createApp(HintList, { view: shown(taken('a', 'forwarded', -49)) }).mount(host)
    expect(host.textContent).toContain('1 张选入的照片不是检查期间拍的（11 月 20 日 08:00），请核对。')
    expect(host.textContent).toContain('1 张照片是转来的，或者没有拍摄信息。')
  })

  it('says of how many photographs the clock was wrong, and by how much the worst', () => {
    const taken = (id: string, clockOff: number | null) => ({ ...photo(id), clockOff })
    const view = submissionView({ inspection: { unclassified: [taken('a', null), taken('b', 4), taken('c', -2880)] } })
    expect(hintsOf(view).map(({ kind, n, off }) => [kind, n, off])).toEqual([['clock', 2, -2880]])
    const host = document.createElement('div')
    createApp(HintList, { view }).mount(host)
    expect(host.textContent).toContain('2 张照片的手机时间不准，最多慢 2 天，请核对拍摄时间。')
  })

  it('says what is odd about a photograph from after, and nothing of one that fits', () => {
    const pair = (odd: PairView['odd']) => ({ before: 'p0', metres: 64, turned: 12, later: 1, changed: null, odd })
    const view = submissionView({ inspection: { unclassified: [{ ...photo('a'), pair: pair(['far', 'unchanged']) }, { ...photo('b'), pair: pair([]) }] } })
    expect(hintsOf(view).map((hint) => [hint.kind, hint.n])).toEqual([['pair', 1]])
    const host = document.createElement('div')
    createApp(HintList, { view }).mount(host)
    expect(host.textContent).toContain('1 张整改后的照片和整改前的对不上：离整改前拍照的位置 64 米')
  })

  it('points at photographs that were taken far outside of the village, farther than their own error', () => {
    const square: [number, number][] = [[106, 35], [106.01, 35], [106.01, 35.01], [106, 35.01]]
    const at = (id: string, lon: number, accuracy: number) => ({ ...photo(id), fix: { lon, lat: 35.005, accuracy } as never })
    const view = submissionView({ inspection: { unclassified: [at('in', 106.005, 5), at('near', 106.011, 5), at('unsure', 106.02, 2_000), at('far', 106.05, 5)] } })
    const [hint, ...others] = hintsOf({ ...view, boundary: [square] })
    expect([hint?.kind, hint?.n, others]).toEqual(['outside', 1, []])
    expect(hint?.far).toBeGreaterThan(3_500)
  })
})
