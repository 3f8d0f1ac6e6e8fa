// The sides of a conflict by name.
import type { ConflictSide, ConflictView, FieldView } from '@/shared/api'
import { line, t } from '@/shared/i18n'
import { moment } from '@/shared/time'

/** Who wrote a side; of two by one person, also on which device, and when that is one, too. */
export function sideName(conflict: ConflictView, at: number): string {
  const side = conflict.sides[at]
  if (!side) return ''
  const same = conflict.sides.filter((other) => other.by === side.by)
  if (same.length === 1) return side.by
  const apart = same.filter((other) => deviceText(other) === deviceText(side)).length === 1
  return `${side.by} ${apart ? deviceText(side) : moment(side.at)}`
}

/** `王秀兰 昨天 16:20 的内容`, or that it was new. */
export function baseText(side: ConflictSide): string {
  if (side.bases.length === 0) return t('field.rival.fromNothing')
  return side.bases.map((base) => t('field.rival.from', { who: base.by, at: moment(base.at) })).join(t('shared.listSep'))
}

/** Names of the fields that differ, in the order of the first side that has each. */
export function fieldNames(conflict: ConflictView): string[] {
  return [...new Set(conflict.sides.flatMap((side) => side.fields.map((field) => field.name)))]
}

export function fieldOf(side: ConflictSide, name: string): FieldView | undefined {
  return side.fields.find((field) => field.name === name)
}

/** `四组 2 号平板`, and that the server signed it for a web user. */
export function deviceText(side: ConflictSide): string {
  return line(side.byServer ? t('field.rival.byServer') : side.device || t('field.rival.thisDevice'))
}
