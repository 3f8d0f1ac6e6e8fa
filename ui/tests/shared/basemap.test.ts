import { afterEach, describe, expect, it } from 'vitest'
import { useBasemap } from '@/shared/map/useBasemap'
import type { BasemapView } from '@/shared/api'
import { AppError } from '@/shared/door'
import { fakeDoor, settle } from '../desk/door'
import { inComponent, unmountAll } from '../field/mounted'

const NONE: BasemapView = { here: false, etag: null, bytes: null, fetching: false, problem: null, tianditu: null }
afterEach(() => (unmountAll(), localStorage.clear()))

describe('the ground map of a device', () => {
  it('says why it is not here although it was asked for', async () => {
    let now = NONE
    const { ring } = fakeDoor({ basemap: () => now, fetch_basemap: () => (now = { ...NONE, fetching: true }) })
    const ground = inComponent(useBasemap)
    await settle()
    expect([ground.failed.value, ground.basemap.value]).toEqual([undefined, undefined])
    await ground.fetchNow()
    expect(ground.state.value?.fetching).toBe(true)
    now = { ...NONE, problem: 'server_unreachable' }
    ring()
    await settle()
    expect(ground.failed.value?.code).toBe('server_unreachable')
    now = { ...NONE, here: true, etag: 'a-1', bytes: 717_000 }
    ring()
    await settle()
    expect([ground.failed.value, ground.basemap.value]).toEqual([undefined, { address: '/map', version: 'a-1' }])
  })

  it('is broken until another one is here', async () => {
    let etag = 'a-1'
    const { ring } = fakeDoor({ basemap: () => ({ ...NONE, here: true, etag, bytes: 1 }) })
    const ground = inComponent(useBasemap)
    await settle()
    ground.broken.value = true
    ring()
    await settle()
    expect(ground.broken.value, 'the same one is as broken as before').toBe(true)
    etag = 'b-1'
    ring()
    await settle()
    expect(ground.broken.value).toBe(false)
  })

  it('says what the command refused', async () => {
    fakeDoor({ basemap: () => NONE, fetch_basemap: () => { throw new AppError('storage') } })
    const ground = inComponent(useBasemap)
    await ground.fetchNow()
    expect(ground.failed.value?.code).toBe('storage')
  })
})

describe('the online map', () => {
  const key = '0123456789abcdef0123456789abcdef'
  async function ground(view: Partial<BasemapView>) {
    fakeDoor({ basemap: () => ({ ...NONE, ...view }) })
    const opened = inComponent(useBasemap)
    await settle()
    return opened
  }

  it('is nothing to choose without a key', async () => {
    localStorage.setItem('xuncun.map.look', 'img')
    const { look, tianditu } = await ground({ here: true, etag: 'a-1' })
    expect([look.value, tianditu.value]).toEqual([undefined, undefined])
  })
  it('waits to be chosen where this device has a ground, and is the ground where there is none', async () => {
    expect((await ground({ tianditu: key, here: true, etag: 'a-1' })).look.value).toBe('own')
    expect((await ground({ tianditu: key })).look.value).toBe('vec')
  })
  it('stays chosen on this device, and is as good as new when another is', async () => {
    const first = await ground({ tianditu: key, here: true, etag: 'a-1' })
    first.choose('img')
    first.unreached.value = true
    first.choose('vec')
    await settle()
    expect([first.look.value, first.unreached.value]).toEqual(['vec', false])
    expect((await ground({ tianditu: key, here: true, etag: 'a-1' })).look.value).toBe('vec')
    localStorage.setItem('xuncun.map.look', 'something of a later version')
    expect((await ground({ tianditu: key })).look.value).toBe('vec')
    first.choose('own')
    expect((await ground({ tianditu: key })).look.value, 'also where there is none').toBe('own')
  })
})
