import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { inComponent, unmountAll } from './mounted'

type Hear = (position: object) => void
let tell: Hear
let refuse: (error: object) => void
let asks: number

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 2, 0) })
  asks = 0
  vi.stubGlobal('navigator', {
    geolocation: {
      watchPosition: (heard: Hear, refused: typeof refuse) => ([tell, refuse] = [heard, refused]) && 1,
      clearWatch: () => undefined,
      getCurrentPosition: () => (asks += 1),
    },
  })
})
afterEach(() => {
  unmountAll()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const here = () => ({ timestamp: Date.now(), coords: { longitude: 106.7, latitude: 35.5, accuracy: 6, altitude: null, heading: null } })

it('what is shown as the position is what a press would record: both grow old at the same time', async () => {
  const { fixNow, usePosition } = await import('@/field/photo/position')
  const { fix } = inComponent(usePosition)
  tell(here())
  expect([fix.value, fixNow()].every(Boolean)).toBe(true)
  await vi.advanceTimersByTimeAsync(70_000)
  expect([fix.value, fixNow()]).toEqual([null, null])
})

it('a position that the platform has had for a while is as old as it says', async () => {
  const { fixNow, usePosition } = await import('@/field/photo/position')
  inComponent(usePosition)
  tell({ ...here(), timestamp: Date.now() - 300_000 })
  expect(fixNow()).toBeNull()
})

it('the shutter asks again when the position is ageing, and not while it is fresh', async () => {
  const { freshen, usePosition } = await import('@/field/photo/position')
  inComponent(usePosition)
  tell(here())
  freshen()
  expect(asks).toBe(0)
  await vi.advanceTimersByTimeAsync(20_000)
  freshen()
  expect(asks).toBe(1)
})

it('a refusal is known, until a position comes after all', async () => {
  const { usePosition } = await import('@/field/photo/position')
  const { denied } = inComponent(usePosition)
  refuse({ code: 1, PERMISSION_DENIED: 1 })
  expect(denied.value).toBe(true)
  tell(here())
  expect(denied.value).toBe(false)
})

it('positions by another clock are as new as any, and say what the receiver had', async () => {
  const { fixNow, fixedAt, usePosition } = await import('@/field/photo/position')
  inComponent(usePosition)
  // this device is three days ahead
  const by = () => Date.now() - 3 * 86_400_000
  tell({ ...here(), timestamp: by() })
  expect([fixNow(), fixedAt()], 'it might be an old one').toEqual([null, null])
  await vi.advanceTimersByTimeAsync(2_000)
  const told = by()
  tell({ ...here(), timestamp: told })
  expect([fixNow(), fixedAt()]).toEqual([{ lon: 106.7, lat: 35.5, accuracy: 6, altitude: null, bearing: null }, told])
  await vi.advanceTimersByTimeAsync(40_000)
  tell({ ...here(), timestamp: told })
  await vi.advanceTimersByTimeAsync(25_000)
  expect([fixNow(), fixedAt()], 'the same one again is no newer').toEqual([null, null])
})
