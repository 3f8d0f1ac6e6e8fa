import { describe, expect, it } from 'vitest'
import { type Basemap } from '@/shared/map/basemap'
import { readColours } from '@/shared/map/colours'
import { accuracies, areas, boundsOf, marks, spots } from '@/shared/map/features'
import { mapStyle } from '@/shared/map/style'
import { metresBetween } from '@/shared/ground'
import { nearest } from '@/field/map/useMap'
import { district, townOf, villages } from '../fixture/district'
import { briefs } from '../fixture/findings'

const findings = briefs(200, villages, townOf)
const colours = readColours()

describe('what lies on the map', () => {
  it('has each finding that has a position, in the mark that the lists have', () => {
    const made = marks(findings)
    expect(made.features).toHaveLength(findings.filter((one) => one.fix).length)
    const overdue = findings.find((one) => one.fix && (one.daysLeft ?? 0) < 0 && one.kind === 'illegal_structure')
    expect(made.features.find((one) => one.properties?.id === overdue?.id)?.properties).toMatchObject({ picture: 'finding/triangle/overdue', urgency: 0 })
  })

  it('tints the villages that the round has, and no other', () => {
    const [one] = villages
    const made = areas(district.divisions, 'village', new Map([[one?.code ?? '', 'due']]))
    expect(made.features.filter((area) => area.properties?.tint === 'due').map((area) => area.properties?.code)).toEqual([one?.code])
    expect(made.features).toHaveLength(villages.length)
  })

  it('draws the circle in which a position lies as large as it is on the ground', () => {
    const fix = { lon: 106.7, lat: 35.5, accuracy: 250, altitude: null, bearing: null }
    const ring = accuracies([fix]).features[0]?.geometry.coordinates[0] ?? []
    for (const [lon = 0, lat = 0] of ring) expect(metresBetween(fix, { lon, lat })).toBeCloseTo(250, 0)
    expect(ring[0]).toEqual(ring.at(-1))
  })

  it('knows a camera that looked north from one that did not say', () => {
    const fix = { lon: 106.7, lat: 35.5, accuracy: 5, altitude: null }
    expect(spots([{ ...fix, bearing: 0 }, { ...fix, bearing: null }]).features.map((one) => one.properties?.faces)).toEqual([true, false])
  })

  it('is seen whole at first', () => {
    expect(boundsOf([[106, 35], [107, 34], [106.5, 36]])).toEqual([106, 34, 107, 36])
    expect(boundsOf([])).toBeUndefined()
  })
})

describe('the list beside the map', () => {
  const here = { lon: 106.3, lat: 35.3, accuracy: 5, altitude: null, bearing: null }
  it('has the nearest first and loses none', () => {
    const rows = nearest(findings, here)
    expect(rows).toHaveLength(findings.length)
    const far = rows.flatMap((row) => (row.fix ? [metresBetween(here, row.fix)] : []))
    expect(far).toEqual([...far].sort((a, b) => a - b))
    expect(rows.slice(far.length).every((row) => !row.fix)).toBe(true)
  })
  it('is in its own order where nobody knows where the person is', () => {
    expect(nearest(findings, null)).toBe(findings)
  })
})

describe('the style', () => {
  const archive: Basemap = { tiles: 'pmtiles://x/{z}/{x}/{y}', kind: 'vector', minzoom: 6, maxzoom: 14, bounds: [106, 35, 107, 36], layers: ['boundary', 'road', 'river', 'place'], attribution: '' }
  const ids = (basemap?: Basemap) => mapStyle(colours, basemap).layers.map((layer) => layer.id)

  it('shows borders and findings without an archive', () => {
    expect(ids()).toEqual(expect.arrayContaining(['paper', 'townships', 'villages', 'single', 'here']))
    expect(mapStyle(colours, undefined).sources).not.toHaveProperty('ground')
  })
  it('lays an archive under them, whose borders it does not draw twice', () => {
    const all = ids(archive)
    expect(all).toEqual(expect.arrayContaining(['road', 'river-line', 'place']))
    expect(all.some((id) => id.startsWith('boundary'))).toBe(false)
    expect(all.indexOf('road')).toBeLessThan(all.indexOf('townships'))
  })
  it('takes the names that other makers give their layers', () => {
    expect(ids({ ...archive, layers: ['water', 'transportation', 'landcover', 'place_label', 'transportation_name'] })).toEqual(expect.arrayContaining(['water-area', 'transportation', 'landcover', 'place_label']))
  })
  it('lays the online map over the archive, names upon pictures, and everything that is ours upon both', () => {
    const key = '0123456789abcdef0123456789abcdef'
    const { sources, layers } = mapStyle(colours, archive, { key, look: 'img' })
    const all = layers.map((layer) => layer.id)
    const order = ['road', 'tianditu', 'villages-due', 'tianditu-names', 'townships-seam', 'townships', 'single'].map((id) => all.indexOf(id))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order).not.toContain(-1)
    const { tiles, ...of } = sources.tianditu as { tiles: string[] }
    expect(of).toEqual({ type: 'raster', tileSize: 256, maxzoom: 18 })
    expect(tiles).toHaveLength(8)
    expect(tiles[3]).toBe(`https://t3.tianditu.gov.cn/img_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${key}`)
    expect((sources['tianditu-names'] as { tiles: string[] }).tiles[0]).toContain('t0.tianditu.gov.cn/cia_w/wmts?')
    const map = mapStyle(colours, undefined, { key, look: 'vec' })
    expect([map.sources.tianditu, map.sources['tianditu-names']].map((one) => (one as { tiles: string[] }).tiles[0]?.match(/LAYER=(\w+)/)?.[1])).toEqual(['vec', 'cva'])
  })
  it('asks nobody where the online map is not wanted', () => {
    expect(JSON.stringify(mapStyle(colours, archive))).not.toContain('http')
  })
  it('takes pictures as they are', () => {
    const { sources, layers } = mapStyle(colours, { ...archive, kind: 'raster', layers: [] })
    expect(sources.ground).toMatchObject({ type: 'raster', tileSize: 256 })
    expect(layers[1]).toMatchObject({ type: 'raster' })
  })
})
