// Kinds of sightings, by the standard that the visit began with.
import type { SightingKindView } from '@/shared/api'
import { tOr } from '@/shared/i18n'

/** `柴堆`; the id itself if the standard has no such kind. */
export function kindName(chips: readonly SightingKindView[], id: string): string {
  return tOr(`field.kind.${id}`, chips.find((chip) => chip.id === id)?.name ?? id)
}

/** The chip's short name, `柴`. */
export function kindShort(chip: SightingKindView): string {
  return tOr(`field.kindShort.${chip.id}`, chip.short)
}

export function gradeName(grade: string): string {
  return tOr(`field.grade.${grade}`, grade)
}
