import type { AnswerValue, ItemView, SightingKindView, TermView } from '@/shared/api'
import { locale, t, tOr } from '@/shared/i18n'
import { kindName } from '@/shared/kinds'
import { isZero, lost } from '@/shared/number'

/** A term of an item's arithmetic as the fact behind it: `柴堆 2 处`, `评为“中”`, `2、4 号户不净`. */
export function factOf(term: TermView, unit: string, kinds: SightingKindView[]): string {
  const n = term.count ?? 0
  const kind = kindWords(term.detail, kinds)
  if (term.rule === 'level') return t('desk.fact.level', { level: tOr(`desk.level.${term.detail}`, term.detail) })
  if (term.rule === 'household') return t('desk.fact.household', { who: households(term.detail), n })
  if (term.rule === 'ratio') return t('desk.fact.ratio', { ratio: term.detail.replace('/', ' / '), unit: unitWord(unit, n) }).trim()
  if (term.rule === 'each') return countWords(kind, n, unit)
  return `${kind} ${tOr(`desk.fact.${term.rule}`, term.rule, { n, unit: unitWord(unit, n) })}`.trim()
}

/** The facts of a deduction in one cell, in the order of the arithmetic. */
export function factsOf(terms: TermView[], unit: string, kinds: SightingKindView[]): string {
  return terms.map((term) => factOf(term, unit, kinds)).filter(Boolean).join(t('desk.comma'))
}

/** The arithmetic of a deduction: `2 × 1 + 1 × 0.5`; nothing where there is no product. */
export function sumOf(terms: TermView[]): string {
  const products = terms.filter((term) => term.count && term.each && !isZero(term.lost))
  return products.map((term) => `${term.count} × ${lost(term.each ?? '').replace('−', '')}`).join(' + ')
}

export function countWords(kind: string, n: number, unit: string): string {
  return `${kind} ${t('desk.fact.each', { n, unit: unitWord(unit, n) })}`.trim()
}

/** Kinds of sighting (`firewood,manure`) by their names in the standard; what is no kind is left out. */
function kindWords(detail: string, kinds: SightingKindView[]): string {
  const ids = detail.split(',')
  return kinds.filter((one) => ids.includes(one.id)).map((one) => kindName(kinds, one.id)).join(t('shared.listSep'))
}

/** Units are the standard's own words; the common ones have an English one. */
export function unitWord(unit: string, n: number): string {
  return locale() === 'en' ? tOr(`desk.unit.${unit}`, unit, { n }) : unit
}

function households(detail: string): string {
  return detail.split(/[,、\s]+/).filter(Boolean).join(t('shared.listSep'))
}

/** An answer in words. Household ticks and sightings have tables of their own. */
export function answerWords(item: ItemView): string {
  if (item.notApplicable) return t('desk.answer.not_applicable')
  if (item.answerKind === 'sightings') return item.answered ? t('desk.answer.sightings') : t('desk.answer.none')
  return item.value ? valueWords(item.value, item.unit) : t('desk.answer.none')
}

function valueWords(value: AnswerValue, unit: string): string {
  switch (value.kind) {
    case 'count':
      return t('desk.fact.each', { n: value.n, unit: unitWord(unit, value.n) })
    case 'level':
      return t(`desk.level.${value.level}`)
    case 'yes_no':
      return t(value.yes ? 'desk.answer.yes' : 'desk.answer.no')
    case 'yes_partial_no':
      return t(`desk.answer.${value.value}`)
    case 'ratio':
      return `${value.done} / ${value.target} ${unitWord(unit, value.target)}`.trim()
    case 'household':
      return t(`desk.tick.${value.tick}`)
    case 'not_applicable':
      return t('desk.answer.not_applicable')
  }
}
