// A finding's mark: its shape is the kind, its filling the deadline. One drawing for lists, maps and keys, on a grid of 24.
import type { FindingBrief } from './api'

export type MarkShape = 'square' | 'circle' | 'triangle'
export const SHAPES: readonly MarkShape[] = ['square', 'circle', 'triangle']
/** Overdue is red with clock hands, due by tomorrow amber with a bar, moved dashed: none has to be told by its colour alone. */
export type MarkTone = 'overdue' | 'soon' | 'plain' | 'moved'
/** The most urgent first. */
export const TONES: readonly MarkTone[] = ['overdue', 'soon', 'plain', 'moved']

const KINDS: Record<string, MarkShape> = { firewood: 'square', manure: 'square', earth: 'square', clutter: 'square', illegal_structure: 'triangle' }

export const shapeOf = (kind: string): MarkShape => KINDS[kind] ?? 'circle'

export function toneOf({ status, daysLeft }: Pick<FindingBrief, 'status' | 'daysLeft'>): MarkTone {
  if (status === 'moved' || status === 'disputed') return 'moved'
  if (daysLeft === null) return 'plain'
  return daysLeft < 0 ? 'overdue' : daysLeft <= 1 ? 'soon' : 'plain'
}

/** The body of each shape, as the `d` of a path. */
export const BODIES: Record<MarkShape, string> = {
  square: 'M5 3.5h14A1.5 1.5 0 0 1 20.5 5v14a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 19V5A1.5 1.5 0 0 1 5 3.5z',
  circle: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
  triangle: 'M12 2.5 22 20.5H2z',
}

/** What is written into a body: hands or a bar, which lie where a triangle is wide. Empty where there is nothing. */
export function signOf(shape: MarkShape, tone: MarkTone): string {
  const low = shape === 'triangle'
  if (tone === 'overdue') return low ? 'M12 10.5v4.7l2.7 1.6' : 'M12 7.5v5l3.2 1.9'
  if (tone === 'soon') return low ? 'M9 15.5h6' : 'M8 12h8'
  return ''
}

/** The names of the tokens that each tone is drawn in. */
export const TONE_TOKENS: Record<MarkTone, { fill: string; edge: string; sign: string }> = {
  overdue: { fill: '--red', edge: '--red', sign: '--on-red' },
  soon: { fill: '--amber-tint', edge: '--amber', sign: '--amber' },
  plain: { fill: '--blue-tint', edge: '--blue', sign: '--blue' },
  moved: { fill: '--card', edge: '--ink2', sign: '--ink2' },
}

/** Dashes of the edge of what was handed to somebody else. */
export const MOVED_DASHES = [3.2, 2.8]
