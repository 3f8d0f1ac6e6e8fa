// How the map looks: the paper, the ground of the archive in pale ink, then borders, findings and the person upon it.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { TONE_TOKENS, TONES } from '@/shared/findingShape'
import type { Basemap } from './basemap'
import type { Colours } from './colours'
import { WEDGE } from './pictures'
import { DEEPEST, namesOf, type Online, picturesOf } from './tianditu'

/** Sources that are filled while the map lives. */
export const OURS = ['villages', 'townships', 'names', 'findings', 'chosen', 'here', 'accuracy', 'viewpoints'] as const
/** The source of the archive's tiles. */
export const GROUND = 'ground'
/** The sources of the online map's tiles: its pictures, and the names upon them. */
export const ONLINE = ['tianditu', 'tianditu-names'] as const
export type Ours = (typeof OURS)[number]

/** From this zoom on every finding stands for itself. */
const SINGLE_FROM = 14

type Look = 'water' | 'green' | 'road' | 'place'
/** Archives of other makers name their layers in their own way. Borders are ours, and not drawn twice. */
const LOOKS: Array<[RegExp, Look]> = [
  [/water|river|lake|ocean/i, 'water'],
  [/land|park|wood|forest|green/i, 'green'],
  [/road|street|highway|path|transportation/i, 'road'],
  [/place|settlement|city|town|village/i, 'place'],
]

const lookOf = (layer: string): Look | undefined => (/name|label/i.test(layer) && !/place/i.test(layer) ? undefined : LOOKS.find(([words]) => words.test(layer))?.[1])

function groundLayers(basemap: Basemap, colours: Colours): LayerSpecification[] {
  if (basemap.kind === 'raster') return [{ id: 'ground', type: 'raster', source: GROUND, paint: { 'raster-opacity': 0.75 } }]
  return basemap.layers.flatMap((layer): LayerSpecification[] => {
    const of = { source: GROUND, 'source-layer': layer } as const
    switch (lookOf(layer)) {
      case 'water':
        return [
          { id: `${layer}-area`, type: 'fill', ...of, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colours['--blue-tint'] } },
          { id: `${layer}-line`, type: 'line', ...of, filter: ['==', ['geometry-type'], 'LineString'], paint: { 'line-color': colours['--blue'], 'line-opacity': 0.45, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1, 14, 4] } },
        ]
      case 'green':
        return [{ id: layer, type: 'fill', ...of, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colours['--green-tint'], 'fill-opacity': 0.5 } }]
      case 'road':
        return [{ id: layer, type: 'line', ...of, filter: ['==', ['geometry-type'], 'LineString'], layout: { 'line-cap': 'round', 'line-join': 'round' }, paint: { 'line-color': colours['--edge'], 'line-opacity': 0.7, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, ['match', ['get', 'class'], 'village', 0.4, 1.2], 14, ['match', ['get', 'class'], 'village', 1.5, 3.5]] } }]
      case 'place':
        return [{ id: layer, type: 'symbol', ...of, minzoom: SINGLE_FROM - 1, filter: ['==', ['geometry-type'], 'Point'], layout: { 'text-field': ['coalesce', ['get', 'name:zh'], ['get', 'name'], ''], 'text-font': colours.font, 'text-size': 12 }, paint: { 'text-color': colours['--ink2'], 'text-halo-color': colours['--page'], 'text-halo-width': 1.5 } }]
      default:
        return []
    }
  })
}

/** By night the pictures are dimmed: they are made for paper. */
function onlineLayer(source: (typeof ONLINE)[number], colours: Colours): LayerSpecification {
  const dark = Number.parseInt(colours['--page'].slice(1, 3), 16) < 0x80
  return { id: source, type: 'raster', source, paint: { 'raster-fade-duration': 0, 'raster-brightness-max': dark ? 0.6 : 1 } }
}

/** Upon pictures that are no paper a tint is a thin coat of the full colour. */
function coatLayers(colours: Colours): LayerSpecification[] {
  const coated = (tint: string, colour: keyof Colours): LayerSpecification => ({ id: `villages-${tint}`, type: 'fill', source: 'villages', filter: ['==', ['get', 'tint'], tint], paint: { 'fill-color': colours[colour] as string, 'fill-opacity': 0.2 } })
  return [coated('due', '--amber'), coated('open', '--blue'), coated('done', '--green'), coated('meant', '--blue')]
}

/** Borders upon pictures, which have every colour: each line in a seam of the paper's. */
function seamLayers(colours: Colours): LayerSpecification[] {
  const seam = (source: 'villages' | 'townships', width: number, minzoom: number): LayerSpecification => ({ id: `${source}-seam`, type: 'line', source, minzoom, layout: { 'line-join': 'round' }, paint: { 'line-color': colours['--card'], 'line-opacity': 0.7, 'line-width': width } })
  return [seam('villages', 2.4, 8), seam('townships', 4, 0)]
}

/** What is said of the villages lies below the ground: roads and names stay as dark as they are. */
function tintLayers(colours: Colours): LayerSpecification[] {
  const tinted = (tint: string, colour: keyof Colours, opacity: number): LayerSpecification => ({ id: `villages-${tint}`, type: 'fill', source: 'villages', filter: ['==', ['get', 'tint'], tint], paint: { 'fill-color': colours[colour] as string, 'fill-opacity': opacity } })
  return [tinted('due', '--amber-tint', 1), tinted('open', '--blue-tint', 1), tinted('done', '--green-tint', 1), tinted('meant', '--card', 1)]
}

function borderLayers(colours: Colours): LayerSpecification[] {
  const label = (level: string, size: number, minzoom: number, colour: keyof Colours): LayerSpecification => ({
    id: `names-${level}`,
    type: 'symbol',
    source: 'names',
    minzoom,
    filter: ['==', ['get', 'level'], level],
    layout: { 'text-field': ['get', 'name'], 'text-font': colours.font, 'text-size': size, 'text-padding': 4 },
    paint: { 'text-color': colours[colour] as string, 'text-halo-color': colours['--card'], 'text-halo-width': 2 },
  })
  return [
    { id: 'villages', type: 'line', source: 'villages', minzoom: 8, paint: { 'line-color': colours['--edge'], 'line-width': 0.8 } },
    { id: 'townships', type: 'line', source: 'townships', layout: { 'line-join': 'round' }, paint: { 'line-color': colours['--ink'], 'line-width': 1.6 } },
    label('village', 13, 11, '--ink'),
    label('township', 14, 7, '--ink'),
  ]
}

function findingLayers(colours: Colours): LayerSpecification[] {
  const by = (what: 'fill' | 'edge' | 'sign'): never => ['match', ['get', 'urgency'], ...TONES.slice(0, -1).flatMap((tone, at) => [at, colours[TONE_TOKENS[tone][what] as keyof Colours]]), colours[TONE_TOKENS.moved[what] as keyof Colours]] as never
  return [
    { id: 'chosen', type: 'circle', source: 'chosen', paint: { 'circle-radius': 19, 'circle-opacity': 0, 'circle-stroke-color': colours['--ink'], 'circle-stroke-width': 3 } },
    { id: 'many', type: 'circle', source: 'findings', filter: ['has', 'point_count'], paint: { 'circle-radius': ['step', ['get', 'point_count'], 15, 100, 18, 1000, 22], 'circle-color': by('fill'), 'circle-stroke-color': by('edge'), 'circle-stroke-width': 2 } },
    { id: 'many-count', type: 'symbol', source: 'findings', filter: ['has', 'point_count'], layout: { 'text-field': ['get', 'point_count_abbreviated'], 'text-font': colours.font, 'text-size': 14, 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': by('sign') } },
    { id: 'single', type: 'symbol', source: 'findings', filter: ['!', ['has', 'point_count']], layout: { 'icon-image': ['get', 'picture'], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['-', 0, ['get', 'urgency']] } },
  ]
}

function personLayers(colours: Colours): LayerSpecification[] {
  return [
    { id: 'viewpoints', type: 'symbol', source: 'viewpoints', filter: ['get', 'faces'], layout: { 'icon-image': WEDGE, 'icon-rotate': ['get', 'bearing'], 'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-size': 1.6 } },
    { id: 'viewpoint-spots', type: 'circle', source: 'viewpoints', paint: { 'circle-radius': 5, 'circle-color': colours['--blue'], 'circle-stroke-color': colours['--card'], 'circle-stroke-width': 2 } },
    { id: 'accuracy', type: 'fill', source: 'accuracy', paint: { 'fill-color': colours['--green'], 'fill-opacity': 0.15 } },
    { id: 'accuracy-edge', type: 'line', source: 'accuracy', paint: { 'line-color': colours['--green'], 'line-width': 1 } },
    { id: 'here', type: 'circle', source: 'here', paint: { 'circle-radius': 8, 'circle-color': colours['--green'], 'circle-stroke-color': colours['--card'], 'circle-stroke-width': 3 } },
  ]
}

/**
 * The whole style. Without an archive the map is borders on paper, which every replica has. The online map lies over it: where a tile does not arrive, what
 * is here shows.
 */
export function mapStyle(colours: Colours, basemap: Basemap | undefined, online?: Online): StyleSpecification {
  const empty = (more: object = {}): SourceSpecification => ({ type: 'geojson', data: { type: 'FeatureCollection', features: [] }, ...more })
  const sources: Record<string, SourceSpecification> = Object.fromEntries(OURS.map((name) => [name, empty()]))
  // The most urgent of several gives them their colour.
  sources.findings = empty({ cluster: true, clusterRadius: 44, clusterMaxZoom: SINGLE_FROM - 1, clusterProperties: { urgency: ['min', ['get', 'urgency']] } })
  if (basemap) {
    const { kind: type, tiles, minzoom, maxzoom, bounds, attribution } = basemap
    sources[GROUND] = { type, tiles: [tiles], minzoom, maxzoom, bounds, ...(attribution && { attribution }), ...(type === 'raster' && { tileSize: 256 }) } as SourceSpecification
  }
  if (online) {
    const of = { type: 'raster', tileSize: 256, maxzoom: DEEPEST } as const
    sources.tianditu = { ...of, tiles: picturesOf(online) }
    sources['tianditu-names'] = { ...of, tiles: namesOf(online) }
  }
  return {
    version: 8,
    sources,
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': colours['--page'] } },
      ...(basemap?.kind === 'raster' ? groundLayers(basemap, colours) : []),
      ...(online ? [] : tintLayers(colours)),
      ...(basemap?.kind === 'vector' ? groundLayers(basemap, colours) : []),
      ...(online ? [onlineLayer('tianditu', colours), ...coatLayers(colours), onlineLayer('tianditu-names', colours), ...seamLayers(colours)] : []),
      ...borderLayers(colours),
      ...personLayers(colours),
      ...findingLayers(colours),
    ],
  }
}
