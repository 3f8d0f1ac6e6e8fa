import type { FindingBrief, FindingStatus } from '@/shared/api'
import { timeLeft } from '@/shared/finding'
import type { GlyphName } from '@/shared/glyphs'
import { t } from '@/shared/i18n'

/** `逾期 3 天`, `今天到期`; nothing for what is over, or with somebody who is to look at it. */
export function dueWords({ status, daysLeft, due }: Pick<FindingBrief, 'status' | 'daysLeft' | 'due'>): string {
  if (status === 'disputed') return t('finding.due.paused')
  if (daysLeft === null) return status === 'reported' && !due ? t('finding.due.none') : ''
  return timeLeft(daysLeft)
}

const STATUS: Record<FindingStatus, { glyph: GlyphName; tone: 'blue' | 'green' | 'ink' | 'amber' }> = {
  reported: { glyph: 'waiting', tone: 'amber' },
  at_township: { glyph: 'waiting', tone: 'blue' },
  open: { glyph: 'waiting', tone: 'blue' },
  open_asked: { glyph: 'clock', tone: 'amber' },
  replied: { glyph: 'kept', tone: 'blue' },
  checked: { glyph: 'kept', tone: 'blue' },
  verified: { glyph: 'kept', tone: 'green' },
  disputed: { glyph: 'help', tone: 'amber' },
  closed: { glyph: 'accepted', tone: 'green' },
  moved: { glyph: 'forward', tone: 'ink' },
  withdrawn: { glyph: 'cross', tone: 'ink' },
}

/** Shape, tone and word of where a finding stands. What was sent back says so: it is the one status that red is for. */
export function statusMark({ status, sentBack }: Pick<FindingBrief, 'status' | 'sentBack'>) {
  if (sentBack && status === 'open') return { glyph: 'returned', tone: 'red', words: t('desk.findings.sentBack') } as const
  return { ...STATUS[status], words: t(`finding.status.${status}`) }
}

/** `轮到村`, `轮到乡镇、督查组`. */
export function turnWords({ turn }: Pick<FindingBrief, 'turn'>): string {
  return turn.length === 0 ? t('desk.findings.over') : t('desk.findings.turn', { who: turn.map((role) => t(`finding.role.${role}`)).join(t('shared.listSep')) })
}
