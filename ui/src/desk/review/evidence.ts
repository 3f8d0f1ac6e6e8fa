import type { InspectionView, PhotoView } from '@/shared/api'

/** One photograph in the order in which a reviewer goes through them. */
export interface Evidence {
  photo: PhotoView
  /** Item it speaks about; nothing for an unclassified photograph. */
  item?: string
  title?: string
  /** Sighting it shows, to mark its place on the map. */
  sighting?: string
}

/**
 * Every photograph once: first those behind deductions, in the table's order, then what else the items and the
 * sightings have, unclassified ones last. A photograph that stands behind two rows is shown at the first.
 */
export function evidenceOf(view: InspectionView): Evidence[] {
  const seen = new Set<string>()
  const list: Evidence[] = []
  const sightingOf = new Map(view.sightings.flatMap((s) => s.photos.map((p) => [p.id, s.id] as const)))
  const add = (photos: PhotoView[], item?: string, title?: string) => {
    for (const photo of photos) {
      if (seen.has(photo.id)) continue
      seen.add(photo.id)
      list.push({ photo, item, title, sighting: sightingOf.get(photo.id) })
    }
  }
  const items = view.groups.flatMap((group) => group.items)
  const titleOf = new Map(items.map((item) => [item.id, item.title]))
  for (const deduction of view.deductions) add(deduction.photos, deduction.item, deduction.title)
  for (const item of items) add(item.photos, item.id, item.title)
  for (const sighting of view.sightings) add(sighting.photos, sighting.item, titleOf.get(sighting.item))
  add(view.unclassified)
  return list
}

/** The photograph a step away, without running past the ends. */
export function stepPhoto(list: Evidence[], current: string | undefined, step: 1 | -1): string | undefined {
  const at = list.findIndex((one) => one.photo.id === current)
  const next = at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + step))
  return list[next]?.photo.id
}
