// The photograph from before as a ghost over the live picture, and the way back to where it was taken.
import type { Fix, PhotoView } from '@/shared/api'
import { mediaUrl } from '@/shared/door'
import { compassPoint, directionTo, metresBetween, turnTo } from '@/shared/ground'
import { t } from '@/shared/i18n'
import type { Shot } from './outbox'

export interface Ghost {
  /** Addresses of its picture, the best first. */
  pictures: string[]
  takenAt: number
  fix: Fix | null
}

/** Within this, or within what the position is unsure of, the person stands where it was taken (metres). */
const THERE = 3
export const isThere = (metres: number, here: Fix) => metres <= Math.max(THERE, here.accuracy)
/** A compass in a hand is no better than this (degrees). */
const ALIGNED = 8

/** The photograph of that id as a ghost: of those that are saved, or of those that are still on their way. */
export function ghostOf(id: string | null, photos: readonly PhotoView[], shots: readonly Shot[]): Ghost | null {
  const photo = photos.find((one) => one.id === id)
  if (photo) return { pictures: [...(photo.here ? [mediaUrl(photo, 'evidence')] : []), mediaUrl(photo, 'thumb')], takenAt: photo.takenAt, fix: photo.fix }
  const shot = shots.find((one) => one.key === id)
  return shot ? { pictures: [shot.url], takenAt: shot.meta.takenAt, fix: shot.meta.fix } : null
}

/** What a pill over the picture says: what to do, and by what. */
export interface Pill {
  kind: 'place' | 'turn'
  words: string
  small: string
  /** Nothing is left to do. */
  well: boolean
  /** Which way the arrow bends. */
  bends?: 'left' | 'right'
}

const join = (...facts: Array<string | null>) => facts.filter(Boolean).join(t('shared.sep'))

/** Which way to walk, in words: as the person stands if the compass tells, else by the compass rose. */
function walkWords(here: Fix, there: Fix, looking: number | null): string {
  const direction = directionTo(here, there)
  if (looking === null) return t('photo.ghost.towards', { to: t(`photo.compass.${compassPoint(direction)}`) })
  const turn = turnTo(looking, direction)
  const way = Math.abs(turn) <= 45 ? 'ahead' : Math.abs(turn) >= 135 ? 'behind' : turn > 0 ? 'right' : 'left'
  return t(`photo.ghost.${way}`)
}

function placePill(then: Fix | null, here: Fix | null, looking: number | null): Pill {
  if (!then) return { kind: 'place', words: t('photo.ghost.noPlaceThen'), small: t('photo.ghost.align'), well: false }
  if (!here) return { kind: 'place', words: t('photo.ghost.noPlaceNow'), small: t('photo.ghost.align'), well: false }
  const metres = metresBetween(here, then)
  const accuracy = t('photo.ghost.accuracy', { m: Math.round(here.accuracy) })
  if (isThere(metres, here)) return { kind: 'place', words: t('photo.ghost.here'), small: accuracy, well: true }
  return { kind: 'place', words: t('photo.ghost.away', { m: Math.round(metres) }), small: join(walkWords(here, then, looking), accuracy), well: false }
}

function turnPill(then: number | null, looking: number | null): Pill | null {
  if (then === null) return null
  const faced = t('photo.ghost.faced', { to: t(`photo.compass.${compassPoint(then)}`) })
  if (looking === null) return { kind: 'turn', words: faced, small: t('photo.ghost.faceIt'), well: false }
  const turn = Math.round(turnTo(looking, then))
  if (Math.abs(turn) <= ALIGNED) return { kind: 'turn', words: t('photo.ghost.facing'), small: faced, well: true }
  const bends = turn < 0 ? 'left' : 'right'
  return { kind: 'turn', words: t(bends === 'left' ? 'photo.ghost.turnLeft' : 'photo.ghost.turnRight', { d: Math.abs(turn) }), small: faced, well: false, bends }
}

/** What to do to stand where it was taken and to look where it looked. */
export function pillsOf(ghost: Ghost, here: Fix | null, looking: number | null): Pill[] {
  const turn = turnPill(ghost.fix?.bearing ?? null, looking)
  return [placePill(ghost.fix, here, looking), ...(turn ? [turn] : [])]
}
