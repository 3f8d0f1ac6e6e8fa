import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, describe, expect, it, vi } from 'vitest'
import DrawStrip from '@/desk/findings/DrawStrip.vue'
import FindingsPage from '@/desk/findings/FindingsPage.vue'
import { argsOf, NONE, readFilters, writeFilters } from '@/desk/findings/filters'
import { drawer, drawnFilters, frameArgs } from '@/desk/findings/lookBack'
import { bringWords } from '@/shared/i18n'
import { adopt } from '@/shared/session'
import type { DrawLookBack, FindingsArgs } from '@/shared/api'
import { AppError } from '@/shared/door'
import { status } from '../fixture/desk'
import { findingFilters, findings } from '../fixture/findings'
import { draws } from '../fixture/lookBack'
import { fakeDoor, settle } from './door'

await bringWords('finding')
let unmount = () => undefined as void
afterEach(() => {
  unmount()
  document.body.innerHTML = ''
})
async function rest() {
  for (let i = 0; i < 6; i++) {
    await settle()
    await nextTick()
    await new Promise((done) => setTimeout(done))
  }
}
const asked = { filters: argsOf(NONE), days: 7, count: 3, perTownship: true }

describe('what can be drawn from', () => {
  it('is closed, and cut by places and kinds as the list is', () => {
    const filters = { ...NONE, townships: ['629900100'], kinds: ['earth'], statuses: ['open' as const], due: 'overdue', mine: true, draw: 'd1' }
    expect(frameArgs(filters, 7)).toMatchObject({ townships: ['629900100'], kinds: ['earth'], statuses: ['closed'], closedDays: 7, due: null, mine: false, unsettled: false, draw: null, limit: 1 })
  })
  it('opens as a list of all that was drawn, which an address keeps', () => {
    const filters = drawnFilters({ id: 'd1' })
    expect(readFilters(writeFilters(filters))).toEqual(filters)
    expect(argsOf(filters)).toMatchObject({ draw: 'd1', unsettled: false, statuses: [] })
    expect(argsOf({ ...NONE, draw: 'd1' }).unsettled).toBe(false)
  })
})

describe('drawing', () => {
  it('tries again under the same key, and draws anew under another', async () => {
    let failing = true
    const door = fakeDoor({ draw_look_back: () => { if (failing) throw new AppError('server_unreachable'); return draws[0]! } })
    const keys = () => door.asked.map(([, args]) => (args as DrawLookBack).key)
    const take = drawer()
    await expect(take(asked)).rejects.toThrow()
    failing = false
    await take(asked)
    await take(asked)
    expect(keys()[1]).toBe(keys()[0])
    expect(keys()[2]).not.toBe(keys()[0])
  })

  it('says how many there are, draws, and opens what was drawn', async () => {
    adopt(status())
    const door = fakeDoor({ findings: (args) => ({ ...findings([], args), total: 214 }), finding_filters: () => findingFilters([]), district_map: () => ({ divisions: [] }), look_backs: () => ({ rows: draws, mayDraw: true }), draw_look_back: () => draws[0]! })
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/findings', component: FindingsPage }] })
    await router.push('/findings?townships=629900100')
    const app = createApp(FindingsPage).use(router)
    const root = document.createElement('div')
    document.body.append(root)
    app.mount(root)
    unmount = () => app.unmount()
    await rest()
    document.querySelector<HTMLElement>('[data-look-back]')?.click()
    await vi.waitFor(() => expect(document.querySelector('[role=dialog] .frame')?.textContent).toContain('有 214 处可抽'))
    expect(document.querySelector('[role=dialog] .frame')?.textContent).toContain('按清单现在的 1 项筛选')
    document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await rest()
    expect(router.currentRoute.value.query).toEqual({ draw: 'd1', statuses: 'all' })
    const drawn = door.asked.filter(([name]) => name === 'draw_look_back').map(([, args]) => args as DrawLookBack)
    expect(drawn).toMatchObject([{ days: 7, count: 20, perTownship: true, filters: { townships: ['629900100'], statuses: ['closed'] } }])
    expect(door.asked.filter(([name]) => name === 'findings').map(([, args]) => (args as FindingsArgs).draw)).toContain('d1')
  })
})

describe('the strip above a drawn list', () => {
  async function strip(id: string) {
    fakeDoor({ look_backs: () => ({ rows: draws, mayDraw: true }) })
    const app = createApp(DrawStrip, { id })
    const root = document.createElement('div')
    document.body.append(root)
    app.mount(root)
    unmount = () => app.unmount()
    await rest()
    return root.textContent
  }
  it('says how it was drawn, that it repeats, and what has come of it', async () => {
    const words = await strip('d1')
    for (const said of ['从 214 处里抽 20 处', '已回头看 3 / 20', '反弹 1 处', '本机复算一致', draws[0]!.seed]) expect(words).toContain(said)
  })
  it('says so where it cannot be drawn again, or is not known any more', async () => {
    expect(await strip('d2')).toContain('不能复算')
    unmount()
    document.body.innerHTML = ''
    expect(await strip('gone')).toContain('不在最近的记录里')
  })
})
