// Where the person is, in words for whoever is about to record it.
import type { Fix } from '@/shared/api'
import { t, type WordKey } from '@/shared/i18n'
import { poorMetres } from './position'

/** `poor`: there is none, or it is worse than the district wants. `none`: what is said where there is none yet. */
export function sayPlace(fix: Fix | null, denied: boolean, none: WordKey = 'field.place.none'): { poor: boolean; words: string } {
  if (!fix) return { poor: true, words: t(denied ? 'field.place.denied' : none) }
  const poor = fix.accuracy > poorMetres()
  return { poor, words: t(poor ? 'field.place.poor' : 'field.place.known', { m: Math.round(fix.accuracy) }) }
}
