// What lies on the map, as GeoJSON: longitude and latitude in degrees, WGS-84.
import type { Feature, FeatureCollection, MultiLineString, MultiPolygon, Point, Polygon } from 'geojson'
import type { FindingBrief, Fix, MapDivision } from '@/shared/api'
import { shapeOf, TONES, toneOf } from '@/shared/findingShape'

type Collection<G extends Point | Polygon | MultiPolygon | MultiLineString> = FeatureCollection<G>
/** What is said of a village: how it stands in the round, or that a filter is about it. */
export type Tint = 'due' | 'open' | 'done' | 'meant'

const collection = <G extends Point | Polygon | MultiPolygon | MultiLineString>(features: Array<Feature<G>>): Collection<G> => ({ type: 'FeatureCollection', features })
const METRES_PER_DEGREE = 111_195

export function areas(divisions: MapDivision[], level: MapDivision['level'], tints: ReadonlyMap<string, Tint> = new Map()): Collection<MultiPolygon> {
  return collection(
    divisions
      .filter((one) => one.level === level && one.rings.length > 0)
      .map((one) => ({ type: 'Feature', properties: { code: one.code, tint: tints.get(one.code) ?? '' }, geometry: { type: 'MultiPolygon', coordinates: one.rings.map((ring) => [ring]) } })),
  )
}

export function names(divisions: MapDivision[]): Collection<Point> {
  return collection(
    divisions.flatMap((one) => (one.centre ? [{ type: 'Feature' as const, properties: { name: one.name, level: one.level }, geometry: { type: 'Point' as const, coordinates: one.centre } }] : [])),
  )
}

/** The picture of a finding is named by its shape and tone; `urgency` is the place of its tone, 0 the most urgent. */
export function marks(findings: FindingBrief[]): Collection<Point> {
  return collection(
    findings.flatMap((one) => {
      if (!one.fix) return []
      const tone = toneOf(one)
      return [{ type: 'Feature' as const, properties: { id: one.id, picture: pictureName(shapeOf(one.kind), tone), urgency: TONES.indexOf(tone) }, geometry: { type: 'Point' as const, coordinates: [one.fix.lon, one.fix.lat] } }]
    }),
  )
}

export const pictureName = (shape: string, tone: string) => `finding/${shape}/${tone}`

export function spots(fixes: Fix[]): Collection<Point> {
  return collection(fixes.map((fix) => ({ type: 'Feature', properties: { bearing: fix.bearing ?? 0, faces: fix.bearing !== null }, geometry: { type: 'Point', coordinates: [fix.lon, fix.lat] } })))
}

/** Circles on the ground in which each position lies. */
export function accuracies(fixes: Fix[], corners = 48): Collection<Polygon> {
  return collection(fixes.map((fix) => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [circle(fix, corners)] } })))
}

function circle({ lon, lat, accuracy }: Fix, corners: number): Array<[number, number]> {
  const up = accuracy / METRES_PER_DEGREE
  const across = up / Math.max(Math.cos((lat * Math.PI) / 180), 1e-6)
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = ((i % corners) / corners) * 2 * Math.PI
    return [lon + across * Math.sin(angle), lat + up * Math.cos(angle)]
  })
}

export type Bounds = [west: number, south: number, east: number, north: number]

/** The smallest box that holds all points; nothing for no points. */
export function boundsOf(points: ReadonlyArray<readonly [number, number]>): Bounds | undefined {
  let box: Bounds | undefined
  for (const [lon, lat] of points) box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat]
  return box
}
