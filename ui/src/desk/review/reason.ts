import { t } from '@/shared/i18n'

/** A quick reason added to what is written, or taken out again if it is there already. */
export function withQuick(reason: string, quick: string): string {
  const comma = t('desk.comma')
  const parts = reason.split(comma).map((part) => part.trim()).filter(Boolean)
  const kept = parts.filter((part) => part !== quick)
  return (kept.length < parts.length ? kept : [...parts, quick]).join(comma)
}
