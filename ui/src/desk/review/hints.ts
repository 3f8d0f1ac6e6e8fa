import type { PairView, PhotoView, PresenceView, SeenBefore, SubmissionView } from '@/shared/api'
import { total } from '@/shared/number'
import type { LonLat } from '../map/projection'
import { evidenceOf } from './evidence'
import { standing } from './standing'

/** Something to know before a verdict. `doubt` is to be looked at; `info` does not stand in the way. */
export interface Hint {
  kind: 'conflict' | 'changed' | 'score' | 'photosMissing' | 'outside' | 'away' | 'seen' | 'pair' | 'untimely' | 'forwarded' | 'clock' | 'returned'
  weight: 'doubt' | 'info'
  n?: number
  there?: string | null
  here?: string | null
  reason?: string
  by?: string
  /** Metres from the border to the farthest one. */
  far?: number
  /** What was said where the visit was opened from outside the village. */
  said?: PresenceView[]
  /** Where and when each was before. */
  earlier?: SeenBefore[]
  /** What is odd about each photograph from after. */
  pairs?: PairView[]
  /** By how many minutes the clock of the worst one was ahead, or behind. */
  off?: number
  /** When the photographs in question were taken, milliseconds. */
  times?: number[]
}

/** Metres beyond the border from which a photograph's place is doubtful: borders are drawn, and positions are not exact. */
const FAR = 500

/** How long before its beginning, or after its submission, a photograph still belongs to a visit. */
const SLACK = 2 * 3_600_000

export function hintsOf({ inspection, submission, history, boundary, seenBefore }: SubmissionView): Hint[] {
  const hints: Hint[] = []
  if (inspection.conflicts > 0) hints.push({ kind: 'conflict', weight: 'doubt', n: inspection.conflicts })
  if (submission && !submission.unchanged && inspection.status !== 'returned') hints.push({ kind: 'changed', weight: 'doubt' })
  else if (submission?.unchanged && !sameScore(submission.score, inspection.score.total))
    hints.push({ kind: 'score', weight: 'doubt', there: submission.score, here: inspection.score.total })
  const photos = inspection.missing.filter((one) => one.kind === 'photos').length
  if (photos > 0) hints.push({ kind: 'photosMissing', weight: 'doubt', n: photos })
  const evidence = evidenceOf(inspection)
  const away = evidence.flatMap(({ photo }) => beyond(photo, boundary))
  if (away.length > 0) hints.push({ kind: 'outside', weight: 'doubt', n: away.length, far: Math.max(...away) })
  const said = inspection.presences
  if (said.length > 0) hints.push({ kind: 'away', weight: 'doubt', n: said.length, far: Math.max(...said.map((one) => one.metres ?? 0)), said })
  if (seenBefore.length > 0) hints.push({ kind: 'seen', weight: 'doubt', n: seenBefore.length, earlier: seenBefore })
  const pairs = evidence.flatMap(({ photo }) => (photo.pair && photo.pair.odd.length > 0 ? [photo.pair] : []))
  if (pairs.length > 0) hints.push({ kind: 'pair', weight: 'doubt', n: pairs.length, pairs })
  const offClock = evidence.map(({ photo }) => photo.clockOff).filter((off) => off !== null)
  if (offClock.length > 0) hints.push({ kind: 'clock', weight: 'doubt', n: offClock.length, off: widest(offClock) })
  const picked = evidence.map(({ photo }) => photo).filter((photo) => photo.source !== 'camera')
  const began = history.find((entry) => entry.what === 'started')?.at
  const untimely = picked.filter(({ takenAt }) => (began !== undefined && takenAt < began - SLACK) || (submission && takenAt > submission.at + SLACK))
  if (untimely.length > 0) hints.push({ kind: 'untimely', weight: 'doubt', n: untimely.length, times: untimely.map((photo) => photo.takenAt) })
  const silent = picked.filter(({ source }) => source !== 'gallery').length
  if (silent > 0) hints.push({ kind: 'forwarded', weight: 'info', n: silent })
  if (inspection.returned)
    hints.push({ kind: 'returned', weight: 'info', reason: inspection.returned.reason, by: inspection.returned.by })
  return hints
}

function widest(all: number[]): number {
  return all.reduce((worst, one) => (Math.abs(one) > Math.abs(worst) ? one : worst))
}

/** How far outside of the village a photograph was taken, in metres, where that is farther than its own error and more than a little. */
function beyond({ fix }: PhotoView, boundary: LonLat[][]): number[] {
  const stands = fix && standing([fix.lon, fix.lat], boundary)
  return fix && stands?.side === 'outside' && stands.metres > FAR + fix.accuracy ? [stands.metres] : []
}

function sameScore(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && total(a) === total(b))
}
