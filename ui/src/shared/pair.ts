// A photograph from after, beside the one from before, in words. Hints: they stop nobody.
import type { PairView, UsedBefore } from './api'
import { t } from './i18n'
import { moment } from './time'

export function pairWords(pair: PairView | null): string[] {
  if (!pair) return []
  return pair.odd.map((odd) => t(`photo.odd.${odd}`, { m: Math.round(pair.metres ?? 0), d: Math.round(pair.turned ?? 0) }))
}

export interface PairCheck {
  what: 'place' | 'view' | 'order' | 'change' | 'used'
  /** Nothing is known to say it by: neither well nor odd. */
  state: 'well' | 'odd' | 'unknown'
  words: string
}

/** The four checks of a pair, each with the figure that it rests on. */
export function checksOf(pair: PairView): PairCheck[] {
  const state = (odd: PairView['odd'][number], isKnown: boolean) => (pair.odd.includes(odd) ? 'odd' : isKnown ? 'well' : 'unknown')
  const { metres, turned, later, changed } = pair
  return [
    { what: 'place', state: state('far', metres !== null), words: metres === null ? t('photo.pair.unknown') : t('photo.pair.metres', { m: Math.round(metres) }) },
    { what: 'view', state: state('turned', turned !== null), words: turned === null ? t('photo.pair.unknown') : t('photo.pair.turned', { d: Math.round(turned) }) },
    { what: 'order', state: state('order', true), words: t(later > 0 ? 'photo.pair.later' : 'photo.pair.earlier', { span: spanWords(Math.abs(later)) }) },
    { what: 'change', state: state('unchanged', changed !== null), words: t(changed === null ? 'photo.pair.lookUnknown' : changed ? 'photo.pair.changed' : 'photo.pair.unchanged') },
  ]
}

/** Whether the photograph from after was used elsewhere before. `undefined` while that is asked for, null where it could not be. */
export function usedCheck(used: UsedBefore | null | undefined): PairCheck {
  const unknown = (words: string): PairCheck => ({ what: 'used', state: 'unknown', words })
  if (used === undefined) return unknown(t('photo.pair.usedAsking'))
  if (used === null) return unknown(t('photo.pair.unknown'))
  if (used.earlier) {
    const { village, takenAt, sameFile } = used.earlier
    return { what: 'used', state: 'odd', words: t(sameFile ? 'photo.pair.usedFile' : 'photo.pair.usedLook', { where: `${village.name} ${moment(takenAt)}` }) }
  }
  return used.known ? { what: 'used', state: 'well', words: t('photo.pair.unused') } : unknown(t('photo.pair.lookUnknown'))
}

/** `40 秒`, `12 分钟`, `3 小时`, `15 天`. */
export function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return t('photo.span.seconds', { n: seconds })
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return t('photo.span.minutes', { n: minutes })
  const hours = Math.round(ms / 3_600_000)
  return hours < 48 ? t('photo.span.hours', { n: hours }) : t('photo.span.days', { n: Math.round(ms / 86_400_000) })
}
