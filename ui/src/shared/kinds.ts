// Kinds of sightings and what is inspected, by the standard's own names: one source for field and desk. The standard is
// written in Chinese; the default standard's kinds have English words.
import type { ItemView, SightingKindView } from './api'
import { locale, t, tOr } from './i18n'

const inEnglish = (key: string, own: string) => (locale() === 'en' ? tOr(key, own) : own)

/** `柴堆`, `Firewood`; the id itself if the standard has no such kind. */
export function kindName(chips: readonly SightingKindView[], id: string): string {
  const chip = chips.find((one) => one.id === id)
  return chip ? inEnglish(`shared.kind.${id}`, chip.name) : id
}

/** The chip's short name: `柴`, `Wood`. */
export function kindShort(chip: SightingKindView): string {
  return inEnglish(`shared.kindShort.${chip.id}`, chip.short)
}

/** How bad: `成堆`, `a heap`. Views name grades by their ids only. */
export function gradeName(grade: string): string {
  return tOr(`shared.grade.${grade}`, grade)
}

/** What of a household an item looks at: `院落` of `院落净`. */
export function cleanName(item: Pick<ItemView, 'id' | 'title'>): string {
  const clean = t('field.tick.pass')
  const place = item.title.endsWith(clean) && item.title !== clean ? item.title.slice(0, -clean.length) : item.title
  return inEnglish(`shared.clean.${item.id}`, place)
}
