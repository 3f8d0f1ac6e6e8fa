// A deduction's arithmetic in words. The figures come exact from the scoring; here they are only put into sentences.
import type { ItemView, SightingView, TermView } from '@/shared/api'
import { locale, t, tOr } from '@/shared/i18n'
import { trim } from '@/shared/number'

/** `2 处 × 1 分`, `成堆 1 × 1 分，零散 1 × 0.5 分`, `户2、户4`. */
export function sayTerms(terms: readonly TermView[], unit: string): string {
  return terms.map((term) => sayTerm(term, unit)).filter(Boolean).join(t('field.term.sep'))
}

export function sayTerm(term: TermView, unit: string): string {
  const params = {
    n: term.count ?? 0,
    each: trim(term.each ?? '0'),
    lost: trim(term.lost),
    unit: unitBeside(unit),
    detail: detailOf(term),
  }
  return tOr(`field.term.${term.rule}`, params.detail, params)
}

/** A sighting's own part of its item's arithmetic, `1 处 × 1 分`; nothing where it costs by another rule than so much each. */
export function saySighting(sighting: Pick<SightingView, 'count' | 'grade'>, item: Pick<ItemView, 'terms' | 'unit'> | undefined): string {
  const term = item?.terms.find((one) => one.rule === (sighting.grade || 'each') && one.each !== null)
  return term && item ? sayTerm({ ...term, count: sighting.count }, item.unit) : ''
}

/** A unit beside a figure is the standard's own word; in English the figure stands alone. */
export function unitBeside(unit: string): string {
  return locale() === 'en' ? '' : unit
}

function detailOf(term: TermView): string {
  if (term.rule === 'household') return households(term.detail)
  if (term.rule === 'level') return tOr(`field.level.${term.detail}`, term.detail)
  return term.detail
}

/** `2,4` → `户2、户4` */
export function households(numbers: string): string {
  return (numbers.match(/\d+/g) ?? []).map((n) => t('field.household', { n })).join(t('shared.listSep'))
}
