// Amounts as the commands have them: decimal text, exact to a tenth. Counted here in whole tenths, never in floats.
import type { LedgerRow } from '@/shared/api'

type Bounds = Pick<LedgerRow, 'tenths' | 'max'>
/** What one tap on − or ＋ changes, in tenths: half a cubic metre, one of what is counted whole. */
const STEP = { tenths: 5, whole: 10 }

function inTenths(amount: string): number {
  const [whole = '0', tenth = '0'] = amount.split('.')
  return Number(whole) * 10 + Number(tenth)
}

function asText(tenths: number): string {
  return tenths % 10 === 0 ? String(tenths / 10) : `${Math.floor(tenths / 10)}.${tenths % 10}`
}

/** What one tap changes, in words. */
export function stepText(row: Bounds): string {
  return asText(row.tenths ? STEP.tenths : STEP.whole)
}

/** The amount after a tap, within bounds. From 未填, ＋ begins at one step. */
export function stepped(amount: string | null, row: Bounds, up: boolean): string {
  const by = row.tenths ? STEP.tenths : STEP.whole
  return asText(Math.min(row.max * 10, Math.max(0, inTenths(amount ?? '0') + (up ? by : -by))))
}

export type Typed = { amount: string | null } | { code: string; params: Record<string, number> }

/** What somebody typed: an amount, 未填 where it is empty, or the code of what is wrong with it. Full-width figures are figures. */
export function typed(text: string, row: Bounds): Typed {
  const plain = text.normalize('NFKC').trim().replace('。', '.').replace('−', '-')
  if (plain === '') return { amount: null }
  if (/^-\d+(\.\d+)?$/.test(plain)) return { code: 'amount_negative', params: {} }
  if (!/^\d+(\.\d)?$/.test(plain)) return { code: 'amount_malformed', params: {} }
  const tenths = inTenths(plain)
  if (tenths > row.max * 10) return { code: 'amount_too_large', params: { max: row.max } }
  if (!row.tenths && tenths % 10 !== 0) return { code: 'amount_not_whole', params: {} }
  return { amount: asText(tenths) }
}

/** A road's length, likewise; it is there, and it is not 0. */
export function typedKm(text: string): { km: string } | { code: string; params: Record<string, number> } {
  const read = typed(text, { tenths: true, max: 99 })
  if ('code' in read) return read
  return read.amount === null || read.amount === '0' ? { code: 'road_length_missing', params: {} } : { km: read.amount }
}
