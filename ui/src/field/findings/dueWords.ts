// A finding's deadline, and where it stands, as a shape, a tone and words.
import type { FindingBrief } from '@/shared/api'
import { isOver, kindWords, timeLeft } from '@/shared/finding'
import type { GlyphName } from '@/shared/glyphs'
import { t } from '@/shared/i18n'

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
  const words = timeLeft(daysLeft)
  return daysLeft < 0 ? { glyph: 'overdue', tone: 'red', words } : { glyph: 'clock', tone: daysLeft <= NEAR ? 'amber' : 'quiet', words }
}

export function statusOf({ status, sentBack }: Pick<FindingBrief, 'status' | 'sentBack'>): Said {
  const words = t(`finding.status.${status}`)
  if (sentBack && status === 'open') return { glyph: 'returned', tone: 'red', words: t('task.sentBack') }
  if (status === 'closed') return { glyph: 'accepted', tone: 'green', words }
  if (isOver({ status })) return { glyph: 'forward', tone: 'quiet', words }
  return { glyph: 'waiting', tone: status === 'replied' || status === 'checked' || status === 'verified' ? 'amber' : 'quiet', words }
}

/** `粪堆 1 处` */
export const nameOf = (finding: Pick<FindingBrief, 'kind' | 'kindName' | 'count'>) => t('task.spots', { kind: kindWords(finding), n: finding.count })
