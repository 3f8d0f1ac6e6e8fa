import type { Point } from '../map/projection'
import type { MarkTone } from './marks'

/** One mark, or several that lie too close to be told apart at this zoom. */
export interface Cluster<T> {
  point: Point
  items: T[]
  /** The most urgent of them. */
  tone: MarkTone
}

/** So many marks in view are still told apart one by one. */
export const SINGLE = 300
const CELL = 48
const URGENCY: readonly MarkTone[] = ['overdue', 'soon', 'plain', 'moved']

/** Marks in view, gathered by cells of the screen where there are too many. */
export function clusters<T extends { point: Point; tone: MarkTone }>(marks: T[], single = SINGLE, cell = CELL): Array<Cluster<T>> {
  if (marks.length <= single) return marks.map((one) => ({ point: one.point, items: [one], tone: one.tone }))
  const cells = new Map<string, T[]>()
  for (const one of marks) {
    const key = `${Math.floor(one.point[0] / cell)}/${Math.floor(one.point[1] / cell)}`
    const there = cells.get(key)
    if (there) there.push(one)
    else cells.set(key, [one])
  }
  return [...cells.values()].map((items) => ({
    items,
    tone: URGENCY.find((tone) => items.some((one) => one.tone === tone)) ?? 'plain',
    point: [mean(items.map((one) => one.point[0])), mean(items.map((one) => one.point[1]))],
  }))
}

const mean = (numbers: number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
