// Addresses that a phone's map apps open, each with the coordinates that it expects. What is stored stays WGS-84.
import gcoord from 'gcoord'

export type MapApp = 'amap' | 'tencent' | 'baidu' | 'other'

/** 高德 and 腾讯 count in GCJ-02, 百度 in BD-09; `geo:` (RFC 5870) is WGS-84, and whichever app takes it converts for itself. */
export function mapLinks({ lon, lat }: { lon: number; lat: number }, name: string): Array<{ app: MapApp; url: string }> {
  const shift = (to: Parameters<typeof gcoord.transform>[2]): [number, number] => gcoord.transform([lon, lat], gcoord.WGS84, to) as [number, number]
  const digits = (n: number) => n.toFixed(6)
  const [gLon, gLat] = shift(gcoord.GCJ02).map(digits)
  const [bLon, bLat] = shift(gcoord.BD09).map(digits)
  const label = encodeURIComponent(name)
  return [
    { app: 'amap', url: `https://uri.amap.com/navigation?to=${gLon},${gLat},${label}&mode=walk&coordinate=gaode&callnative=1&src=xuncun` },
    { app: 'tencent', url: `https://apis.map.qq.com/uri/v1/routeplan?type=walk&tocoord=${gLat},${gLon}&to=${label}&referer=xuncun` },
    { app: 'baidu', url: `https://api.map.baidu.com/direction?destination=latlng:${bLat},${bLon}|name:${label}&mode=walking&coord_type=bd09ll&output=html&src=xuncun` },
    { app: 'other', url: `geo:${digits(lat)},${digits(lon)}?q=${digits(lat)},${digits(lon)}(${label})` },
  ]
}
