import type { LonLat } from './projection'

/** Even-odd rule over all rings, so that holes count as outside. */
export function isInside(at: LonLat, rings: LonLat[][]): boolean {
  let inside = false
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i]
      const b = ring[j]
      if (!a || !b) continue
      const crosses = a[1] > at[1] !== b[1] > at[1]
      if (crosses && at[0] < ((b[0] - a[0]) * (at[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside
    }
  return inside
}

/** Metres from a point to the nearest edge of the rings; nothing without an edge. */
export function metresToBorder(at: LonLat, rings: LonLat[][]): number | undefined {
  const east = 111_195 * Math.cos((at[1] * Math.PI) / 180)
  const local = ([lon, lat]: LonLat): LonLat => [(lon - at[0]) * east, (lat - at[1]) * 111_195]
  let nearest: number | undefined
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const from = ring[j]
      const to = ring[i]
      if (!from || !to || i === j) continue
      const metres = originToSegment(local(from), local(to))
      nearest = nearest === undefined ? metres : Math.min(nearest, metres)
    }
  return nearest
}

function originToSegment(a: LonLat, b: LonLat): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : Math.max(0, Math.min(1, -(a[0] * dx + a[1] * dy) / length2))
  return Math.hypot(a[0] + along * dx, a[1] + along * dy)
}
