// The ground under everything: an archive of tiles in one file (PMTiles), read piece by piece from this device or the server.
import { addProtocol } from 'maplibre-gl'
import { FetchSource, PMTiles, Protocol, TileType } from 'pmtiles'

/** An archive that the map can show. */
export interface Basemap {
  /** `pmtiles://…/{z}/{x}/{y}` */
  tiles: string
  kind: 'vector' | 'raster'
  minzoom: number
  maxzoom: number
  bounds: [number, number, number, number]
  /** Names of a vector archive's layers. */
  layers: string[]
  /** Whom the operator's map is owed to. */
  attribution: string
}

let protocol: Protocol | undefined

/** Opens the archive at an address. `version` changes when the file does. Throws what the archive's reader throws. */
export async function openBasemap(address: string, version: string): Promise<Basemap | undefined> {
  if (!protocol) {
    protocol = new Protocol()
    addProtocol('pmtiles', protocol.tile)
  }
  const source = new FetchSource(`${address}?v=${encodeURIComponent(version)}`)
  const archive = new PMTiles(source)
  const [header, said] = await Promise.all([archive.getHeader(), archive.getMetadata()])
  const kind = header.tileType === TileType.Mvt ? 'vector' : [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif].includes(header.tileType) ? 'raster' : undefined
  if (!kind) return undefined
  protocol.add(archive)
  const { vector_layers: layers, attribution } = (said ?? {}) as { vector_layers?: Array<{ id?: unknown }>; attribution?: unknown }
  return {
    tiles: `pmtiles://${source.getKey()}/{z}/{x}/{y}`,
    kind,
    minzoom: header.minZoom,
    maxzoom: header.maxZoom,
    bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat],
    layers: Array.isArray(layers) ? layers.flatMap(({ id }) => (typeof id === 'string' ? [id] : [])) : [],
    attribution: typeof attribution === 'string' ? attribution : '',
  }
}
