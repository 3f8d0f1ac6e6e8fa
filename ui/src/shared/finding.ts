// Words of a finding that the field and the desk say alike.
import type { FindingBrief } from './api'
import { locale, t, tOr } from './i18n'

/** The kind's own name in the standard; the default standard's kinds have English words. */
export const kindWords = ({ kind, kindName }: Pick<FindingBrief, 'kind' | 'kindName'>): string => (locale() === 'en' ? tOr(`shared.kind.${kind}`, kindName) : kindName)

/** `逾期 3 天`, `今天到期`, `明天到期`, `剩 4 天`. */
export function timeLeft(days: number): string {
  if (days < 0) return t('finding.due.overdue', { n: -days })
  if (days === 0) return t('finding.due.today')
  return days === 1 ? t('finding.due.tomorrow') : t('finding.due.left', { n: days })
}
