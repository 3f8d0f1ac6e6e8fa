import { createApp, h, nextTick, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, describe, expect, it, vi } from 'vitest'
import VisitSheets from '@/field/visit/VisitSheets.vue'
import type { ItemView } from '@/shared/api'
import { begun } from '../fixture/visit'

let remembered: () => void = () => undefined
vi.mock('@/shared/routes', () => ({ placeRemembered: () => new Promise<void>((done) => (remembered = done)) }))
vi.mock('@/field/photo/CameraSheet.vue', () => ({
  __esModule: true,
  default: { props: ['title', 'place', 'consentAt'], emits: ['close'], setup: (props: { title: string; place: { sighting: string | null }; consentAt?: number | null }, { emit }: { emit: (name: string) => void }) => () => h('button', { 'data-camera': `${props.title.split(' ')[0]} ${props.place.sighting ?? ''}`, 'data-consent': String(props.consentAt ?? ''), onClick: () => emit('close') }) },
}))
vi.mock('@/field/photo/ConsentSheet.vue', () => ({
  __esModule: true,
  default: { emits: ['agreed', 'close'], setup: (_: unknown, { emit }: { emit: (name: string) => void }) => () => [h('button', { 'data-yes': '', onClick: () => emit('agreed') }), h('button', { 'data-no': '', onClick: () => emit('close') })] },
}))
vi.mock('@/field/visit/SightingSheet.vue', () => ({ default: { render: () => h('i', { 'data-sighting': '' }) } }))

let unmount = () => undefined as void
afterEach(() => {
  unmount()
  document.body.innerHTML = ''
})

async function rest() {
  for (let n = 0; n < 5; n++) {
    await nextTick()
    await new Promise((done) => setTimeout(done))
  }
}

async function open(query: string) {
  const view = begun().view()
  const sheets = ref<InstanceType<typeof VisitSheets>>()
  const page = { setup: () => () => h(VisitSheets, { ref: sheets, view, visit: { id: 'v1' } as never }) }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/visit/:id', component: page }] })
  await router.push(`/visit/v1${query}`)
  const app = createApp({ template: '<RouterView />' }).use(router)
  app.mount(document.body.appendChild(document.createElement('div')))
  unmount = () => app.unmount()
  await rest()
  const item = (id: string) => view.groups.flatMap((group) => group.items).find((one) => one.id === id) as ItemView
  return { view, router, shoot: (id: string) => sheets.value?.shoot(item(id)), camera: () => document.querySelector<HTMLElement>('[data-camera]') }
}

describe('the camera of a visit', () => {
  it('opens when what it is for is remembered, and once', async () => {
    const { router, shoot, camera } = await open('?group=yihua')
    void shoot('H1')
    await rest()
    const first = remembered
    void shoot('H1')
    await rest()
    expect(router.currentRoute.value.query).toEqual({ group: 'yihua', camera: 'H1' })
    expect(camera()).toBeNull()
    first()
    remembered()
    await vi.waitFor(() => expect(camera()?.dataset.camera).toBe('H1 '))
    camera()?.click()
    await rest()
    expect([camera(), router.currentRoute.value.query]).toEqual([null, { group: 'yihua' }])
  })

  it('is open again, over its sighting, in a page that was ended while it was', async () => {
    const { id, item } = begun().view().sightings[0] as { id: string; item: string }
    const { camera } = await open(`?group=sanwu&camera=W1&spot=${id}`)
    await vi.waitFor(() => expect(camera()?.dataset.camera).toBe(`${item} ${id}`))
    camera()?.click()
    await rest()
    expect(document.querySelector('[data-sighting]')).not.toBeNull()
  })

  it('opens in a home when whoever lives there agreed, and for each household anew', async () => {
    const { router, shoot, camera } = await open('')
    const answer = async (word: 'yes' | 'no') => {
      await vi.waitFor(() => expect(document.querySelector(`[data-${word}]`)).not.toBeNull())
      document.querySelector<HTMLElement>(`[data-${word}]`)?.click()
      await rest()
      remembered()
      await rest()
    }
    void shoot('J2')
    await answer('no')
    expect([camera(), router.currentRoute.value.query]).toEqual([null, {}])
    void shoot('J2')
    await answer('yes')
    await vi.waitFor(() => expect(camera()?.dataset.camera).toBe('J2 '))
    const { consent } = router.currentRoute.value.query
    expect(camera()?.dataset.consent).toBe(consent)
    expect(Number(consent)).toBeGreaterThan(0)
    camera()?.click()
    await rest()
    expect(router.currentRoute.value.query).toEqual({})
    void shoot('J2')
    await vi.waitFor(() => expect(document.querySelector('[data-yes]')).not.toBeNull())
  })

  it('is open again in a home with what was agreed to, and never without', async () => {
    const { camera } = await open('?camera=J2&consent=1764201600000')
    await vi.waitFor(() => expect(camera()?.dataset.consent).toBe('1764201600000'))
    unmount()
    document.body.innerHTML = ''
    const unasked = await open('?camera=J2')
    await rest()
    expect(unasked.camera()).toBeNull()
  })

  it('stays closed for what the visit does not have', async () => {
    const { camera } = await open('?camera=Z9')
    await rest()
    expect(camera()).toBeNull()
  })
})
