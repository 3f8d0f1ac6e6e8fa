import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, describe, expect, it } from 'vitest'
import VillagePage from '@/desk/village/VillagePage.vue'
import { chartOf } from '@/desk/village/chart'
import { ledgerWords } from '@/desk/village/story'
import { bringWords } from '@/shared/i18n'
import type { LedgerMonth, VillageStoryArgs } from '@/shared/api'
import { AppError } from '@/shared/door'
import { findings } from '../fixture/findings'
import { scores, story } from '../fixture/village'
import { fakeDoor, settle } from './door'

await bringWords('finding')
const WANG = '629900100201'
let unmount = () => undefined as void
afterEach(() => {
  unmount()
  document.body.innerHTML = ''
})

async function rest() {
  for (let i = 0; i < 5; i++) {
    await settle()
    await nextTick()
    await new Promise((done) => setTimeout(done))
  }
}

async function open(route: string, answer = (args: VillageStoryArgs) => story(args, [], () => '红泉镇')) {
  const door = fakeDoor({ village_story: answer, findings: (args) => findings([], args) })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/village/:code', component: VillagePage, props: true }, { path: '/:rest(.*)*', component: { render: () => null } }] })
  await router.push(route)
  const app = createApp({ template: '<RouterView />' }).use(router)
  const root = document.createElement('div')
  document.body.append(root)
  app.mount(root)
  unmount = () => app.unmount()
  await rest()
  const asked = () => door.asked.filter(([name]) => name === 'village_story').map(([, args]) => args as VillageStoryArgs)
  return { asked, ring: door.ring, query: () => router.currentRoute.value.query }
}
const click = async (words: string) => {
  ;[...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === words)?.click()
  await rest()
}
const told = () => [...document.querySelectorAll('.entry')]

describe('the page of a village', () => {
  it('tells its story newest first, each entry with the way to what it is about', async () => {
    await open(`/village/${WANG}`)
    expect(document.querySelector('h1')?.textContent).toContain('示范村')
    expect(document.body.textContent).toContain('412 户')
    expect(told()[0]?.querySelector('a')?.getAttribute('href')).toBe('/review/v6')
    expect(told()[1]?.textContent).toContain('回头看，又有了')
    expect(told()[1]?.querySelector('a')?.getAttribute('href')).toBe(`/findings?villages=${WANG}&statuses=all&finding=f1&open=1`)
    expect(document.querySelector('.aside .why')?.textContent).toContain('已经有了后一步')
    expect([...document.querySelectorAll('.heard table tbody tr')].at(-1)?.textContent).toContain('85.05')
  })

  it('shows one part of it, which stays in the address', async () => {
    const page = await open(`/village/${WANG}`)
    await click('台账')
    expect(page.query()).toEqual({ part: 'ledger' })
    expect(page.asked().at(-1)).toMatchObject({ part: 'ledger' })
    expect(told()).toHaveLength(1)
    await click('全部')
    expect(page.query()).toEqual({})
    expect(told()).toHaveLength(15)
  })

  it('goes further back on demand, and reads all of it again when something changes', async () => {
    // A command that gives two at a time, however many are asked for.
    const page = await open(`/village/${WANG}`, (args) => story({ ...args, limit: Math.min(args.limit, 2) }, [], () => '红泉镇'))
    const read = page.asked().length
    expect(told()).toHaveLength(15)
    expect(new Set(page.asked().map((args) => args.before)).size).toBe(read)
    page.ring()
    await rest()
    expect(page.asked()).toHaveLength(read * 2)
    expect(told()).toHaveLength(15)
  })

  it('says what it could not read, and what has not happened yet', async () => {
    await open(`/village/${WANG}`, () => { throw new AppError('village_unknown') })
    expect(document.querySelector('[role=alert]')?.textContent).toBeTruthy()
    unmount()
    document.body.innerHTML = ''
    await open(`/village/${WANG}`, (args) => story(args, [], () => '红泉镇', true))
    expect(document.body.textContent).toContain('没有登记包抓')
    expect(document.body.textContent).toContain('没有得分可画')
    expect(document.body.textContent).toContain('还没有发生什么')
  })
})

describe('the line of scores', () => {
  const size = { width: 800, height: 200, unit: 1 }
  it('holds a score until the next visit, and does not join what two standards measured', () => {
    const chart = chartOf(scores, '2026-11-23', size)
    expect(chart.lines).toHaveLength(2)
    expect(chart.changes).toHaveLength(1)
    expect(chart.lines[0]?.match(/V/g)).toHaveLength(3)
    expect(chart.lines.at(-1)).toMatch(/H776\.0$/)
    expect(chart.dots.at(-1)?.named).toBe(true)
    expect(chart.dots.map((dot) => dot.x)).toEqual(chart.dots.map((dot) => dot.x).toSorted((a, b) => a - b))
  })
  it('draws one visit of today as one dot', () => {
    const one = chartOf([{ ...scores[0]!, day: '2026-11-23', score: '0' }], '2026-11-23', size)
    expect(one.dots).toHaveLength(1)
    expect(one.ticks.map((tick) => tick.points)).toEqual([100, 75, 50, 25, 0])
    expect(Number.isFinite(one.dots[0]?.x) && Number.isFinite(one.dots[0]?.y)).toBe(true)
  })
})

describe('a week of the ledger', () => {
  it('says the most of a day where the same come again, and leaves out what was not filled in', () => {
    const week: LedgerMonth = { from: '2026-11-17', to: '2026-11-21', days: 2, figures: [{ figure: 'people', amount: '18', most: true }, { figure: 'garbage', amount: '14.5', most: false }, { figure: 'film', amount: null, most: false }], roads: 0, km: '0' }
    expect(ledgerWords(week)).toBe('人数最多一天 18 人 · 垃圾 14.5 m³')
    expect(ledgerWords({ ...week, days: 1 })).toBe('人数 18 人 · 垃圾 14.5 m³')
  })
})
