import type { SubmissionView } from '@/shared/api'
import { total } from '@/shared/number'

/** Something to know before a verdict. `doubt` is to be looked at; `info` does not stand in the way. */
export interface Hint {
  kind: 'conflict' | 'changed' | 'score' | 'photosMissing' | 'returned'
  weight: 'doubt' | 'info'
  n?: number
  there?: string | null
  here?: string | null
  reason?: string
  by?: string
}

export function hintsOf({ inspection, submission }: SubmissionView): Hint[] {
  const hints: Hint[] = []
  if (inspection.conflicts > 0) hints.push({ kind: 'conflict', weight: 'doubt', n: inspection.conflicts })
  if (submission && !submission.unchanged && inspection.status !== 'returned') hints.push({ kind: 'changed', weight: 'doubt' })
  else if (submission?.unchanged && !sameScore(submission.score, inspection.score.total))
    hints.push({ kind: 'score', weight: 'doubt', there: submission.score, here: inspection.score.total })
  const photos = inspection.missing.filter((one) => one.kind === 'photos').length
  if (photos > 0) hints.push({ kind: 'photosMissing', weight: 'doubt', n: photos })
  if (inspection.returned)
    hints.push({ kind: 'returned', weight: 'info', reason: inspection.returned.reason, by: inspection.returned.by })
  return hints
}

function sameScore(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && total(a) === total(b))
}
