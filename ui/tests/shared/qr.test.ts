import { describe, expect, it } from 'vitest'
import { qrPath, readQr } from '@/shared/qr'

const LINK = 'xuncun://enrol?s=https%3A%2F%2Fxuncun.qingyuan.example&c=ABCD2345EFGH6789&f=0f3c9a1b2c3d4e5f60718293a4b5c6d7'

/** The path as a camera would see it: so many pixels a module. */
function pictured({ size, path }: { size: number; path: string }, scale: number): ImageData {
  const side = size * scale
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, column, row] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let y = 0; y < scale; y += 1) for (let x = 0; x < scale; x += 1) data.fill(0, 4 * ((Number(row) * scale + y) * side + Number(column) * scale + x), 4 * ((Number(row) * scale + y) * side + Number(column) * scale + x) + 3)
  }
  return { data, width: side, height: side, colorSpace: 'srgb' }
}

describe('an enrolment link as a QR code', () => {
  it('is read as it was drawn', async () => {
    expect(await readQr(pictured(await qrPath(LINK), 4))).toBe(LINK)
  })
  it('is nothing where there is none', async () => {
    expect(await readQr({ data: new Uint8ClampedArray(4 * 64 * 64).fill(200), width: 64, height: 64, colorSpace: 'srgb' })).toBeNull()
  })
})
