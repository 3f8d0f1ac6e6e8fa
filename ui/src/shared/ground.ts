// Distances and directions on the ground between two places that are near each other.

export interface Spot {
  lon: number
  lat: number
}

/** Metres in a degree of latitude. */
const DEGREE = 111_195
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Steps from `a` to `b` in metres: to the east and to the north. */
function steps(a: Spot, b: Spot): [east: number, north: number] {
  const shorten = Math.cos(radians((a.lat + b.lat) / 2))
  // by the shorter way around
  const east = ((((b.lon - a.lon + 180) % 360) + 360) % 360) - 180
  return [east * DEGREE * shorten, (b.lat - a.lat) * DEGREE]
}

export function metresBetween(a: Spot, b: Spot): number {
  return Math.hypot(...steps(a, b))
}

/** The direction from `a` to `b`, degrees from north, clockwise. */
export function directionTo(a: Spot, b: Spot): number {
  const [east, north] = steps(a, b)
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360
}

/** How far to turn from one direction to another, −180 (left) to 180 (right) degrees. */
export function turnTo(from: number, to: number): number {
  return ((((to - from + 180) % 360) + 360) % 360) - 180
}

export const COMPASS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const
export type CompassPoint = (typeof COMPASS)[number]

/** The nearest of eight points. */
export function compassPoint(degrees: number): CompassPoint {
  return COMPASS[Math.round((((degrees % 360) + 360) % 360) / 45) % 8] ?? 'n'
}
