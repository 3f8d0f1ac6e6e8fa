/** How a village is drawn on the score map: the denser the lines, the lower the score. */
export const SCORE_CLASSES = ['good', 'fair', 'low', 'poor', 'none'] as const
export type ScoreClass = (typeof SCORE_CLASSES)[number]

/** Bounds of `LOOK.md`: ≥ 90, ≥ 80, ≥ 70, below; `none` is not visited, or nothing could be scored. */
export function scoreClass(score: string | null | undefined): ScoreClass {
  const points = score == null || score === '' ? Number.NaN : Number(score)
  if (Number.isNaN(points)) return 'none'
  if (points >= 90) return 'good'
  if (points >= 80) return 'fair'
  return points >= 70 ? 'low' : 'poor'
}

export function countClasses(scores: Iterable<string | null | undefined>): Record<ScoreClass, number> {
  const counts: Record<ScoreClass, number> = { good: 0, fair: 0, low: 0, poor: 0, none: 0 }
  for (const score of scores) counts[scoreClass(score)] += 1
  return counts
}
