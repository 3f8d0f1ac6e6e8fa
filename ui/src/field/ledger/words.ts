// What a day and its month are called.
import type { LedgerMonth, LedgerView } from '@/shared/api'
import { line, t } from '@/shared/i18n'
import { clock, dayOf, dayText, monthName } from '@/shared/time'

const DAY = 86_400_000
const start = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
const daysBetween = (from: string, to: string) => Math.round((start(to) - start(from)) / DAY)
/** `2026-11-22` of a day and how many days further. */
export const dayPlus = (day: string, days: number) => dayOf(start(day) + days * DAY)

/** `昨天`, or `11-20` where the last entry is of an earlier day. */
export function beforeName(view: Pick<LedgerView, 'before' | 'day' | 'today'>): string {
  if (!view.before) return ''
  return view.day === view.today && daysBetween(view.before, view.day) === 1 ? t('ledger.yesterday') : view.before.slice(5)
}

/** What stands below the day: which it is, and what can be done about it. */
export function dayFacts(view: LedgerView): string {
  const back = daysBetween(view.day, view.today)
  const when = back === 0 ? t('ledger.today') : back === 1 ? t('ledger.yesterday') : t('shared.daysAgo', { n: back })
  if (!view.since) return line(when, t('ledger.onlyLook'))
  if (!view.editable) return line(when, t(view.day < view.since ? 'ledger.past' : 'ledger.onlyLook', { n: daysBetween(view.since, view.today) }))
  const copies = view.before && view.figures.some((row) => row.before !== null)
  return line(when, back > 0 && t('ledger.canAmend'), back === 0 && !!copies && t('ledger.tapBefore', { day: beforeName(view) }))
}

/** `已保存 17:20`; of another day its date. */
export function savedText(at: number, now = Date.now()): string {
  return t('ledger.saved', { at: dayOf(at) === dayOf(now) ? clock(at) : dayText(dayOf(at)) })
}

/** `本月合计`, `10 月合计`. */
export function monthTitle(month: LedgerMonth, today: string): string {
  if (month.from.slice(0, 7) === today.slice(0, 7)) return t('ledger.month')
  return t('ledger.monthOf', { month: monthName(Number(month.from.slice(5, 7))) })
}

/** `11-01 至今天 · 19 天有记录` */
export function monthFacts(month: LedgerMonth, today: string): string {
  const from = month.from.slice(5)
  return line(month.to === today ? t('ledger.spanToday', { from }) : t('ledger.span', { from, to: month.to.slice(5) }), t('ledger.days', { n: month.days }))
}
