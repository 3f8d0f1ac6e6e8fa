import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settle } from '../desk/door'
import { shots } from '@/field/photo/outbox'
import { useShutter } from '@/field/photo/useShutter'
import { useVisit, type Visit } from '@/field/visit/useVisit'
import { useWalk } from '@/field/walk/useWalk'
import type { InspectionView, PhotoView, PutSighting, SetAnswer, TakePhoto } from '@/shared/api'
import { AppError, type Door, useDoor } from '@/shared/door'
import { FixtureVisit } from '../fixture/visit'
import { inComponent, unmountAll } from './mounted'

/** A server of one visit, whose replies come when the test says so. */
function server(id: string) {
  const visit = new FixtureVisit(id, '柳树湾村')
  const calls: Array<{ name: string; args: Record<string, unknown>; reply: (as?: AppError) => void }> = []
  let held = false
  const ears = new Set<() => void>()
  const does: Record<string, (args: never) => unknown> = {
    inspection: () => visit.view(),
    seal_now: () => null,
    set_answer: (args: SetAnswer) => (visit.answer(args), visit.view()),
    put_sighting: (args: PutSighting) => (visit.sight(args), visit.view()),
  }
  const door = {
    call: (name: string, args: Record<string, unknown>) =>
      new Promise((done, failed) => {
        const reply = (as?: AppError) => (as ? failed(as) : done(does[name]?.(args as never)))
        if (!held || name === 'seal_now') return reply()
        calls.push({ name, args, reply })
      }),
    takePhoto: async (_bytes: Blob, meta: TakePhoto): Promise<PhotoView> => visit.photo(meta),
    mediaUrl: (photo: string) => `/${photo}`,
    onChange: (heard: () => void) => (ears.add(heard), () => ears.delete(heard)),
  }
  useDoor(door as unknown as Door)
  return { visit, calls, door, hold: (yes = true) => (held = yes), ring: () => ears.forEach((heard) => heard()), writes: () => calls.filter((call) => call.name !== 'inspection') }
}

const down = () => new AppError('server_unreachable')
const itemOf = (visit: Visit, item: string) => visit.view.value?.groups.flatMap((group) => group.items).find((one) => one.id === item)
const yes = { kind: 'yes_no', yes: true } as const
const no = { kind: 'yes_no', yes: false } as const
let n = 0
let at: ReturnType<typeof server>
let visit: Visit

beforeEach(async () => {
  shots.splice(0)
  at = server(`taps-${++n}`)
  visit = inComponent(() => useVisit(`taps-${n}`))
  await settle()
  at.hold()
})
afterEach(unmountAll)

describe('a tap that is shown before its reply', () => {
  it('gives way to what was saved once its reply is there', async () => {
    void visit.answer('Y1', yes)
    expect(itemOf(visit, 'Y1')?.value).toEqual(yes)
    await settle()
    at.writes()[0]?.reply()
    await settle()
    at.visit.answer({ item: 'Y1', household: null, value: no }) // a colleague
    at.hold(false)
    at.ring()
    await settle()
    expect(itemOf(visit, 'Y1')?.value).toEqual(no)
  })

  it('is taken back when it was not saved', async () => {
    void visit.answer('Y1', yes)
    await settle()
    at.writes()[0]?.reply(down())
    await settle()
    expect(itemOf(visit, 'Y1')?.value).toBeNull()
    expect(visit.notSaved.value?.count).toBe(1)
  })

  it('stays while a later tap on the same item waits', async () => {
    void visit.answer('Y1', yes)
    void visit.answer('Y1', no)
    await settle()
    at.writes()[0]?.reply()
    await settle()
    expect(itemOf(visit, 'Y1')?.value).toEqual(no)
  })
})

describe('taps that were not saved', () => {
  async function two() {
    void visit.answer('Y1', yes)
    void visit.answer('Y4', yes)
    await settle()
    at.writes()[0]?.reply(down())
    await settle()
    at.writes()[1]?.reply(down())
    await settle()
  }
  const again = async () => {
    const done = visit.notSaved.value?.again()
    at.hold(false)
    await settle()
    await done
  }

  it('are all kept, in their order, and all tried again', async () => {
    await two()
    expect(visit.notSaved.value?.count).toBe(2)
    await again()
    expect([...at.visit.answers.keys()]).toEqual(['Y1', 'Y4'])
    expect(visit.notSaved.value).toBeUndefined()
  })

  it('are not forgotten because another tap was saved', async () => {
    await two()
    at.hold(false)
    await visit.answer('Y3', { kind: 'yes_partial_no', value: 'yes' })
    expect(visit.notSaved.value?.count).toBe(2)
  })

  it('do not come over what was answered since', async () => {
    await two()
    at.hold(false)
    await visit.answer('Y1', no)
    expect(visit.notSaved.value?.count).toBe(1)
    await visit.notSaved.value?.again()
    expect(at.visit.answers.get('Y1')).toEqual(no)
  })

  it('are still there on the next screen of the visit', async () => {
    await two()
    unmountAll()
    const walk = inComponent(() => useVisit(visit.id))
    expect(walk.notSaved.value?.count).toBe(2)
  })

  it('stand in the way of a submission, which waits for what is on its way', async () => {
    void visit.answer('Y1', yes)
    let said: boolean | undefined
    void visit.settled().then((all) => (said = all))
    await settle()
    expect(said).toBeUndefined()
    at.writes()[0]?.reply(down())
    await vi.waitFor(() => expect(said).toBe(false))
    at.hold(false)
    await visit.notSaved.value?.again()
    expect(await visit.settled()).toBe(true)
  })
})

describe('a note', () => {
  it('leaves the answer as it is when its turn comes', async () => {
    void visit.answer('Y1', no)
    void visit.note('Y1', '没有花名册')
    at.hold(false)
    await settle()
    at.calls.forEach((call) => call.reply())
    await vi.waitFor(() => expect(at.visit.notes.get('Y1')).toBe('没有花名册'))
    expect(at.visit.answers.get('Y1')).toEqual(no)
  })
})

describe('a late reply to what was asked', () => {
  it('does not come over a command that was answered meanwhile', async () => {
    void visit.load()
    await settle()
    const slow = at.calls.find((call) => call.name === 'inspection')
    const old = at.visit.view()
    void visit.answer('Y1', yes)
    await settle()
    at.writes()[0]?.reply()
    await settle()
    at.hold(false)
    at.door.call = ((name: string) => Promise.resolve(name === 'inspection' ? at.visit.view() : null)) as never
    slow?.reply()
    await settle()
    expect(old.groups).not.toEqual(visit.view.value?.groups)
    expect(itemOf(visit, 'Y1')?.value).toEqual(yes)
  })
})

describe('a walk', () => {
  type Given = (blob: Blob | null) => void
  function walking() {
    const pictures: Given[] = []
    const finder = { value: { shoot: () => new Promise<Blob | null>((given) => pictures.push(given)) } }
    return { pictures, walk: inComponent(() => useWalk(visit, useShutter({ inspection: visit.id, finding: null }, finder as never))) }
  }
  const fix = { lon: 106, lat: 35, accuracy: 6, altitude: null, bearing: null }
  const seen = (view: InspectionView | undefined) => view?.sightings.map((one) => one.kind)

  it('names the shot of the press and not the sighting before it, however late the camera is', async () => {
    at.visit.sight({ id: 'before', key: null, kind: 'manure', grade: '', count: 1, fix, landmark: '', fixedOnSpot: false, transferred: false, size: null, difficulty: null, note: '', photo: null })
    at.hold(false)
    await visit.load()
    const { walk, pictures } = walking()
    walk.choose('sighting:before')
    walk.shoot()
    void walk.name('firewood')
    expect(walk.current.value?.sighting).toBeNull()
    pictures[0]?.(new Blob(['x']))
    await vi.waitFor(() => expect(seen(visit.view.value)?.sort()).toEqual(['firewood', 'manure']))
    expect(walk.current.value?.sighting?.kind).toBe('firewood')
  })

  it('keeps two quick presses in their order', async () => {
    at.hold(false)
    const { walk, pictures } = walking()
    walk.shoot()
    walk.shoot()
    pictures[1]?.(new Blob(['second']))
    await settle()
    pictures[0]?.(new Blob(['first']))
    await vi.waitFor(() => expect(at.visit.photos).toHaveLength(2))
    expect(shots.map((shot) => shot.key)).toEqual(at.visit.photos.map((photo) => photo.id).reverse())
  })

  it('takes the last chip tapped: before the photograph is saved, and after its command has left', async () => {
    const { walk, pictures } = walking()
    walk.shoot()
    void walk.name('firewood')
    void walk.name('earth')
    pictures[0]?.(new Blob(['x']))
    await vi.waitFor(() => expect(at.writes()).toHaveLength(1))
    expect(at.writes()[0]?.args.kind).toBe('earth')
    void walk.name('manure')
    at.hold(false)
    at.writes()[0]?.reply()
    await vi.waitFor(() => expect(at.visit.sightings.map((one) => one.kind)).toEqual(['manure']))
    expect(walk.kind.value).toBe('manure')
  })

  it('makes one sighting of a chip that was not saved at first', async () => {
    const { walk, pictures } = walking()
    walk.shoot()
    void walk.name('firewood')
    pictures[0]?.(new Blob(['x']))
    await vi.waitFor(() => expect(at.writes()).toHaveLength(1))
    at.visit.sight(at.writes()[0]?.args as never) // it was stored, and the reply was lost
    at.writes()[0]?.reply(down())
    await settle()
    at.hold(false)
    await visit.notSaved.value?.again()
    expect(at.visit.sightings).toHaveLength(1)
    expect(walk.current.value?.sighting?.kind).toBe('firewood')
  })

  it('takes the photograph from after against the one from before, of what was put right, and one of it', async () => {
    at.visit.sight({ id: 'heap', key: null, kind: 'manure', grade: '', count: 1, fix, landmark: '', fixedOnSpot: true, transferred: false, size: null, difficulty: null, note: '', photo: null })
    at.visit.photo({ inspection: visit.id, finding: null, item: null, sighting: 'heap', phase: 'near', source: 'camera', name: null, takenAt: 1, offsetMin: 480, fix, fixedAt: null, key: 'before', pair: null, consentAt: null })
    at.hold(false)
    await visit.load()
    const { walk, pictures } = walking()
    expect(walk.offer.value).toBeNull()
    walk.choose('sighting:heap')
    expect(walk.offer.value?.before.id).toBe('before')
    walk.takeAfter(walk.offer.value)
    walk.shoot()
    expect([walk.afterOf.value, walk.offer.value], 'one press takes one').toEqual([null, null])
    walk.shoot()
    for (const given of pictures) given(new Blob(['x']))
    await vi.waitFor(() => expect(at.visit.photos).toHaveLength(3))
    expect(at.visit.photos.map((photo) => [photo.phase, photo.sighting, photo.pair?.before])).toEqual([['near', 'heap', undefined], ['after', 'heap', 'before'], ['near', null, undefined]])
  })

  it('lets a press go that gave no picture', async () => {
    const { walk, pictures } = walking()
    walk.shoot()
    void walk.name('firewood')
    pictures[0]?.(null)
    await vi.waitFor(() => expect(shots).toHaveLength(0))
    expect([walk.current.value, walk.kind.value]).toEqual([null, ''])
  })
})
