import { t } from '@/shared/i18n'

/** `310 米`, `12 公里`: to ten metres, then to a tenth of a kilometre. */
export function metresWords(metres: number): string {
  if (metres < 995) return t('shared.metres', { m: metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10 })
  return t('shared.kilometres', { km: Number((metres / 1000).toFixed(1)) })
}
