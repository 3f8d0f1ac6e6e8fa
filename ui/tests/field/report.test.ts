// 自查自改: what a village reports of itself is kept while it is filled in, and made once.
import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Fix, FindingView, NamedId, SameFinding, Status, StepView } from '@/shared/api'
import { AppError, type Door, useDoor } from '@/shared/door'
import { bringWords } from '@/shared/i18n'
import { adopt } from '@/shared/session'
import FindingSteps from '@/field/findings/FindingSteps.vue'
import ReportPage from '@/field/report/ReportPage.vue'
import { useReport } from '@/field/report/useReport'
import { ownVillages } from '@/field/report/villages'
import { settle } from '../desk/door'
import { inComponent, mount, unmountAll } from './mounted'

await Promise.all([bringWords('finding'), bringWords('task')])

const place = vi.hoisted(() => ({ fix: null as Fix | null }))
vi.mock('@/field/photo/position', async (original) => ({
  ...(await original<object>()),
  usePosition: () => ({ fix: { get value() { return place.fix } }, denied: { value: false } }),
  positionSoon: () => Promise.resolve(place.fix),
}))

const WANG = { id: '629900100201', name: '王家沟村' }
const LI = { id: '629900100202', name: '李家湾村' }
const CHIPS = [['manure', '粪堆'], ['earth', '土堆'], ['film', '废旧农膜']].map(([id, name]) => ({ id, name, short: name?.[0], item: 'W1', measure: 'pile' as const, grades: [] }))
const HERE: Fix = { lon: 106.7, lat: 35.5, accuracy: 6, altitude: null, bearing: null }

const signIn = (places: NamedId[] = [WANG], roles = ['cadre']) => adopt({ door: 'app', me: { person: 'p1', roles, places }, preferences: { locale: 'zh-CN', theme: 'paper', textSize: 100 } } as unknown as Status)

/** A door whose replies to what is asked about a finding come when the test says so. `near`: what is known where the person stands. */
function door(near: SameFinding[] = []) {
  const asked: Array<{ name: string; args: Record<string, unknown>; reply: (id: string) => void; refuse: (code: string) => void }> = []
  const call = (name: string, args: Record<string, unknown>) =>
    name === 'finding_filters' ? Promise.resolve({ chips: CHIPS }) : name === 'findings_near' ? Promise.resolve(args.kind === 'manure' ? near : []) : new Promise((done, failed) => asked.push({ name, args, reply: (id) => done({ brief: { id } }), refuse: (code) => failed(new AppError(code)) }))
  useDoor({ call, onChange: () => () => undefined } as unknown as Door)
  return asked
}

beforeEach(() => {
  localStorage.clear()
  place.fix = HERE
  signIn()
})
afterEach(unmountAll)

describe('a report', () => {
  it('is not made twice unseen: what is known there is offered, the nearest two, while the person stands there', async () => {
    const one = (code: string, over: Partial<SameFinding> = {}): SameFinding => ({ id: `f-${code}`, code, status: 'open', due: '2026-11-26', landmark: '二组 涝坝东', metres: 6, ...over })
    door([one('7K3M'), one('9QPD', { status: 'closed', landmark: '' }), one('2F4H')])
    const { draft, known } = inComponent(useReport)
    await settle()
    expect(known.value, 'nothing before it is said what it is').toEqual([])
    draft.kind = 'manure'
    await settle()
    expect(known.value.map(({ code }) => code)).toEqual(['7K3M', '9QPD'])
    draft.kind = 'earth'
    await settle()
    expect(known.value).toEqual([])
    Object.assign(draft, { kind: 'manure', here: false })
    await settle()
    expect(known.value, 'where it is is not known').toEqual([])
  })

  it('is one finding, however often it is tried, and is put away once it is made', async () => {
    const asked = door()
    const { draft, refused, send } = inComponent(useReport)
    Object.assign(draft, { kind: 'manure', count: 2, landmark: '二组 涝坝东' })
    const first = send()
    await settle()
    expect(await send(), 'a second tap while it is on its way').toBeUndefined()
    asked[0]?.refuse('server_unreachable')
    expect([await first, refused.value?.code]).toEqual([undefined, 'server_unreachable'])
    const second = send()
    await settle()
    expect(asked[1]?.args).toEqual(asked[0]?.args)
    expect(asked[1]?.args).toEqual({ village: WANG.id, key: draft.key, kind: 'manure', count: 2, fix: HERE, landmark: '二组 涝坝东', size: {}, difficulty: null, note: '' })
    asked[1]?.reply('f1')
    expect([await second, refused.value, localStorage.length]).toEqual(['f1', undefined, 0])
  })

  it('is there again after the page went away, under its key', async () => {
    const asked = door()
    const before = inComponent(useReport).draft
    Object.assign(before, { kind: 'earth', note: '占了半边路' })
    unmountAll()
    const { draft } = inComponent(useReport)
    expect({ ...draft }).toEqual({ ...before })
    await settle()
    expect(asked, 'it was never tried').toEqual([])
  })

  it('whose answer was lost is not filled in again: the next one is another', async () => {
    const asked = door()
    const { draft, send } = inComponent(useReport)
    draft.kind = 'earth'
    void send()
    await settle()
    unmountAll()
    const next = inComponent(useReport)
    await settle()
    expect([asked[1]?.name, asked[1]?.args]).toEqual(['finding', { finding: draft.key }])
    asked[1]?.reply(draft.key)
    await settle()
    expect([next.draft.kind, next.draft.key === draft.key, next.busy.value]).toEqual(['', false, false])
  })

  it('that was tried and not made goes on under its key', async () => {
    const asked = door()
    const { draft, send } = inComponent(useReport)
    draft.kind = 'earth'
    void send()
    await settle()
    unmountAll()
    const next = inComponent(useReport)
    await settle()
    asked[1]?.refuse('finding_unknown')
    await settle()
    expect([next.draft.kind, next.draft.key]).toEqual(['earth', draft.key])
  })

  it('has no position where the person is elsewhere, and is made without one that is none', async () => {
    const asked = door()
    const { draft, send } = inComponent(useReport)
    Object.assign(draft, { kind: 'earth', here: false })
    void send()
    await settle()
    expect(asked[0]?.args.fix).toBeNull()
    asked[0]?.refuse('disk_full')
    await settle()
    draft.here = true
    void send()
    await settle()
    asked[1]?.refuse('position_not_real')
    await settle()
    expect([asked[1]?.args.fix, asked[2]?.args.fix, asked[2]?.args.key]).toEqual([HERE, null, draft.key])
  })

  it('is of a village that its cadre answers for', () => {
    door()
    expect(ownVillages()).toEqual([WANG])
    expect(inComponent(useReport).village.value).toBe(WANG.id)
    signIn([WANG, LI, { id: '629900100', name: '红泉镇' }])
    const { draft, village, ready } = inComponent(useReport)
    draft.kind = 'earth'
    expect([village.value, ready.value]).toEqual(['', false])
    draft.village = LI.id
    expect([village.value, ready.value]).toEqual([LI.id, true])
    signIn([{ id: '629900', name: '清源县' }], ['inspector'])
    expect(ownVillages()).toEqual([])
  })
})

describe('what a village can report', () => {
  it('is what the district\'s standard knows, by its own names', async () => {
    door()
    const { kinds } = inComponent(useReport)
    await settle()
    expect(kinds.value.map((one) => one.label)).toEqual(['粪堆', '土堆', '废旧农膜'])
  })
  it('is not known where it cannot be read: then the reason is said', async () => {
    useDoor({ call: () => Promise.reject(new AppError('server_unreachable')), onChange: () => () => undefined } as unknown as Door)
    const { kinds, refused } = inComponent(useReport)
    await settle()
    expect([kinds.value, refused.value?.code]).toEqual([[], 'server_unreachable'])
  })
})

describe('the screen', () => {
  async function open() {
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/report', component: ReportPage }, { path: '/:rest(.*)*', component: { render: () => null } }] })
    await router.push('/report')
    const host = document.body.appendChild(document.createElement('div'))
    const app = createApp({ template: '<RouterView />' }).use(router)
    app.mount(host)
    return { host, router, end: () => app.unmount() }
  }
  const button = (host: HTMLElement, words: string) => [...host.querySelectorAll('button')].find((one) => one.textContent?.includes(words))

  it('asks for the village only of those who have several, and leads to the camera', async () => {
    const asked = door()
    const { host, router, end } = await open()
    await settle()
    expect(host.querySelector('[type=radio]')).toBeNull()
    expect(host.textContent).toContain('已定位 ± 6 米')
    const send = host.querySelector<HTMLButtonElement>('[data-report-send]')
    expect(send?.disabled).toBe(true)
    button(host, '粪堆')?.click()
    await nextTick()
    send?.click()
    await settle()
    asked.find(({ name }) => name === 'report_finding')?.reply('f1')
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/finding/f1?camera=before'))
    end()
    signIn([WANG, LI])
    const several = await open()
    expect(several.host.querySelectorAll('[type=radio]').length).toBe(2)
    several.end()
  })

  it('says that it was not sent, and keeps what was filled in', async () => {
    const asked = door()
    const { host, end } = await open()
    await settle()
    await nextTick()
    button(host, '土堆')?.click()
    await nextTick()
    host.querySelector<HTMLButtonElement>('[data-report-send]')?.click()
    await settle()
    asked.find(({ name }) => name === 'report_finding')?.refuse('disk_full')
    await settle()
    await nextTick()
    expect(host.querySelector('[role=alert]')?.textContent).toContain('还没有报上去')
    expect(button(host, '土堆')?.getAttribute('aria-pressed')).toBe('true')
    end()
  })
})

describe('the history of a finding', () => {
  const history = (reported: boolean, steps: Array<Partial<StepView>>) => {
    const view = { by: '何志平', reported, photos: [], voices: [], steps: steps.map((step, n) => ({ id: `s${n}`, at: 0, note: '', due: null, photos: [], voices: [], aside: null, delivered: true, title: '', role: null, ...step })), brief: { seenAt: 0, status: 'replied', turn: [], mine: false } } as unknown as FindingView
    return mount(FindingSteps, { view }).textContent
  }

  it('goes on saying that the village reported it itself, whoever acted on it since', () => {
    const OWN = '村里自己报的'
    expect(history(true, [])).toContain(OWN)
    expect(history(true, [{ kind: 'reply', by: '何志平' }])).toContain(OWN)
    expect(history(true, [{ kind: 'assign', by: '李主任' }, { kind: 'reply', by: '何志平' }])).toContain(OWN)
    expect(history(false, [{ kind: 'assign', by: '李主任' }, { kind: 'reply', by: '何志平' }])).not.toContain(OWN)
  })
})
