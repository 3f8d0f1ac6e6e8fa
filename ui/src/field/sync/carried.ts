// What this device carries for others, as one line. It is nobody's business here but to be brought to the server.
import type { CarriedWork } from '@/shared/api'
import { t } from '@/shared/i18n'

/** `替他人带着：3 条检查、5 张照片`; what belongs to no visit is counted in changes. */
export function sayCarried(carried: CarriedWork): string {
  const what = [
    carried.inspections > 0 && t('field.sync.inspections', { n: carried.inspections }),
    carried.inspections === 0 && carried.changes > 0 && t('field.sync.changes', { n: carried.changes }),
    carried.photos > 0 && t('field.sync.photos', { n: carried.photos }),
  ].filter(Boolean)
  return t('field.sync.carried', { what: what.join(t('shared.listSep')) })
}
