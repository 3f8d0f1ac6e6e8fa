// A finding's deadline, and where it stands, as a shape, a tone and words.
import type { FindingBrief, FindingStatus } from '@/shared/api'
import type { GlyphName } from '@/shared/glyphs'
import { t, tOr } from '@/shared/i18n'

export interface Said {
  glyph: GlyphName
  tone: 'red' | 'amber' | 'green' | 'quiet'
  words: string
}

/** Days in which a deadline is said to be near. */
const NEAR = 1

/** What is left of the time that there is; `null` where nothing is due. */
export function dueOf({ daysLeft }: Pick<FindingBrief, 'daysLeft'>): Said | null {
  if (daysLeft === null) return null
  if (daysLeft < 0) return { glyph: 'overdue', tone: 'red', words: t('finding.due.overdue', { n: -daysLeft }) }
  if (daysLeft === 0) return { glyph: 'clock', tone: 'amber', words: t('finding.due.today') }
  if (daysLeft === NEAR) return { glyph: 'clock', tone: 'amber', words: t('finding.due.tomorrow') }
  return { glyph: 'clock', tone: 'quiet', words: t('finding.due.left', { n: daysLeft }) }
}

const OVER: FindingStatus[] = ['closed', 'moved', 'withdrawn']

export function statusOf({ status, sentBack }: Pick<FindingBrief, 'status' | 'sentBack'>): Said {
  const words = t(`finding.status.${status}`)
  if (sentBack && status === 'open') return { glyph: 'returned', tone: 'red', words: t('task.sentBack') }
  if (status === 'closed') return { glyph: 'accepted', tone: 'green', words }
  if (OVER.includes(status)) return { glyph: 'forward', tone: 'quiet', words }
  return { glyph: 'waiting', tone: status === 'replied' || status === 'checked' || status === 'verified' ? 'amber' : 'quiet', words }
}

/** `粪堆 1 处` */
export const nameOf = ({ kind, kindName, count }: Pick<FindingBrief, 'kind' | 'kindName' | 'count'>) => t('task.spots', { kind: tOr(`shared.kind.${kind}`, kindName), n: count })
