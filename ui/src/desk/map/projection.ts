/** Longitude and latitude in degrees, WGS-84. */
export type LonLat = [number, number]
/** Pixels from the top left corner. */
export type Point = [number, number]

/** Metres in a degree of latitude: the mean over WGS-84; good to 0.5 % at any latitude. */
const METRES_PER_DEGREE = 111_195

export interface Extent {
  west: number
  south: number
  east: number
  north: number
}

export interface Projection {
  toPoint(at: LonLat): Point
  /** Pixels in a metre, the same in both directions. */
  pixelsPerMetre: number
}

/** The smallest extent that holds all points; nothing for no points. */
export function extentOf(points: Iterable<LonLat>): Extent | undefined {
  let extent: Extent | undefined
  for (const [lon, lat] of points) {
    extent ??= { west: lon, east: lon, south: lat, north: lat }
    extent.west = Math.min(extent.west, lon)
    extent.east = Math.max(extent.east, lon)
    extent.south = Math.min(extent.south, lat)
    extent.north = Math.max(extent.north, lat)
  }
  return extent
}

/**
 * Fits an extent into a box, north up, centred, with the same scale in both directions.
 * A county spans half a degree: degrees shortened by the cosine of its middle latitude are off by less than a pixel.
 */
export function fit(extent: Extent, width: number, height: number, margin: number): Projection {
  const lon0 = (extent.west + extent.east) / 2
  const lat0 = (extent.south + extent.north) / 2
  const shorten = Math.cos((lat0 * Math.PI) / 180)
  // A single point still gets a map: at least 100 m across.
  const across = Math.max((extent.east - extent.west) * shorten * METRES_PER_DEGREE, 100)
  const up = Math.max((extent.north - extent.south) * METRES_PER_DEGREE, 100)
  const pixelsPerMetre = Math.max(Math.min((width - 2 * margin) / across, (height - 2 * margin) / up), 1e-9)
  const perDegree = METRES_PER_DEGREE * pixelsPerMetre
  return {
    pixelsPerMetre,
    toPoint: ([lon, lat]) => [
      width / 2 + (lon - lon0) * shorten * perDegree,
      height / 2 - (lat - lat0) * perDegree,
    ],
  }
}

/** The `d` of an SVG path through closed rings. */
export function ringsPath(rings: LonLat[][], projection: Projection): string {
  return rings
    .filter((ring) => ring.length > 2)
    .map((ring) => `M${ring.map((at) => projection.toPoint(at).map((n) => n.toFixed(1)).join(' ')).join('L')}Z`)
    .join('')
}
