import type { Point } from './projection'

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

const HEADING: Record<Arrow, Point> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
}

export function isArrow(key: string): key is Arrow {
  return key in HEADING
}

/**
 * The place to move to on an arrow key: within 45° of the arrow, nearest first, with sideways steps counted double so
 * that a row of villages is walked as a row. Nothing in that direction: nothing.
 */
export function neighbour<T extends { point: Point }>(places: T[], from: Point, arrow: Arrow): T | undefined {
  const [hx, hy] = HEADING[arrow]
  let best: T | undefined
  let least = Infinity
  for (const place of places) {
    const dx = place.point[0] - from[0]
    const dy = place.point[1] - from[1]
    const along = dx * hx + dy * hy
    const aside = Math.abs(dx * hy - dy * hx)
    if (along <= 0 || aside > along) continue
    const cost = along + 2 * aside
    if (cost < least) [best, least] = [place, cost]
  }
  return best
}
