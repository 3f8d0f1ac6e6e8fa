// A photograph whose position was missing or poor at the shutter: the device goes on looking for a minute, and what it finds is kept beside
// the first. Which of them counts is the replica's to say.
import type { AddFix, Fix } from '@/shared/api'
import { call } from '@/shared/door'
import type { Shot } from './outbox'
import { follow, poorMetres } from './position'

/** How long a better position is looked for (ms). */
export const SOUGHT = 60_000
/** What is found by then may count for the photograph, so that the best of it is kept before a better one comes too late (ms). */
const COUNTS = 20_000

/** Goes on looking, if the shot needs it. Leaving the screen does not end it. */
export function refine(shot: Shot): void {
  const { inspection, finding, fix, takenAt } = shot.meta
  if (fix && fix.accuracy <= poorMetres()) return
  let best: Omit<AddFix, 'inspection' | 'photo'> | undefined
  let kept = fix?.accuracy ?? Infinity
  const keep = () => {
    if (!best || best.fix.accuracy >= kept) return
    const found = best
    kept = found.fix.accuracy
    // A photograph that was let go, or a visit that was submitted meanwhile, needs none.
    const add = (photo: string): Promise<unknown> => (finding ? call('add_finding_fix', { finding, photo, ...found }) : call('add_fix', { inspection: inspection ?? '', photo, ...found }))
    void shot.saved.then((photo) => photo && add(photo.id)).catch(() => undefined)
  }
  const end = () => {
    keep()
    stop()
    clearTimeout(counts)
    clearTimeout(sought)
  }
  const heard = (found: Fix, at: number) => {
    if (at < takenAt || at > takenAt + SOUGHT || (best && found.accuracy >= best.fix.accuracy)) return
    best = { fix: found, at }
    if (found.accuracy <= poorMetres()) end()
  }
  const left = (ms: number) => Math.max(0, takenAt + ms - Date.now())
  const counts = setTimeout(keep, left(COUNTS))
  const sought = setTimeout(end, left(SOUGHT))
  const stop = follow(heard)
}
