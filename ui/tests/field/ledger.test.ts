import { nextTick, reactive } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settle } from '../desk/door'
import { stepped, typed, typedKm } from '@/field/ledger/amount'
import FigureRow from '@/field/ledger/FigureRow.vue'
import { kept, letGo } from '@/field/ledger/unsaved'
import { type Asked, useLedger } from '@/field/ledger/useLedger'
import { beforeName, dayFacts, dayPlus, monthFacts, monthTitle } from '@/field/ledger/words'
import type { LedgerArgs, LedgerFigure, LedgerRow, LedgerView, PutLedger } from '@/shared/api'
import { AppError, type Door, useDoor } from '@/shared/door'
import { FixtureLedger } from '../fixture/ledger'
import { inComponent, mount, unmountAll } from './mounted'

const cubic = { tenths: true, max: 9999 }
const whole = { tenths: false, max: 999 }

describe('an amount', () => {
  it('steps by half a cubic metre or by one, within bounds, and never drifts', () => {
    expect([stepped(null, cubic, true), stepped('3.5', cubic, true), stepped('0.1', cubic, true)]).toEqual(['0.5', '4', '0.6'])
    expect([stepped('0.3', cubic, false), stepped('9999', cubic, true), stepped(null, whole, true), stepped('1', whole, false)]).toEqual(['0', '9999', '1', '0'])
    let amount: string | null = null
    for (let n = 0; n < 1000; n++) amount = stepped(amount, cubic, true)
    expect(amount).toBe('500')
  })

  it('is read as people type it', () => {
    expect([typed('', cubic), typed(' 2.5 ', cubic), typed('２。５', cubic), typed('007', whole)]).toEqual([{ amount: null }, { amount: '2.5' }, { amount: '2.5' }, { amount: '7' }])
  })

  it('is refused by the same codes as the commands have', () => {
    const code = (text: string, row = cubic) => (typed(text, row) as { code: string }).code
    expect([code('-1'), code('2.55'), code('两车'), code('10000'), code('2.5', whole)]).toEqual(['amount_negative', 'amount_malformed', 'amount_malformed', 'amount_too_large', 'amount_not_whole'])
    expect([typedKm(''), typedKm('0'), typedKm('0.6')]).toEqual([{ code: 'road_length_missing', params: {} }, { code: 'road_length_missing', params: {} }, { km: '0.6' }])
  })
})

describe('the words of a day', () => {
  const view = (asked: Partial<LedgerArgs> = {}, more: Partial<FixtureLedger> = {}) => Object.assign(new FixtureLedger(), more).view({ village: null, day: null, ...asked })

  it('call the day before by its name only where it is that', () => {
    expect(beforeName(view())).toBe('昨天')
    expect(beforeName(view({ day: '2026-11-22' }))).toBe('11-20')
    expect(beforeName(view({ day: '2026-11-19' }))).toBe('')
  })

  it('say what can be done with the day', () => {
    expect(dayFacts(view())).toBe('今天 · 点“昨天”照填')
    expect(dayFacts(view({ day: '2026-11-22' }))).toBe('昨天 · 可以补填')
    expect(dayFacts(view({ day: '2026-11-20' }))).toBe('3 天前 · 可以补填')
    expect(dayFacts(view({ day: '2026-10-01' }))).toBe('53 天前 · 超过 31 天，不能再改')
    expect(dayFacts(view({}, { editable: false }))).toBe('今天 · 只能看')
  })

  it('say what the month is of', () => {
    const { month } = view()
    expect([monthTitle(month, '2026-11-23'), monthFacts(month, '2026-11-23')]).toEqual(['本月合计', '11-01 至今天 · 19 天有记录'])
    const october = { ...month, from: '2026-10-01', to: '2026-10-31' }
    expect([monthTitle(october, '2026-11-23'), monthFacts(october, '2026-11-23')]).toEqual(['10 月合计', '10-01 至 10-31 · 19 天有记录'])
    expect([dayPlus('2026-11-01', -1), dayPlus('2026-12-31', 1)]).toEqual(['2026-10-31', '2027-01-01'])
  })
})

/** A server of one village, whose saves come when the test says so. */
function server() {
  const ledger = new FixtureLedger()
  const held: Array<(as?: AppError) => void> = []
  const asked: string[] = []
  const state = { hold: false }
  const ears = new Set<() => void>()
  const door = {
    call: (name: string, args: never) =>
      new Promise((done, failed) => {
        asked.push(name)
        if (name === 'ledger') return done(ledger.view(args))
        if (name !== 'put_ledger') return done(null)
        const reply = (as?: AppError) => (as ? failed(as) : done(ledger.put(args)))
        if (state.hold) held.push(reply)
        else reply()
      }),
    onChange: (heard: () => void) => (ears.add(heard), () => ears.delete(heard)),
  }
  useDoor(door as unknown as Door)
  return { ledger, asked, held, state, ring: () => ears.forEach((heard) => heard()) }
}

const down = () => new AppError('disk_full')
const amount = (view: LedgerView | undefined, figure: LedgerFigure) => view?.figures.find((row) => row.figure === figure)?.amount
let at: ReturnType<typeof server>
let asked: Asked
let ledger: ReturnType<typeof useLedger>

async function open() {
  ledger = inComponent(() => useLedger(() => ({ ...asked })))
  await settle()
}
/** The moment without a tap after which it is saved. */
async function pause() {
  await vi.advanceTimersByTimeAsync(400)
  await settle()
}
const puts = () => at.ledger.puts.map((put: PutLedger) => Object.fromEntries([...put.figures.map((one) => [one.figure, one.amount]), ...put.roads.map((road) => [road.name, road.km])]))

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], now: undefined })
  at = server()
  asked = reactive({ village: null, day: null })
  await open()
})
afterEach(() => {
  unmountAll()
  for (const lane of kept()) letGo(lane)
  localStorage.clear()
  vi.useRealTimers()
})

describe('a day of the ledger', () => {
  it('shows a tap at once and saves it by itself, many taps in one', async () => {
    ledger.setFigure('film', '1')
    ledger.setFigure('film', '2')
    ledger.setRoad('河堤路', '1.2')
    expect([amount(ledger.view.value, 'film'), ledger.view.value?.roads.map((road) => road.name), ledger.state.value]).toEqual(['2', ['村东路', '河堤路'], 'saving'])
    expect(puts()).toEqual([])
    await pause()
    expect([puts(), ledger.state.value]).toEqual([[{ film: '2', 河堤路: '1.2' }], 'saved'])
  })

  it('saves what is tapped while a save is on its way, and shows the later', async () => {
    at.state.hold = true
    ledger.setFigure('trees', '31')
    await pause()
    ledger.setFigure('trees', '32')
    at.held[0]?.()
    await settle()
    expect([amount(ledger.view.value, 'trees'), ledger.state.value]).toEqual(['32', 'saving'])
    at.state.hold = false
    await pause()
    expect([puts(), ledger.state.value]).toEqual([[{ trees: '31' }, { trees: '32' }], 'saved'])
  })

  it('says what was not saved, keeps it, and saves it again', async () => {
    at.state.hold = true
    ledger.setFigure('film', '0')
    await pause()
    at.held[0]?.(down())
    await settle()
    expect([ledger.unsaved.value.length, ledger.state.value, amount(ledger.view.value, 'film')]).toEqual([1, 'unsaved', '0'])
    at.state.hold = false
    await ledger.again()
    expect([puts(), ledger.unsaved.value.length, ledger.state.value]).toEqual([[{ film: '0' }], 0, 'saved'])
  })

  it('lets go of what was not saved, when asked', async () => {
    at.state.hold = true
    ledger.setFigure('film', '7')
    await pause()
    at.held[0]?.(down())
    await settle()
    ledger.forgive()
    expect([ledger.unsaved.value.length, amount(ledger.view.value, 'film')]).toEqual([0, null])
  })

  it('saves before another day is shown, and what it could not save is still said there', async () => {
    at.state.hold = true
    ledger.setFigure('film', '3')
    asked.day = '2026-11-22'
    await nextTick()
    await settle()
    at.held[0]?.(down())
    await settle()
    expect([ledger.view.value?.day, amount(ledger.view.value, 'film'), ledger.unsaved.value.map((lane) => lane.day)]).toEqual(['2026-11-22', '0', ['2026-11-23']])
  })

  it('saves and seals when it is left', async () => {
    ledger.setFigure('film', '5')
    unmountAll()
    await settle()
    expect([puts(), at.asked.at(-1)]).toEqual([[{ film: '5' }], 'seal_now'])
  })

  it('saves after the page went away what it could not save before', async () => {
    at.state.hold = true
    ledger.setFigure('film', '6')
    expect(JSON.stringify(localStorage)).toContain('film')
    await pause() // sent, and no reply will come: the page is gone
    unmountAll()
    at.state.hold = false
    vi.resetModules()
    const { useDoor: again } = await import('@/shared/door')
    const { useLedger: anew } = await import('@/field/ledger/useLedger')
    const calls: PutLedger[] = []
    again({ call: async (name: string, args: never) => (name === 'ledger' ? at.ledger.view(args) : (name === 'put_ledger' && calls.push(args), at.ledger.put(args))), onChange: () => () => undefined } as unknown as Door)
    inComponent(() => anew(() => ({ village: null, day: null })))
    await settle()
    expect(calls.map((put) => put.figures)).toEqual([[{ figure: 'film', amount: '6' }]])
  })

  it('shows what a colleague entered, under what is being tapped', async () => {
    ledger.setFigure('film', '1')
    at.ledger.put({ village: '629900100201', day: '2026-11-23', figures: [{ figure: 'people', amount: '22' }], roads: [] })
    at.ring()
    await settle()
    expect([amount(ledger.view.value, 'people'), amount(ledger.view.value, 'film')]).toEqual(['22', '1'])
  })

  it('changes nothing where it can only be looked at', async () => {
    unmountAll()
    at.ledger.editable = false
    await open()
    ledger.setFigure('film', '1')
    await pause()
    expect([puts(), amount(ledger.view.value, 'film')]).toEqual([[], null])
  })
})

describe('a figure', () => {
  const row: LedgerRow = { figure: 'film', amount: null, before: '0', tenths: true, max: 99_999 }
  function put(more: Partial<LedgerRow> = {}, editable = true) {
    const changed: Array<string | null> = []
    const host = mount(FigureRow, { row: { ...row, ...more }, beforeName: '昨天', editable, onChange: (amount: string | null) => changed.push(amount) })
    const button = (kind: string) => host.querySelector<HTMLButtonElement>(`.${kind}`)!
    async function type(text: string) {
      button('value').click()
      await nextTick()
      const field = host.querySelector('input')!
      field.value = text
      field.dispatchEvent(new Event('input'))
      field.dispatchEvent(new Event('blur'))
      await nextTick()
    }
    return { host, changed, button, type }
  }

  it('is not 0 while it is not filled in: nothing is taken away from it', () => {
    const { host, button } = put()
    expect([host.textContent?.includes('未填'), button('less').disabled]).toEqual([true, true])
  })

  it('takes the day before over with a tap, a zero also', () => {
    const { changed, button } = put()
    button('before').click()
    expect(changed).toEqual(['0'])
  })

  it('is typed, and emptied it is not filled in any more', async () => {
    const first = put()
    await first.type('12.5')
    expect(first.changed).toEqual(['12.5'])
    const second = put({ amount: '3' })
    await second.type('')
    expect(second.changed).toEqual([null])
  })

  it('is saved by Enter, put away by Escape, and the place is not lost', async () => {
    const { host, changed, button } = put()
    const press = async (text: string, key: string) => {
      button('value').click()
      await nextTick()
      const field = host.querySelector('input')!
      field.value = text
      field.dispatchEvent(new Event('input'))
      field.dispatchEvent(new KeyboardEvent('keydown', { key }))
      await nextTick()
      await nextTick()
    }
    await press('4', 'Escape')
    expect([changed, document.activeElement]).toEqual([[], button('value')])
    await press('5', 'Enter')
    expect([changed, document.activeElement]).toEqual([['5'], button('value')])
  })

  it('keeps what is no amount in the field and says so', async () => {
    const { host, changed, type } = put()
    await type('两车')
    expect([changed, host.querySelector('input')?.value, host.textContent?.includes('请填数字')]).toEqual([[], '两车', true])
  })

  it('offers nothing to whoever only looks', () => {
    expect(put({ amount: '3' }, false).host.querySelector('button')).toBeNull()
  })
})
