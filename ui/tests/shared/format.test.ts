import { afterEach, describe, expect, it } from 'vitest'
import { line, setLocale } from '@/shared/i18n'
import { layoutFor } from '@/shared/layout'
import { distance, isZero, lost, total, trim } from '@/shared/number'
import { ago, clock, dayOf, dayWithWeekday, moment, roundName } from '@/shared/time'

const NOW = Date.UTC(2026, 10, 23, 2, 32, 8) // 10:32:08 civil time
afterEach(() => setLocale('zh-CN'))

describe('time', () => {
  it('is civil time, UTC+08:00, also past midnight', () => {
    expect(clock(NOW)).toBe('10:32')
    expect(dayOf(Date.UTC(2026, 10, 22, 16, 0))).toBe('2026-11-23')
    expect(dayOf(Date.UTC(2026, 10, 22, 15, 59))).toBe('2026-11-22')
  })

  it('names days by their weekday, and recent moments by words', async () => {
    expect(dayWithWeekday('2026-11-23')).toBe('11 月 23 日 星期一')
    expect(moment(NOW - 3_600_000, NOW)).toBe('今天 09:32')
    expect(moment(Date.UTC(2026, 10, 22, 8, 20), NOW)).toBe('昨天 16:20')
    expect(moment(Date.UTC(2026, 10, 20, 8, 20), NOW)).toBe('11 月 20 日 16:20')
    await setLocale('en')
    expect(dayWithWeekday('2026-11-23')).toBe('Mon 23 Nov')
  })

  it('says a half-month as dates are said, and leaves a name that somebody chose', async () => {
    expect(roundName('11月下半月')).toBe('11 月下半月')
    expect(roundName('13月上半月')).toBe('13月上半月')
    expect(roundName('春节前专项')).toBe('春节前专项')
    await setLocale('en')
    expect([roundName('11月下半月'), roundName('3月上半月'), roundName('Spring')]).toEqual(['late November', 'early March', 'Spring'])
  })

  it.each([
    [0, '刚刚'],
    [59_000, '刚刚'],
    [60_000, '1 分钟前'],
    [3_600_000, '1 小时前'],
    [47 * 3_600_000, '47 小时前'],
    [48 * 3_600_000, '2 天前'],
    [-5000, '刚刚'],
  ])('says how long ago %i ms are', (ms, words) => expect(ago(NOW - ms, NOW)).toBe(words))
})

describe('points', () => {
  it.each([['7.50', '7.5'], ['2.00', '2'], ['10', '10'], ['0.5', '0.5'], ['100', '100']])('trims %s to %s', (from, to) => expect(trim(from)).toBe(to))
  it.each([['82.5', '82.50'], ['100', '100.00'], ['82.505', '82.505']])('shows the total %s as %s', (from, to) => expect(total(from)).toBe(to))
  it('shows what was lost with a true minus, and nothing lost as 0', () => {
    expect(lost('7.50')).toBe('−7.5')
    expect(lost('0.00')).toBe('0')
    expect([isZero('0'), isZero('0.00'), isZero('0.5'), isZero('10')]).toEqual([true, true, false, false])
  })
})

describe('distances, lines and room', () => {
  it.each([[20, '就在这里'], [455, '460 米'], [3800, '3.8 公里']])('says %i metres', (m, words) => expect(distance(m)).toBe(words))
  it('joins facts and leaves empty ones out', async () => {
    expect(line('红泉镇', '', null, false, '明查')).toBe('红泉镇 · 明查')
    await setLocale('en')
    expect(line('a', 'b')).toBe('a, b')
  })
  it('is wide from 56.25 rem and tight up to 20', () => {
    expect([layoutFor(20), layoutFor(20.1), layoutFor(56.2), layoutFor(56.25)]).toEqual(['tight', 'narrow', 'narrow', 'wide'])
  })
})
