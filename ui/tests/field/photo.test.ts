import { beforeEach, describe, expect, it, vi } from 'vitest'
import { again, hand, retry, shots } from '@/field/photo/outbox'
import { partnerOf, phasesOf, wantedPhase } from '@/field/photo/phases'
import { fixOf } from '@/field/photo/position'
import { entriesOf, lacksWide } from '@/field/walk/entries'
import type { PhotoView, TakePhoto } from '@/shared/api'
import { AppError, type Door, useDoor } from '@/shared/door'
import { begun } from '../fixture/visit'

const meta: TakePhoto = { inspection: 'v1', finding: null, item: null, sighting: null, phase: 'near', source: 'camera', name: null, takenAt: 1, offsetMin: 480, fix: null, fixedAt: null, key: null, pair: null, consentAt: null }
const photo = (id: string) => ({ id, phase: 'near' }) as PhotoView

describe('a position', () => {
  const coords = (more: object) => ({ longitude: 106.7, latitude: 35.5, accuracy: 6, altitude: null, ...more })
  it('is taken as measured; where somebody walks to is not where the camera looks', () => expect(fixOf(coords({ altitude: 1400, heading: 90 } as object))).toEqual({ lon: 106.7, lat: 35.5, accuracy: 6, altitude: 1400, bearing: null }))
  it.each([{ longitude: 0, latitude: 0 }, { latitude: Number.NaN }, { accuracy: 0 }])('is unknown for %o', (more) => expect(fixOf(coords(more))).toBeNull())
})

describe('the picture that is wanted', () => {
  it('from after belongs to the close one from before, one not saved yet by its key', () => {
    const near = { id: 'n', phase: 'near' } as const
    expect(partnerOf('after', [near, { id: 'w', phase: 'wide' }, { id: 'a', phase: 'after' }])).toBe('n')
    expect(partnerOf('after', [near, { key: 'k', phase: 'before' }])).toBe('k')
    expect(partnerOf('after', [{ id: 'a', phase: 'after' }])).toBeNull()
    expect(partnerOf('wide', [near])).toBeNull()
  })
  it('is the first that is missing, then more of the last', () => {
    expect(wantedPhase(phasesOf('P1'), [])).toBe('overview')
    expect(wantedPhase(phasesOf('P1'), [{ phase: 'overview' }])).toBe('evidence')
    expect(wantedPhase(phasesOf('P2'), [{ phase: 'near' }])).toBe('wide')
    expect(phasesOf('P2', true)).toEqual(['near', 'wide', 'after'])
  })
})

describe('the outbox', () => {
  let takePhoto: ReturnType<typeof vi.fn<Door['takePhoto']>>
  beforeEach(() => {
    shots.splice(0)
    takePhoto = vi.fn<Door['takePhoto']>()
    useDoor({ takePhoto, mediaUrl: (id: string) => `/m/${id}` } as unknown as Door)
  })

  it('never makes the shutter wait: five presses are five shots at once, saved in their order', async () => {
    const saved: number[] = []
    takePhoto.mockImplementation(async (_bytes, m) => {
      saved.push(m.takenAt)
      return photo(`p${m.takenAt}`)
    })
    const five = [1, 2, 3, 4, 5].map((takenAt) => hand(new Blob(['x']), { ...meta, takenAt }))
    expect(shots).toHaveLength(5)
    expect(five.every((shot) => shot.state === 'saving')).toBe(true)
    await Promise.all(five.map((shot) => shot.saved))
    expect(saved).toEqual([1, 2, 3, 4, 5])
  })

  it('keeps the bytes of what failed, and saves them again', async () => {
    takePhoto.mockRejectedValueOnce(new AppError('disk_full')).mockImplementation(async (bytes) => photo(`p${bytes.size}`))
    const shot = hand(new Blob(['four']), meta)
    await vi.waitFor(() => expect(shot.state).toBe('failed'))
    expect(shot.error?.code).toBe('disk_full')
    await again(shot)
    expect([shot.state, (await shot.saved)?.id]).toEqual(['saved', 'p4'])
  })

  it('saves the photograph from before ahead of the one that was taken against it, whichever is tried again', async () => {
    const saved: Array<string | null | undefined> = []
    takePhoto.mockRejectedValueOnce(new AppError('disk_full')).mockRejectedValueOnce(new AppError('disk_full')).mockRejectedValueOnce(new AppError('disk_full'))
    const before = hand(new Blob(['b']), { ...meta, phase: 'before' }, 'kb')
    await vi.waitFor(() => expect(before.state).toBe('failed'))
    const after = hand(new Blob(['a']), { ...meta, phase: 'after', pair: 'kb' }, 'ka')
    await vi.waitFor(() => expect(after.state).toBe('failed'))
    takePhoto.mockImplementation(async (_bytes, m) => {
      saved.push(m.key)
      return photo(m.key ?? '')
    })
    await again(after)
    expect(saved).toEqual(['kb', 'ka'])
    expect([before.state, after.state]).toEqual(['saved', 'saved'])
  })

  it('saves what the server could not be reached for when it answers again, in the order in which it was taken', async () => {
    const saved: number[] = []
    takePhoto.mockRejectedValueOnce(new AppError('server_unreachable')).mockRejectedValueOnce(new AppError('not_a_photo')).mockRejectedValueOnce(new AppError('server_unreachable'))
    const three = [1, 2, 3].map((takenAt) => hand(new Blob(['x']), { ...meta, takenAt }))
    await vi.waitFor(() => expect(three.every((shot) => shot.state === 'failed')).toBe(true))
    takePhoto.mockImplementation(async (_bytes, m) => {
      saved.push(m.takenAt)
      return photo(`p${m.takenAt}`)
    })
    await retry()
    expect(saved).toEqual([1, 3])
    expect(three.map((shot) => shot.state)).toEqual(['saved', 'failed', 'saved'])
  })

  it('goes on with the next when one fails', async () => {
    takePhoto.mockRejectedValueOnce(new AppError('not_a_photo')).mockResolvedValue(photo('p'))
    hand(new Blob(['bad']), meta)
    await hand(new Blob(['good']), meta).saved
    expect(shots.map((shot) => shot.state)).toEqual(['saved', 'failed'])
  })
})

describe('the strip of a walk', () => {
  it('shows each thing once, newest first, and a shot keeps its key while it becomes a photograph', async () => {
    const view = begun().view()
    const loose = view.unclassified[0]!
    const shot = { key: 'k', meta: { ...meta, takenAt: loose.takenAt }, url: '', state: 'saving', error: null, photo: null, saved: Promise.resolve(loose) } as Parameters<typeof entriesOf>[1][number]
    const before = entriesOf({ ...view, unclassified: [] }, [shot])
    const after = entriesOf(view, [{ ...shot, photo: loose, state: 'saved' }])
    expect(before.filter((e) => e.key === 'shot:k')).toHaveLength(1)
    expect(after.filter((e) => e.key === 'shot:k')).toHaveLength(1)
    expect(after.map((e) => e.at)).toEqual([...after.map((e) => e.at)].sort((a, b) => b - a))
    expect(after).toHaveLength(view.sightings.length + 1)
  })
  it('leaves wide shots to their sighting', () => {
    const view = begun().view()
    const wide = { key: 'w', meta: { ...meta, sighting: 's1', phase: 'wide' }, url: '', state: 'saving', error: null, photo: null, saved: Promise.resolve(photo('x')) } as Parameters<typeof entriesOf>[1][number]
    expect(entriesOf(view, [wide]).some((e) => e.shot?.key === 'w')).toBe(false)
    expect(lacksWide({ photos: [photo('a')] })).toBe(true)
  })
})
