import type { Fix } from '@/shared/api'
import { compassPoint, directionTo, metresBetween } from '@/shared/ground'
import { t } from '@/shared/i18n'
import { distance } from '@/shared/number'

/** `1.4 公里，往北`; nothing where either place is unknown. */
export function wayWords(from: Fix | null, to: Fix | null): string {
  if (!from || !to) return ''
  return t('map.towards', { far: distance(metresBetween(from, to)), to: t(`photo.compass.${compassPoint(directionTo(from, to))}`) })
}
