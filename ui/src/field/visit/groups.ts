// Where a visit stands, group by group, and where to go next. Pure, so that it can be tested without a screen.
import type { GroupView, InspectionView, ItemView } from '@/shared/api'
import { t } from '@/shared/i18n'

export interface GroupState {
  word: string
  tone: 'quiet' | 'amber'
}

/** `✓ 已答`, `余 2 项`, `余 2 户`, `不适用`. */
export function groupState(group: GroupView): GroupState {
  if (group.unanswered > 0) {
    const houses = isHouseholds(group) ? householdsLeft(group) : 0
    return { word: houses > 0 ? t('field.leftHouseholds', { n: houses }) : t('field.leftItems', { n: group.unanswered }), tone: 'amber' }
  }
  const applies = group.items.some((item) => !item.notApplicable)
  return { word: applies ? t('field.answeredTick') : t('field.notApplicable'), tone: 'quiet' }
}

/** A group whose items are all ticked house by house is entered as one grid. */
export function isHouseholds(group: GroupView): boolean {
  return group.items.length > 0 && group.items.every((item) => item.answerKind === 'households')
}

/** Households with a tick missing in any applicable item. */
export function householdsLeft(group: GroupView): number {
  return [0, 1, 2, 3, 4].filter((house) => !householdDone(group.items, house)).length
}

export function householdDone(items: readonly ItemView[], house: number): boolean {
  return items.every((item) => item.notApplicable || (item.households[house] ?? null) !== null)
}

export interface Spot {
  group: string
  item: string
}

/** The next unanswered item after the given one, going round; null if all are answered. */
export function nextUnanswered(view: Pick<InspectionView, 'groups'>, from?: string): Spot | null {
  const spots = view.groups.flatMap((group) => group.items.map((item) => ({ group: group.id, item: item.id, answered: item.answered })))
  const at = spots.findIndex((spot) => spot.item === from)
  const round = [...spots.slice(at + 1), ...spots.slice(0, at + 1)]
  const found = round.find((spot) => !spot.answered)
  return found ? { group: found.group, item: found.item } : null
}

/** Group that an item is in. */
export function groupOf(view: Pick<InspectionView, 'groups'>, item: string): string | undefined {
  return view.groups.find((group) => group.items.some((i) => i.id === item))?.id
}

/** Items that a household failed. */
export function failedIn(items: readonly ItemView[], house: number): number {
  return items.filter((item) => item.households[house] === 'fail').length
}

/** Points that a household costs, by what the standard takes for each; null until the scoring has said it. */
export function lostIn(items: readonly ItemView[], house: number): string | null {
  let points = 0
  for (const item of items) {
    if (item.households[house] !== 'fail') continue
    const each = item.terms.find((term) => term.rule === 'household' && term.detail.split(/\D+/).includes(String(house + 1)))?.each
    if (!each) return null
    points += Number(each)
  }
  return String(Math.round(points * 1000) / 1000)
}
