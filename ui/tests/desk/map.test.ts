import { describe, expect, it } from 'vitest'
import { isInside, metresToBorder } from '@/desk/map/inside'
import { neighbour } from '@/desk/map/neighbour'
import { type LonLat, extentOf, fit, ringsPath } from '@/desk/map/projection'
import { scaleBar } from '@/desk/map/scale'

const square: LonLat[] = [[106, 35], [106.01, 35], [106.01, 35.01], [106, 35.01]]

describe('projection', () => {
  it('puts north up and east right, and keeps the scale the same in both directions', () => {
    const extent = extentOf(square)
    if (!extent) throw new Error('no extent')
    const projection = fit(extent, 400, 400, 20)
    const [left, bottom] = projection.toPoint([106, 35])
    const [right, top] = projection.toPoint([106.01, 35.01])
    expect(top).toBeCloseTo(20, 6)
    expect(bottom).toBeCloseTo(380, 6)
    // 0.01° of longitude at 35.005° is cos(35.005°) of 0.01° of latitude.
    expect((right - left) / (bottom - top)).toBeCloseTo(Math.cos((35.005 * Math.PI) / 180), 6)
    expect((left + right) / 2).toBeCloseTo(200, 6)
    expect(projection.pixelsPerMetre).toBeCloseTo(360 / 1111.95, 4)
  })

  it('has no extent for no points, and a finite scale for a single one', () => {
    expect(extentOf([])).toBeUndefined()
    const extent = extentOf([[106, 35]])
    if (!extent) throw new Error('no extent')
    expect(fit(extent, 300, 200, 10).toPoint([106, 35])).toEqual([150, 100])
    expect(fit(extent, 300, 200, 10).pixelsPerMetre).toBeCloseTo(1.8, 6)
  })

  it('draws closed rings and skips what has no area', () => {
    const projection = { pixelsPerMetre: 1, toPoint: ([x, y]: LonLat): LonLat => [x, y] }
    expect(ringsPath([[[0, 0], [1, 0], [1, 1]], [[5, 5], [6, 6]]], projection)).toBe('M0.0 0.0L1.0 0.0L1.0 1.0Z')
  })
})

describe('scale bar', () => {
  it.each([
    [1, 100, 100],
    [1, 99, 50],
    [0.5, 100, 200],
    [0.012, 100, 5000],
    [2, 9, 2],
  ])('at %d px a metre within %d px shows %d m', (pixelsPerMetre, most, metres) => {
    const bar = scaleBar(pixelsPerMetre, most)
    expect(bar.metres).toBeCloseTo(metres, 9)
    expect(bar.pixels).toBeLessThanOrEqual(most + 1e-6)
  })
})

describe('inside a village', () => {
  it('knows in from out, and a hole', () => {
    const hole: LonLat[] = [[106.004, 35.004], [106.006, 35.004], [106.006, 35.006], [106.004, 35.006]]
    expect(isInside([106.005, 35.005], [square])).toBe(true)
    expect(isInside([106.02, 35.005], [square])).toBe(false)
    expect(isInside([106.005, 35.005], [square, hole])).toBe(false)
    expect(isInside([106.005, 35.005], [])).toBe(false)
  })

  it('measures to the border from both sides', () => {
    expect(metresToBorder([106.005, 35.001], [square])).toBeCloseTo(111.2, 0)
    expect(metresToBorder([106.005, 34.999], [square])).toBeCloseTo(111.2, 0)
    expect(metresToBorder([106.005, 35], [square])).toBeCloseTo(0, 6)
    expect(metresToBorder([106, 35], [])).toBeUndefined()
  })
})

describe('moving over the map by arrows', () => {
  const at = (id: string, x: number, y: number) => ({ id, point: [x, y] as LonLat })
  const places = [at('right', 10, 1), at('farther', 30, 0), at('down', 1, 12), at('slanted', 9, 8)]

  it('takes the nearest in the direction, preferring what lies straight ahead', () => {
    expect(neighbour(places, [0, 0], 'ArrowRight')?.id).toBe('right')
    expect(neighbour(places, [0, 0], 'ArrowDown')?.id).toBe('down')
    expect(neighbour(places, [0, 0], 'ArrowLeft')).toBeUndefined()
    expect(neighbour(places, [10, 1], 'ArrowRight')?.id).toBe('farther')
  })
})
