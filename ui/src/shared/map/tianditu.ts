// 天地图, the national map service: its tiles lie over the ground of this device where there is a network, if the district has a key and the person wants them.

/** What lies under the borders: the ground of this device, or the service's map or imagery over it. */
export const LOOKS = ['own', 'vec', 'img'] as const
export type Look = (typeof LOOKS)[number]
/** Tiles that are asked for. */
export interface Online {
  key: string
  look: Exclude<Look, 'own'>
}

/** The service has no tiles below. */
export const DEEPEST = 18
const SERVERS = [0, 1, 2, 3, 4, 5, 6, 7]
/** The names that go with each. */
const NAMES = { vec: 'cva', img: 'cia' } as const

type Layer = Online['look'] | (typeof NAMES)[Online['look']]

/** Addresses of a layer's tiles: Web Mercator over CGCS2000, which is WGS-84 to within a hand's breadth, so nothing is shifted. */
function tiles(layer: Layer, key: string): string[] {
  const query = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`
  return SERVERS.map((n) => `https://t${n}.tianditu.gov.cn/${layer}_w/wmts?${query}`)
}

export const picturesOf = ({ key, look }: Online) => tiles(look, key)
export const namesOf = ({ key, look }: Online) => tiles(NAMES[look], key)

const CHOICE = 'xuncun.map.look'

/** What this person chose on this device: a convenience, no data of the district, so it stays in the local storage. */
export function chosenLook(): Look | undefined {
  try {
    const kept = localStorage.getItem(CHOICE)
    return LOOKS.find((one) => one === kept)
  } catch {
    return undefined
  }
}

export function keepLook(look: Look): void {
  try {
    localStorage.setItem(CHOICE, look)
  } catch {
    // chosen for as long as the page lives
  }
}
