// 「您在某村吗？」: asked once where a visit is opened from outside its village; what is said is recorded.
import { createMemoryHistory, createRouter } from 'vue-router'
import { createApp, defineComponent, h, nextTick, ref, shallowRef } from 'vue'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Fix, InspectionView, Whereabouts } from '@/shared/api'
import { AppError } from '@/shared/door'
import PresenceSheet from '@/field/visit/PresenceSheet.vue'
import { fakeDoor, settle } from '../desk/door'
import { begun } from '../fixture/visit'

const place = vi.hoisted(() => ({ fix: undefined as unknown as { value: Fix | null } }))
vi.mock('@/field/photo/position', async (original) => ({ ...(await original<object>()), usePosition: () => ({ fix: place.fix, denied: ref(false) }) }))

const AWAY: Fix = { lon: 106.7, lat: 35.5, accuracy: 8, altitude: null, bearing: null }
const elsewhere = (inside: Whereabouts['inside'] = null): Whereabouts => ({ ask: true, metres: 1_240, inside })

beforeEach(() => {
  document.body.replaceChildren()
  place.fix = shallowRef<Fix | null>(null)
  HTMLDialogElement.prototype.showModal = function () { this.open = true }
})

async function open(answer: () => Whereabouts, over: Partial<InspectionView> = {}, saved = true) {
  const { asked } = fakeDoor({ where_am_i: answer })
  const router = createRouter({ history: createMemoryHistory(), routes: ['/visit', '/today'].map((path) => ({ path, component: defineComponent(() => () => null) })) })
  await router.push('/visit')
  const said: Array<[string, object]> = []
  const act = (name: string, args: object) => (said.push([name, args]), Promise.resolve(saved))
  const app = createApp({ render: () => h(PresenceSheet, { visit: { id: 'v1', act } as never, view: { ...begun().view(), ...over } }) })
  app.use(router).mount(document.body.appendChild(document.createElement('div')))
  const show = async () => (await settle(), await nextTick(), document.querySelector('dialog'))
  return { asked, said, router, show, tap: (which: string) => document.querySelector<HTMLButtonElement>(`[data-presence=${which}]`)?.click() }
}

it('is asked when the position comes, and once', async () => {
  const { asked, said, show, tap, router } = await open(() => elsewhere({ id: 'x', name: '李家湾村' }))
  expect(await show()).toBeNull()
  place.fix.value = AWAY
  expect((await show())?.textContent).toContain('定位在李家湾村，柳树湾村边界外 1.2 公里（误差 8 米）')
  tap('here')
  expect(await show()).toBeNull()
  expect(said).toEqual([['say_presence', { fix: AWAY, answer: 'here', key: expect.stringMatching(/^[\da-f-]{36}$/) }]])
  place.fix.value = { ...AWAY, lon: 106.8 }
  expect(await show()).toBeNull()
  expect([asked.length, router.currentRoute.value.path]).toEqual([1, '/visit'])
})

it('leads back whoever is not there, when that is saved', async () => {
  const there = await open(() => elsewhere())
  place.fix.value = AWAY
  expect((await there.show())?.textContent).toContain('定位在柳树湾村边界外')
  there.tap('elsewhere')
  await vi.waitFor(() => expect(there.router.currentRoute.value.path).toBe('/today'))
  document.body.replaceChildren()

  place.fix = shallowRef<Fix | null>(AWAY)
  const unsaved = await open(() => elsewhere(), {}, false)
  await unsaved.show()
  unsaved.tap('elsewhere')
  await unsaved.show()
  expect(unsaved.router.currentRoute.value.path, 'the visit says that it was not saved').toBe('/visit')
})

it('asks nobody who is there, who only reads, or of whom it cannot be found out', async () => {
  place.fix.value = AWAY
  expect(await (await open(() => ({ ask: false, metres: 0, inside: null }))).show()).toBeNull()
  expect(await (await open(() => { throw new AppError('storage') })).show()).toBeNull()
  const reader = await open(() => elsewhere(), { editable: false })
  expect(await reader.show()).toBeNull()
  expect(reader.asked).toEqual([])
})
