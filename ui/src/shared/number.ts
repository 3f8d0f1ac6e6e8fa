// Points arrive as exact decimal text and are shown as they are; nothing here computes a score.
import { t } from './i18n'

/** `−7.5` with a true minus; `0` stays `0`. */
export function lost(points: string): string {
  return isZero(points) ? '0' : `−${trim(points)}`
}

/** `7.50` → `7.5`, `2.00` → `2`: item points lose their idle zeros, totals keep two places. */
export function trim(points: string): string {
  return points.includes('.') ? points.replace(/0+$/, '').replace(/\.$/, '') : points
}

/** `82.5` → `82.50`: a total always has two places. */
export function total(points: string): string {
  const [whole = '0', part = ''] = points.split('.')
  return part.length > 2 ? points : `${whole}.${part.padEnd(2, '0')}`
}

export function isZero(points: string): boolean {
  return /^[-+]?0*(\.0*)?$/.test(points)
}

/** `12 米`, `310 米`, `1.2 公里`: to ten metres from a hundred on, then to a tenth of a kilometre. */
export function metresWords(metres: number): string {
  if (metres < 995) return t('shared.metres', { m: metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10 })
  return t('shared.kilometres', { km: Number((metres / 1000).toFixed(1)) })
}

/** `就在这里`, `450 米`, `3.8 公里`. */
export function distance(metres: number): string {
  if (metres < 100) return t('shared.here')
  if (metres < 1000) return t('shared.metres', { m: Math.round(metres / 10) * 10 })
  return t('shared.kilometres', { km: (metres / 1000).toFixed(1) })
}
