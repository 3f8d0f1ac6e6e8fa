// Photographs from before that still wait for the one from after, and which of them the person stands near. Pure.
import type { Fix, InspectionView, PhotoView } from '@/shared/api'
import { metresBetween } from '@/shared/ground'
import { kindName } from '@/shared/kinds'
import type { Shot } from '../photo/outbox'
import { isThere } from '../photo/ghost'
import { partnerOf, phasesOf } from '../photo/phases'

export interface Unfinished {
  /** One of the two: what the photographs are of. */
  item: string | null
  sighting: string | null
  name: string
  before: PhotoView
  /** From here to where it was taken; unknown without both positions. */
  metres: number | null
  /** As near as the position can tell: the very spot. */
  there: boolean
}

/** Somebody this near to where a photograph was taken can be led to the very spot (metres). */
const NEAR = 30

/** What was put right, or is measured by before and after, and has the one from before alone. The nearest first. */
export function unfinishedOf(view: Pick<InspectionView, 'sightings' | 'groups' | 'chips'>, shots: readonly Shot[], here: Fix | null): Unfinished[] {
  const wanting = (photos: readonly PhotoView[], of: Pick<Unfinished, 'item' | 'sighting' | 'name'>): Unfinished[] => {
    const before = photos.find((photo) => photo.id === partnerOf('after', photos))
    if (!before || photos.some((photo) => photo.phase === 'after') || shots.some((shot) => shot.meta.pair === before.id)) return []
    const metres = here && before.fix ? metresBetween(here, before.fix) : null
    return [{ ...of, before, metres, there: here !== null && metres !== null && isThere(metres, here) }]
  }
  return [
    ...view.sightings.filter((one) => one.fixedOnSpot).flatMap((one) => wanting(one.photos, { item: null, sighting: one.id, name: kindName(view.chips, one.kind) })),
    ...view.groups.flatMap((group) => group.items).filter((one) => phasesOf(one.photoRule).includes('after')).flatMap((one) => wanting(one.photos, { item: one.id, sighting: null, name: one.title })),
  ].sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity))
}

/** The one to offer: of what is chosen, or the nearest that is near. A poor position is taken at its word up to as much again. */
export function offerOf(unfinished: readonly Unfinished[], sighting: string | null, here: Fix | null): Unfinished | null {
  const chosen = sighting === null ? undefined : unfinished.find((one) => one.sighting === sighting)
  const reach = NEAR + Math.min(here?.accuracy ?? 0, NEAR)
  return chosen ?? unfinished.find((one) => one.metres !== null && one.metres <= reach) ?? null
}
