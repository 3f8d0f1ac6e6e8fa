import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const called: { name: string; args: { at: number; fix: { accuracy: number }; photo: string } }[] = []
vi.mock('@/shared/door', () => ({
  call: (name: string, args: never) => (called.push({ name, args }), Promise.resolve(null)),
  onChange: () => undefined,
  onUnknown: () => undefined,
  AppError: class {},
}))

type Hear = (position: object) => void
let tell: Hear = () => undefined
let watching = false
const SHUTTER = Date.UTC(2026, 10, 23, 2, 0)

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers({ now: SHUTTER })
  called.length = 0
  vi.stubGlobal('navigator', {
    geolocation: {
      watchPosition: (heard: Hear) => ((tell = heard), (watching = true), 1),
      clearWatch: () => (watching = false),
      getCurrentPosition: () => undefined,
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const fixed = (accuracy: number) => ({ lon: 106.7, lat: 35.5, accuracy, altitude: null, bearing: null })
const shot = (accuracy: number | null) => ({ meta: { inspection: 'i', takenAt: SHUTTER, fix: accuracy === null ? null : fixed(accuracy) }, saved: Promise.resolve({ id: 'p' }) }) as never
const hear = (accuracy: number) => tell({ timestamp: Date.now(), coords: { longitude: 106.7, latitude: 35.5, accuracy, altitude: null, heading: null } })
const kept = () => called.map(({ name, args }) => [name, args.photo, args.fix.accuracy, (args.at - SHUTTER) / 1000])

it('a good position is not looked for again', async () => {
  const { refine } = await import('@/field/photo/refine')
  refine(shot(12))
  expect(watching).toBe(false)
})

it('a poor one is, until a good one comes', async () => {
  const { refine } = await import('@/field/photo/refine')
  refine(shot(46))
  await vi.advanceTimersByTimeAsync(5_000)
  hear(60)
  hear(40)
  await vi.advanceTimersByTimeAsync(3_000)
  hear(9)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(kept()).toEqual([['add_fix', 'p', 9, 8]])
  expect(watching).toBe(false)
})

it('the best that may count is kept before a better one comes too late, and both are', async () => {
  const { refine } = await import('@/field/photo/refine')
  refine(shot(null))
  await vi.advanceTimersByTimeAsync(10_000)
  hear(80)
  await vi.advanceTimersByTimeAsync(30_000)
  hear(35)
  await vi.advanceTimersByTimeAsync(30_000)
  hear(3)
  expect(kept()).toEqual([['add_fix', 'p', 80, 10], ['add_fix', 'p', 35, 40]])
  expect(watching).toBe(false)
})

it('nothing is kept that is no better than the first', async () => {
  const { refine } = await import('@/field/photo/refine')
  refine(shot(46))
  await vi.advanceTimersByTimeAsync(5_000)
  hear(46)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(kept()).toEqual([])
})
