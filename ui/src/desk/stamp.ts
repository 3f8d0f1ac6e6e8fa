import { clock, clockSeconds, dayOf } from '@/shared/time'

/** `11-22 10:32`: short, and one width, for tables of one year. */
export function stamp(ms: number): string {
  return `${dayOf(ms).slice(5)} ${clock(ms)}`
}

/** `2026-11-22 10:32:08`: whole, for evidence. */
export function fullStamp(ms: number): string {
  return `${dayOf(ms)} ${clockSeconds(ms)}`
}
