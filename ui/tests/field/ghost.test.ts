import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bearingNow, lookingTo, useCompass } from '@/field/photo/compass'
import { ghostOf, type Pill, pillsOf } from '@/field/photo/ghost'
import type { Shot } from '@/field/photo/outbox'
import type { Fix, PhotoView } from '@/shared/api'
import { type Door, useDoor } from '@/shared/door'
import { compassPoint, directionTo, metresBetween, turnTo } from '@/shared/ground'
import { inComponent, unmountAll } from './mounted'
import '../words'

const DEGREE = 111_195
const there: Fix = { lon: 106.7, lat: 35.5, accuracy: 6, altitude: null, bearing: 30 }
/** A fix so many metres from there. */
const from = (east: number, north: number, accuracy = 5): Fix => ({ ...there, lon: there.lon + east / (DEGREE * Math.cos((there.lat * Math.PI) / 180)), lat: there.lat + north / DEGREE, accuracy, bearing: null })

describe('on the ground', () => {
  it('metres and directions are those of the map', () => {
    const east = from(30, 0)
    expect(metresBetween(there, east)).toBeCloseTo(30, 2)
    expect(directionTo(there, east)).toBeCloseTo(90, 2)
    expect(directionTo(east, there)).toBeCloseTo(270, 2)
    expect(directionTo(there, from(-10, 10))).toBeCloseTo(315, 2)
    expect(metresBetween({ lon: 179.9999, lat: 0 }, { lon: -179.9999, lat: 0 })).toBeCloseTo(22.239, 1)
  })
  it('a turn goes the shorter way', () => {
    expect([turnTo(350, 10), turnTo(10, 350), turnTo(0, 179), turnTo(0, 181)]).toEqual([20, -20, 179, -179])
  })
  it('eight points name every direction', () => {
    expect([0, 22, 23, 90, 180, 337, 338, 360, -45].map(compassPoint)).toEqual(['n', 'n', 'ne', 'e', 's', 'nw', 'n', 'n', 'nw'])
  })
})

describe('the compass', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
  afterEach(() => {
    unmountAll()
    vi.useRealTimers()
  })
  const turn = (type: string, angles: object) => dispatchEvent(Object.assign(new Event(type), angles))

  it('tells where the back of an upright device looks, and nothing of one that lies flat', () => {
    expect(lookingTo(0, 90, 0)).toBeCloseTo(0)
    expect(lookingTo(270, 90, 0)).toBeCloseTo(90)
    expect(lookingTo(90, 80, 0)).toBeCloseTo(270)
    // on its side, as a photograph across is taken: the back looks to where it looked upright
    expect(lookingTo(0, 0, -90)).toBeCloseTo(90)
    expect(lookingTo(40, 0, 0)).toBeNull()
  })

  it('is heard while somebody follows, and falls silent when it is silent', () => {
    const looking = inComponent(() => useCompass())
    turn('deviceorientationabsolute', { alpha: 270, beta: 90, gamma: 0, absolute: true })
    expect([looking.value, bearingNow()].map((degrees) => Math.round(degrees ?? -1))).toEqual([90, 90])
    vi.advanceTimersByTime(3_000)
    expect([looking.value, bearingNow()]).toEqual([null, null])
    turn('deviceorientation', { alpha: 270, beta: 90, gamma: 0, absolute: false })
    expect(looking.value, 'angles from an arbitrary north').toBeNull()
    turn('deviceorientation', { alpha: 0, beta: 90, gamma: 0, absolute: false, webkitCompassHeading: 45 })
    expect(looking.value).toBe(45)
    unmountAll()
    turn('deviceorientation', { alpha: 0, beta: 90, gamma: 0, absolute: false, webkitCompassHeading: 99 })
    expect(bearingNow()).toBe(45)
  })
})

describe('the way back to where a photograph was taken', () => {
  const ghost = (fix: Fix | null) => ({ pictures: ['x'], takenAt: 0, fix })
  const said = (pills: Pill[]) => pills.map(({ words, small, well }) => [words, small, well])

  it('says how far, which way, and how to turn', () => {
    expect(said(pillsOf(ghost(there), from(0, -12), 42))).toEqual([['离原处 12 米', '往前走 · ± 5 米', false], ['向左转 12°', '原朝向 东北', false]])
    expect(pillsOf(ghost(there), from(0, -12), 10)[1]).toMatchObject({ words: '向右转 20°', bends: 'right' })
    expect(pillsOf(ghost(there), from(-12, 0), 0)[0]?.small).toBe('往右走 · ± 5 米')
    expect(pillsOf(ghost(there), from(0, 12), 0)[0]?.small).toBe('往后退 · ± 5 米')
    expect(pillsOf(ghost(there), from(12, 0), 0)[0]?.small).toBe('往左走 · ± 5 米')
  })
  it('says so when one stands there, as exactly as the position is known', () => {
    expect(said(pillsOf(ghost(there), from(0, 4), 33))).toEqual([['就在原处', '± 5 米', true], ['方向对了', '原朝向 东北', true]])
    expect(pillsOf(ghost(there), from(0, 40, 46), 33)[0]?.words).toBe('就在原处')
  })
  it('goes by the compass rose where the device has no compass', () => {
    expect(said(pillsOf(ghost(there), from(-50, -50), null))).toEqual([['离原处 71 米', '往东北走 · ± 5 米', false], ['原朝向 东北', '请朝这个方向拍', false]])
  })
  it('invents nothing that is not known', () => {
    expect(said(pillsOf(ghost(null), from(0, 0), 10))).toEqual([['原照片没有定位', '照着浅影对齐', false]])
    expect(said(pillsOf(ghost({ ...there, bearing: null }), null, null))).toEqual([['暂未定位', '照着浅影对齐', false]])
  })
})

describe('the ghost', () => {
  beforeEach(() => useDoor({ mediaUrl: (id: string, kind: string) => `/${id}/${kind}` } as unknown as Door))
  const photo = (more: Partial<PhotoView>) => ({ id: 'n', takenAt: 5, fix: there, here: true, ...more }) as PhotoView

  it('is the large picture, and the small one where that is not on this device', () => {
    expect(ghostOf('n', [photo({})], [])).toEqual({ pictures: ['/n/evidence', '/n/thumb'], takenAt: 5, fix: there })
    expect(ghostOf('n', [photo({ here: false })], [])?.pictures).toEqual(['/n/thumb'])
  })
  it('is there for a photograph that is still being saved', () => {
    const shot = { key: 'k', url: 'blob:k', meta: { takenAt: 7, fix: null } } as Shot
    expect(ghostOf('k', [], [shot])).toEqual({ pictures: ['blob:k'], takenAt: 7, fix: null })
    expect(ghostOf(null, [photo({})], [shot])).toBeNull()
  })
})
