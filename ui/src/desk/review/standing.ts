import { isInside, metresToBorder } from '../map/inside'
import type { LonLat } from '../map/projection'

/** Where a position stands to a village: inside or outside of its border, and how far from it, in metres. */
export function standing(at: LonLat, boundary: LonLat[][]): { side: 'inside' | 'outside'; metres: number } | undefined {
  const metres = metresToBorder(at, boundary)
  return metres === undefined ? undefined : { side: isInside(at, boundary) ? 'inside' : 'outside', metres }
}
