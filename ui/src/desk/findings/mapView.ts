import type { DistrictMap, FindingBrief, MapDivision } from '@/shared/api'
import { type Extent, extentOf, type LonLat, type Point } from '../map/projection'
import type { Filters } from './filters'

/** How the map is moved from where it fits: a point on the plain projection is at `point × k + (x, y)` on the screen. */
export interface View {
  k: number
  x: number
  y: number
}

export const FITTED: View = { k: 1, x: 0, y: 0 }
const CLOSEST = 40

export const onScreen = ([x, y]: Point, view: View): Point => [x * view.k + view.x, y * view.k + view.y]

/** Closer by a factor, about a point that stays where it is. No further out than all of it. */
export function zoomed(view: View, factor: number, [x, y]: Point): View {
  const k = Math.max(1, Math.min(CLOSEST, view.k * factor))
  if (k === 1) return FITTED
  const by = k / view.k
  return { k, x: x - (x - view.x) * by, y: y - (y - view.y) * by }
}

/** The divisions that the filter is about: its villages, else its townships, else all. */
export function divisionsOf(map: DistrictMap, filters: Pick<Filters, 'townships' | 'villages'>): MapDivision[] {
  const named = (codes: string[]) => map.divisions.filter((one) => codes.includes(one.code))
  if (filters.villages.length) return named(filters.villages)
  return filters.townships.length ? named(filters.townships) : map.divisions
}

/** What the map shows at first: those divisions, and every finding of the list, wherever its position is. */
export function extentFor(divisions: MapDivision[], rows: FindingBrief[]): Extent | undefined {
  const points: LonLat[] = divisions.flatMap((one) => one.rings.flat())
  for (const { fix } of rows) if (fix) points.push([fix.lon, fix.lat])
  return extentOf(points)
}
