// Words of a finding that the field and the desk say alike.
import type { FindingBrief, FindingStatus } from './api'
import { locale, t, tOr } from './i18n'
import { session } from './session'

/** In the order of the loop. */
export const STATUSES: readonly FindingStatus[] = ['reported', 'at_township', 'open', 'open_asked', 'replied', 'checked', 'verified', 'disputed', 'closed', 'moved', 'withdrawn']

/** The kind's own name in the standard; the default standard's kinds have English words. */
export const kindWords = ({ kind, kindName }: Pick<FindingBrief, 'kind' | 'kindName'>): string => (locale() === 'en' ? tOr(`shared.kind.${kind}`, kindName) : kindName)

/** Neither for the village nor for anybody else to do. */
export const isOver = ({ status }: Pick<FindingBrief, 'status'>): boolean => status === 'closed' || status === 'moved' || status === 'withdrawn'

/** `逾期 3 天`, `今天到期`, `明天到期`, `剩 4 天`. */
export function timeLeft(days: number): string {
  if (days < 0) return t('finding.due.overdue', { n: -days })
  if (days === 0) return t('finding.due.today')
  return days === 1 ? t('finding.due.tomorrow') : t('finding.due.left', { n: days })
}

/** Where a finding's code leads: its page at the server. */
export function codeAddress(code: string): string {
  const server = session.web.value ? location.origin : session.status.value?.server
  return server ? `${server}/#/finding/${code}` : code
}
