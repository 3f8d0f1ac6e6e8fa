// What is odd about a photograph from after, beside the one from before, in words. Hints: they stop nobody.
import type { PairView } from './api'
import { t } from './i18n'

export function pairWords(pair: PairView | null): string[] {
  if (!pair) return []
  return pair.odd.map((odd) => t(`shared.pair.${odd}`, { m: Math.round(pair.metres ?? 0), d: Math.round(pair.turned ?? 0) }))
}
