// How large something is, in words. The volume is the same as in crates/domain/src/size.rs: a test of each reads crates/domain/tests/volumes.json.
import type { Difficulty, FindingBrief, Measure, Shape, Size, Usage } from './api'
import { line, t } from './i18n'

export const SHAPES: readonly Shape[] = ['cone', 'dome', 'ridge', 'block']
export const USAGES: readonly Usage[] = ['storage', 'pen', 'toilet', 'dwelling', 'business', 'empty']
export const DIFFICULTIES: readonly Difficulty[] = ['easy', 'medium', 'hard']

export const EMPTY: Size = {}
const PART: Record<Shape, number> = { cone: Math.PI / 12, dome: Math.PI / 6, ridge: 0.5, block: 1 }

/** The volume of so many such places, in tenths of m³; nothing while a side or the shape is not known. */
export function volume({ shape, length, width, height }: Size, count: number): number | undefined {
  if (!shape || !length || !width || !height) return undefined
  return Math.max(1, Math.round((length * width * height * PART[shape] * count) / 100))
}

/** `约 3.8 m³`, `36 m²`; empty where nobody measured. */
export function sizeShort(size: Size | null | undefined, count = 1): string {
  const tenths = size ? volume(size, count) : undefined
  return tenths !== undefined ? t('shared.size.volume', { n: tenths / 10 }) : size?.area ? t('shared.size.area', { n: size.area * count }) : ''
}

/** `约 3.8 m³`, `36 m² · 1 层 · 堆放`: all that was measured. */
export function sizeWords(size: Size | null | undefined, count = 1): string {
  if (!size) return ''
  return line(
    sizeShort(size, count),
    !!size.storeys && t('shared.size.storeys', { n: size.storeys }),
    size.usage && t(`shared.size.usage.${size.usage}`),
    size.basis,
  )
}

/** All that was measured of a finding, and how hard it is to clear. */
export function measuredWords({ size, count, difficulty }: Pick<FindingBrief, 'size' | 'count' | 'difficulty'>): string {
  return line(sizeWords(size, count), difficulty && t('shared.size.difficultyOf', { how: t(`shared.size.difficulty.${difficulty}`) }))
}

/** Whether it says anything of what is measured so. */
export const isMeasured = (size: Size, measure: Measure): boolean =>
  measure === 'pile' ? !!(size.length || size.width || size.height) : measure === 'structure' && !!(size.area || size.storeys || size.usage || size.basis)
