import { afterEach, describe, expect, it, vi } from 'vitest'
import FindingMap from '@/desk/findings/FindingMap.vue'
import { NONE } from '@/desk/findings/filters'
import { mount, unmountAll } from '../field/mounted'
import { fakeDoor, settle } from './door'

vi.mock('@/shared/map/canDraw', () => ({ canDraw: () => true }))
// A browser that has WebGL by name, and then gives no context: a driver that is blocked, or too many pages that draw.
vi.mock('maplibre-gl', () => ({
  Map: class {
    constructor() {
      throw new Error('Failed to initialize WebGL')
    }
  },
  ScaleControl: class {},
  setWorkerUrl: () => undefined,
}))
afterEach(unmountAll)

describe('the map of the findings', () => {
  it('leaves the list alone where the drawing fails after all, and says so', async () => {
    fakeDoor({})
    const host = mount(FindingMap, { map: { divisions: [] }, rows: [], filters: NONE })
    await vi.waitUntil(async () => (await settle(), host.textContent?.includes('这台设备画不了地图，清单是全的。')))
    expect(host.querySelector('[data-map]')).toBeNull()
  })
})
