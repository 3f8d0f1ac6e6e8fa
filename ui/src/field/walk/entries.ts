// What the strip of a walk shows, newest first: shots on their way, photographs without a place, sightings. Pure.
import type { InspectionView, PhotoView, SightingView } from '@/shared/api'
import type { Shot } from '../photo/outbox'

export interface Entry {
  /** Stays the same while a shot becomes a photograph. */
  key: string
  at: number
  shot: Shot | null
  photo: PhotoView | null
  sighting: SightingView | null
}

export function entriesOf(view: Pick<InspectionView, 'unclassified' | 'sightings'>, shots: readonly Shot[]): Entry[] {
  const loose = shots.filter((shot) => !shot.meta.sighting && !shot.meta.item)
  const byPhoto = new Map(loose.flatMap((shot) => (shot.photo ? [[shot.photo.id, shot] as const] : [])))
  const seen = new Set(view.sightings.flatMap((sighting) => sighting.photos.map((photo) => photo.id)))
  const unclassified = new Set(view.unclassified.map((photo) => photo.id))

  const underway = loose.filter((shot) => !shot.photo || !(seen.has(shot.photo.id) || unclassified.has(shot.photo.id)))
  return [
    ...underway.map((shot): Entry => ({ key: `shot:${shot.key}`, at: shot.meta.takenAt, shot, photo: shot.photo, sighting: null })),
    ...view.unclassified.map((photo): Entry => {
      const shot = byPhoto.get(photo.id) ?? null
      return { key: shot ? `shot:${shot.key}` : `photo:${photo.id}`, at: photo.takenAt, shot, photo, sighting: null }
    }),
    ...view.sightings.map((sighting): Entry => ({ key: `sighting:${sighting.id}`, at: sighting.seenAt, shot: null, photo: sighting.photos[0] ?? null, sighting })),
  ].sort((a, b) => b.at - a.at)
}

export function lacksWide(sighting: Pick<SightingView, 'photos'>): boolean {
  return !sighting.photos.some((photo) => photo.phase === 'wide')
}
