// Civil time is UTC+08:00 everywhere, whatever zone the device thinks it is in.
import { locale, t } from './i18n'

const OFFSET = 8 * 3_600_000
const DAY = 86_400_000
const pad = (n: number) => String(n).padStart(2, '0')
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const FULL_MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Zone offset of civil time, minutes east: goes with every photograph. */
export const OFFSET_MIN = 480

/** The parts of a moment in civil time. */
export function civil(ms: number) {
  const d = new Date(ms + OFFSET)
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate(), weekday: d.getUTCDay(), hour: d.getUTCHours(), minute: d.getUTCMinutes(), second: d.getUTCSeconds() }
}

/** `2026-11-23` of a moment. */
export function dayOf(ms: number): string {
  const c = civil(ms)
  return `${c.year}-${pad(c.month)}-${pad(c.day)}`
}

/** `10:32` */
export function clock(ms: number): string {
  const c = civil(ms)
  return `${pad(c.hour)}:${pad(c.minute)}`
}

/** `10:32:08` */
export function clockSeconds(ms: number): string {
  return `${clock(ms)}:${pad(civil(ms).second)}`
}

/** `11 月 23 日` / `23 Nov`, of `2026-11-23`. */
export function dayText(day: string): string {
  const [, month = 1, date = 1] = day.split('-').map(Number)
  return locale() === 'en' ? `${date} ${MONTHS[month - 1]}` : t('shared.monthDay', { month, date })
}

/** `11 月 23 日 星期一` / `Mon 23 Nov`, of `2026-11-23`. */
export function dayWithWeekday(day: string): string {
  return locale() === 'en' ? `${weekdayText(day)} ${dayText(day)}` : `${dayText(day)} ${weekdayText(day)}`
}

/** `星期一` / `Mon`, of `2026-11-23`. */
export function weekdayText(day: string): string {
  return t(`shared.weekday.${WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 'sun'}`)
}

/** `今天 10:32`, `昨天 16:20`, `11 月 20 日 16:20`. */
export function moment(ms: number, now = Date.now()): string {
  const day = dayOf(ms)
  if (day === dayOf(now)) return t('shared.todayAt', { clock: clock(ms) })
  if (day === dayOf(now - DAY)) return t('shared.yesterdayAt', { clock: clock(ms) })
  return `${dayText(day)} ${clock(ms)}`
}

/** `11-22 10:32`: short, and one width, for tables of one year. */
export function stamp(ms: number): string {
  return `${dayOf(ms).slice(5)} ${clock(ms)}`
}

/** `2026-11-22 10:32:08`: whole, for evidence. */
export function fullStamp(ms: number): string {
  return `${dayOf(ms)} ${clockSeconds(ms)}`
}

/** `刚刚`, `12 分钟前`, `3 小时前`, `2 天前`. */
export function ago(ms: number, now = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - ms) / 60_000))
  if (minutes < 1) return t('shared.justNow')
  if (minutes < 60) return t('shared.minutesAgo', { n: minutes })
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? t('shared.hoursAgo', { n: hours }) : t('shared.daysAgo', { n: Math.floor(hours / 24) })
}

/** `11 月 16 日 – 11 月 30 日` */
export function span(from: string, to: string): string {
  return `${dayText(from)} – ${dayText(to)}`
}

/** How the domain writes the name of a half-month's round: month, 上 or 下, 半月. */
const HALF_MONTH = /^(\d{1,2})\u6708([\u4e0a\u4e0b])\u534a\u6708$/
const FIRST = '\u4e0a'

/**
 * A round's name. That of a half-month is said as dates are (`11 月下半月`, `late November`), whatever way it was written
 * into the round's data; a name that somebody chose stays as it is.
 */
export function roundName(name: string): string {
  const half = HALF_MONTH.exec(name)
  const month = Number(half?.[1])
  if (!half || month < 1 || month > 12) return name
  return t(half[2] === FIRST ? 'shared.earlyMonth' : 'shared.lateMonth', { month: monthName(month) })
}

/** `11`, which the sentence around it makes a month of / `November`. */
export function monthName(month: number): string {
  return locale() === 'en' ? (FULL_MONTHS[month - 1] ?? '') : String(month)
}
