import { nextTick, reactive, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useDraft } from '@/field/drafts'
import PullStep from '@/field/enrol/PullStep.vue'
import Choice from '@/field/parts/Choice.vue'
import Sheet from '@/field/parts/Sheet.vue'
import { easedFor } from '@/field/photo/outbox'
import Thumb from '@/field/photo/Thumb.vue'
import { useCamera } from '@/field/photo/useCamera'
import TodayCells from '@/field/today/TodayCells.vue'
import { useToday } from '@/field/today/useToday'
import { failedIn, lostIn } from '@/field/visit/groups'
import HouseholdNotes from '@/field/visit/HouseholdNotes.vue'
import ItemNotes from '@/field/visit/ItemNotes.vue'
import RatioInput from '@/field/visit/RatioInput.vue'
import SightingSheet from '@/field/visit/SightingSheet.vue'
import { useHouses } from '@/field/visit/useHouses'
import type { PutSighting, SyncStatus, TakePhoto, Today, VillageCard } from '@/shared/api'
import { setLocale } from '@/shared/i18n'
import { cleanName, kindName, kindShort } from '@/shared/kinds'
import { newId } from '@/shared/newId'
import { fakeDoor, held, settle } from '../desk/door'
import { CHIPS } from '../fixture/standard'
import { begun } from '../fixture/visit'
import { inComponent, mount, unmountAll } from './mounted'

const button = (host: ParentNode, words: string) => [...host.querySelectorAll('button')].find((one) => one.textContent?.includes(words))
const type = (field: HTMLInputElement | HTMLTextAreaElement | null | undefined, words: string) => {
  if (!field) throw new Error('no field')
  field.value = words
  field.dispatchEvent(new Event('input'))
}

beforeEach(() => {
  localStorage.clear()
  fakeDoor({})
})
afterEach(() => {
  unmountAll()
  vi.useRealTimers()
})

describe('a choice', () => {
  it('shows what is chosen, and not a tap that was not taken', async () => {
    const host = mount(Choice, { options: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }], value: 'a', legend: '' })
    const [a, b] = [...host.querySelectorAll('input')]
    b!.checked = true
    b!.dispatchEvent(new Event('change'))
    await nextTick()
    await nextTick()
    expect([a?.checked, b?.checked]).toEqual([true, false])
  })
})

describe('a sheet', () => {
  it.each([[true, 0], [false, 1]])('with something entered (%s) closes %s times on a tap outside', async (dirty, times) => {
    const close = vi.fn()
    mount(Sheet, { title: '', dirty, onClose: close })
    await nextTick()
    document.querySelector('dialog')?.dispatchEvent(new MouseEvent('click'))
    await settle()
    expect(close).toHaveBeenCalledTimes(times)
  })
})

describe('nobody home', () => {
  const group = () => begun().view().groups.find((one) => one.id === 'wujing')!
  it('says that there is nothing to clear, and clears only at the second tap', () => {
    const ticked: unknown[] = []
    const houses = inComponent(() => useHouses(group, (...tick) => ticked.push(tick)))
    expect(houses.open.value).toBe(2)
    houses.open.value = 4
    return nextTick().then(async () => {
      const empty = group().items.every((item) => !item.households[4])
      houses.another()
      expect(houses.asked.value).toBe(empty ? 'nothing' : 'sure')
      houses.open.value = 0
      await nextTick()
      houses.another()
      expect([houses.asked.value, ticked.length]).toEqual(['sure', 0])
      houses.another()
      expect(houses.asked.value).toBe('cleared')
      expect(ticked).toHaveLength(5)
    })
  })
  it('costs what the standard takes for each household, once the scoring has said it', () => {
    const { items } = group()
    expect([failedIn(items, 2), lostIn(items, 2)]).toEqual([1, '1'])
    expect(lostIn(items.map((item) => ({ ...item, terms: [] })), 2)).toBeNull()
    expect(lostIn(items, 0)).toBe('0')
  })
  it('has guidance and notes like every other item', async () => {
    vi.useFakeTimers()
    const noted = vi.fn()
    const host = mount(HouseholdNotes, { items: group().items, editable: true, onNote: noted })
    button(host, 'J2')?.click()
    await nextTick()
    type(host.querySelector('textarea'), '正在翻修')
    vi.advanceTimersByTime(1_000)
    expect(noted).toHaveBeenCalledWith('J2', '正在翻修')
  })
})

describe('a note', () => {
  const guidance = { counts: [], doesNotCount: [] }
  it('is saved while it is typed, and when the screen is left', () => {
    vi.useFakeTimers()
    const noted = vi.fn()
    const host = mount(ItemNotes, { guidance, note: '', editable: true, open: true, onNote: noted })
    const field = host.querySelector('textarea')
    type(field, '一')
    type(field, '一二')
    expect(noted).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(noted.mock.calls).toEqual([['一二']])
    type(field, '一二三')
    unmountAll()
    expect(noted.mock.calls).toEqual([['一二'], ['一二三']])
  })
})

describe('what is typed and not saved', () => {
  it('is there again after the page went away, until it is put away', () => {
    const first = inComponent(() => {
      const draft = ref({ name: '', reason: '' })
      useDraft('v/witness', draft.value)
      return draft
    })
    first.value.name = '赵守田'
    unmountAll()
    const again = reactive({ name: '', reason: '' })
    const { forget } = inComponent(() => useDraft('v/witness', again))
    expect(again.name).toBe('赵守田')
    forget()
    const empty = reactive({ name: '', reason: '' })
    inComponent(() => useDraft('v/witness', empty))
    expect(empty.name).toBe('')
  })
})

describe('a ratio', () => {
  function ratio(value: object | null = null) {
    const change = vi.fn()
    const host = mount(RatioInput, { value, unit: '处', title: '清', draftKey: 'v/ratio/M1', onChange: change })
    const [done, target] = [...host.querySelectorAll('input')]
    const leave = () => done?.dispatchEvent(new Event('change'))
    return { host, done, target, leave, change, said: () => host.querySelector('[role=status]')?.textContent ?? '' }
  }
  it('says what is wanted of figures that cannot be saved', async () => {
    const { done, target, leave, change, said } = ratio()
    type(done, '3')
    await nextTick()
    expect(said()).toContain('应完成数')
    type(target, '0')
    leave()
    await nextTick()
    expect(said()).toContain('不适用')
    expect(change).not.toHaveBeenCalled()
    type(target, '5')
    leave()
    await nextTick()
    expect([change.mock.calls.at(-1)?.[0], said()]).toEqual([{ done: 3, target: 5, overdue: 0 }, ''])
  })
  it('is taken back when it is emptied', () => {
    const { done, target, leave, change } = ratio({ done: 3, target: 5, overdue: 0 })
    type(done, '')
    type(target, '')
    leave()
    expect(change).toHaveBeenCalledWith(null)
  })
  it('keeps a figure that waits for another', () => {
    type(ratio().done, '3')
    unmountAll()
    expect(ratio().done?.value).toBe('3')
  })
})

describe('a sighting by hand', () => {
  it('is made once by two quick taps, and under the same id by a second try', async () => {
    const tries: Array<Omit<PutSighting, 'inspection'>> = []
    const answers = [held<boolean>(), held<boolean>()]
    const save = (put: Omit<PutSighting, 'inspection'>) => answers[tries.push(put) - 1]!.promise
    mount(SightingSheet, { sighting: null, chips: CHIPS, item: 'W2', editable: true, inspection: 'v', id: 'made-before', save })
    await nextTick()
    const tap = () => button(document, '保存')?.click()
    tap()
    tap()
    expect(tries).toHaveLength(1)
    answers[0]?.give(false)
    await settle()
    tap()
    expect(tries.map((put) => [put.id, put.key])).toEqual([[null, 'made-before'], [null, 'made-before']])
  })
})

describe('a photograph', () => {
  it('goes into the visit without a position that is none, and without a sighting that is gone', () => {
    const meta = { fix: { lon: 0, lat: 0 }, sighting: 's', phase: 'wide' } as TakePhoto
    expect(easedFor('position_not_real', meta)?.fix).toBeNull()
    expect(easedFor('sighting_unknown', meta)).toMatchObject({ sighting: null, phase: 'near' })
    expect([easedFor('position_not_real', { ...meta, fix: null }), easedFor('disk_full', meta)]).toEqual([null, null])
  })
  it('that is not here yet is shown as such', async () => {
    const host = mount(Thumb, { photo: { id: 'p' }, alt: '近景照片' })
    host.querySelector('img')?.dispatchEvent(new Event('error'))
    await nextTick()
    expect([host.querySelector('img'), host.querySelector('.blank')?.getAttribute('aria-label')]).toEqual([null, '近景照片'])
  })
})

describe('the camera', () => {
  it('that opens after the screen was left is closed at once', async () => {
    const stop = vi.fn()
    const opening = held<unknown>()
    vi.stubGlobal('navigator', { ...navigator, mediaDevices: { getUserMedia: () => opening.promise } })
    void inComponent(useCamera).start()
    unmountAll()
    opening.give({ getTracks: () => [{ stop }], getVideoTracks: () => [{ stop }] })
    await settle()
    expect(stop).toHaveBeenCalledOnce()
    vi.unstubAllGlobals()
  })
})

describe('the day', () => {
  const card = (status: VillageCard['status'], assigned = true) => ({ status, assigned, village: { id: status, name: '' } }) as VillageCard
  const today = (cards: VillageCard[]) => ({ round: null, assigned: 3, done: 0, unfinished: 0, returned: 0, cards }) as Today
  it('counts what each filter shows', () => {
    const host = mount(TodayCells, { today: today([card('open', false), card('due'), card('due'), card('accepted')]), filter: null })
    expect([...host.querySelectorAll('strong')].map((n) => n.textContent)).toEqual(['1', '0', '2', '1'])
  })
  it('takes the last reply for the last question', async () => {
    const answers = [held<Today>(), held<Today>()]
    let n = 0
    const door = fakeDoor({ today: () => answers[n++]!.promise })
    const { today: shown } = inComponent(useToday)
    await settle()
    door.ring()
    await settle()
    answers[1]?.give(today([card('due')]))
    await settle()
    answers[0]?.give(today([]))
    await settle()
    expect(shown.value?.cards).toHaveLength(1)
  })
})

describe('the first download', () => {
  it('says that it stopped, and why, and can be asked again', async () => {
    const sync = { phase: 'stopped', problem: 'server_insecure', firstPull: { done: 1, total: 9 }, refused: [] } as unknown as SyncStatus
    const door = fakeDoor({ sync_now: () => sync, sync_status: () => sync })
    const host = mount(PullStep)
    await settle()
    expect(host.querySelector('[role=alert]')?.textContent).toContain('证书不可信')
    button(host, '再试一次')?.click()
    await settle()
    expect(door.asked.filter(([name]) => name === 'sync_now')).toHaveLength(2)
  })
})

describe('names', () => {
  it('of kinds are the standard’s, with English ones for the default standard', async () => {
    const own = [{ id: 'firewood', short: '垛', name: '柴草垛', item: 'W1', measure: 'pile' as const, grades: [] }]
    expect([kindName(own, 'firewood'), kindShort(own[0]!), kindName(own, 'none')]).toEqual(['柴草垛', '垛', 'none'])
    expect(cleanName({ id: 'J1', title: '院落净' })).toBe('院落')
    await setLocale('en')
    expect([kindName(own, 'firewood'), cleanName({ id: 'J1', title: '院落净' })]).toEqual(['Firewood', 'Yard'])
    await setLocale('zh-CN')
  })
  it('of rows are made where the browser has no randomUUID, too', () => {
    const real = crypto.randomUUID
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true })
    expect(newId()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    Object.defineProperty(crypto, 'randomUUID', { value: real, configurable: true })
  })
})
