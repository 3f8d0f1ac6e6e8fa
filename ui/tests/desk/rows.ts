import type { InspectionView, PhotoView, Queue, QueueRow, SubmissionView } from '@/shared/api'

export function queueRow(id: string, over: Partial<QueueRow> = {}): QueueRow {
  return {
    inspection: id,
    submission: `${id}/1`,
    village: { id: '629900100201', name: '柳树湾村' },
    township: { id: '629900100', name: '红泉镇' },
    inspector: '马建国',
    submittedAt: 0,
    score: '82.50',
    status: 'submitted',
    photosHere: 9,
    photos: 12,
    doubtful: false,
    ...over,
  }
}

export function photo(id: string): PhotoView {
  return {
    id, sha256: id.repeat(32).slice(0, 64), code: '7K3M-9QPD-2F4H', phase: 'near', takenAt: 0, offsetMin: 480, fix: null, fixAfter: null, clockOff: null, consentAt: null, private: false, pair: null, marks: [], blurred: null,
    source: 'camera', by: '马建国', device: '一组 1 号平板', byServer: false, delivered: true, here: true, width: 1600, height: 1200,
  }
}

interface Over {
  inspection?: Partial<InspectionView>
  submission?: null
  submittedScore?: string | null
  unchanged?: boolean
  reviewable?: boolean
}

/** A submission that waits for its verdict, with 82.50. */
export function submissionView(over: Over = {}): SubmissionView {
  const inspection = {
    id: 'v1', village: { id: '629900100201', name: '柳树湾村' }, township: { id: '629900100', name: '红泉镇' }, status: 'submitted',
    round: { id: '2026-11b', name: '11月下半月', kind: 'regular', from: '2026-11-16', to: '2026-11-30', standard: '默认标准', standardDefault: true },
    team: { id: 'team-1', name: '督查一组' }, day: '2026-11-22', kind: 'open', inspectors: ['马建国'], presences: [], witness: null,
    score: { total: '82.50', goals: '84.50', measures: '77.83', goalsWeight: '0.7', measuresWeight: '0.3', unanswered: 0, lost: '15.5' }, groups: [], deductions: [], sightings: [],
    unclassified: [], missing: [], returned: null, conflicts: 0, chips: [], photos: 12, photosDelivered: 12, ...over.inspection,
  } as unknown as InspectionView
  const score = over.submittedScore === undefined ? '82.50' : over.submittedScore
  const submission = { id: 'v1/1', n: 1, contentHash: 'aa', unchanged: over.unchanged ?? true, score, by: '马建国', at: 0 }
  return {
    inspection, submission: over.submission === null ? null : submission, history: [], seenBefore: [], boundary: [], centre: null, lastScore: null,
    reviewable: over.reviewable ?? true,
  }
}

/** The queue's whole answer. */
export function queueOf(rows: QueueRow[]): Queue {
  const answer = { rows, found: rows.length, waiting: rows.filter((row) => row.status === 'submitted').length, as_of: 0 }
  return answer
}
