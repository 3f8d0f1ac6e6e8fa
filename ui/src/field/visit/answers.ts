// What each kind of answer offers, and what an answer costs in words.
import type { AnswerLevel, AnswerValue, ItemView, YesPartialNo } from '@/shared/api'
import { t } from '@/shared/i18n'

export const LEVELS: AnswerLevel[] = ['good', 'fair', 'poor']
export const PARTS: YesPartialNo[] = ['yes', 'partial', 'no']
export const YES_NO = ['yes', 'no'] as const

export const levelOptions = () => LEVELS.map((value) => ({ value, label: t(`field.level.${value}`) }))
export const partOptions = () => PARTS.map((value) => ({ value, label: t(`field.part.${value}`) }))
/** A yes costs nothing, a no the whole item. */
export const yesNoOptions = (points: string) => YES_NO.map((value) => ({ value, label: t(`field.part.${value}`), hint: value === 'yes' ? t('field.costsNothing') : t('field.deduct', { points }) }))

/** The word chosen for an item, of whatever kind; null while unanswered. */
export function chosen(value: AnswerValue | null): string | null {
  if (value?.kind === 'level') return value.level
  if (value?.kind === 'yes_partial_no') return value.value
  return value?.kind === 'yes_no' ? (value.yes ? 'yes' : 'no') : null
}

export function count(value: AnswerValue | null): number | null {
  return value?.kind === 'count' ? value.n : null
}

export interface Ratio {
  done: number
  target: number
  overdue: number
}

export function ratio(value: AnswerValue | null): Ratio | null {
  return value?.kind === 'ratio' ? { done: value.done, target: value.target, overdue: value.overdue ?? 0 } : null
}

export type ItemState = 'unanswered' | 'fine' | 'deducted'

export function itemState(item: Pick<ItemView, 'answered' | 'lost'>): ItemState {
  if (Number(item.lost) > 0) return 'deducted'
  return item.answered ? 'fine' : 'unanswered'
}
