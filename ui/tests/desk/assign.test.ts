import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, expect, it } from 'vitest'
import { bringWords } from '@/shared/i18n'
import SightingSection from '@/desk/review/SightingSection.vue'
import type { Assign, FindingBrief, InspectionView, SightingView } from '@/shared/api'
import { briefs, findings } from '../fixture/findings'
import { fakeDoor, settle } from './door'
import { submissionView } from './rows'

await bringWords('finding')
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

function sighting(id: string, over: Partial<SightingView> = {}): SightingView {
  return { id, kind: 'firewood', grade: '', count: 1, item: 'W1', lost: '1', fix: null, landmark: '路口', fixedOnSpot: false, transferred: false, size: null, difficulty: null, note: '', voices: [], seenAt: 0, by: '马建国', photos: [], photosMissing: 0, finding: null, same: [], ...over }
}

async function open(over: Partial<InspectionView> = {}) {
  const made: FindingBrief[] = []
  const [like] = briefs(1, [{ code: '629900100201', name: '柳树湾村', level: 'village', rings: [], centre: null }], () => '红泉镇')
  const hand = (id: string) => made.push({ ...(like as FindingBrief), id, code: `CODE-${id}`, village: { id: '629900100201', name: '柳树湾村' } })
  hand('s1')
  const door = fakeDoor({
    findings: (args) => findings(made, args),
    assign: ({ sightings }) => {
      const wanted = sightings.length ? sightings : ['s2', 's3']
      wanted.forEach(hand)
      return { findings: made.slice(-wanted.length) }
    },
  })
  const view = submissionView({ inspection: { sightings: ['s1', 's2', 's3'].map((id) => sighting(id)).concat(sighting('s4', { fixedOnSpot: true })), ...over } })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<p />' } }] })
  const app = createApp(SightingSection, { view }).use(router)
  app.mount(document.body.appendChild(document.createElement('div')))
  unmount = () => app.unmount()
  await rest()
  return () => door.asked.filter(([name]) => name === 'assign').map(([, args]) => args as Assign)
}
async function click(words: string) {
  ;[...document.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent?.trim().startsWith(words))?.click()
  await rest()
}
const send = async () => (document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true })), rest())

it('shows what is a finding already, and hands out the rest', async () => {
  const asked = await open()
  expect(document.querySelector('td a')?.getAttribute('href')).toContain('finding=s1')
  expect(document.querySelectorAll('td input')).toHaveLength(2)
  await click('交办其余 2 处')
  await send()
  expect(asked()).toEqual([{ inspection: 'v1', sightings: [], toTownship: false, term: null, note: '' }])
  expect(document.querySelector('.made')?.textContent).toContain('已交办 2 处')
  expect(document.body.textContent).toContain('能交办的都已交办')
})

it('hands out those that were chosen', async () => {
  const asked = await open()
  document.querySelectorAll<HTMLInputElement>('td input')[1]?.click()
  await rest()
  await click('交办所选 1 处')
  document.querySelector<HTMLInputElement>('input[name="assign-term"][value="general"]')?.click()
  await send()
  expect(asked()).toMatchObject([{ sightings: ['s3'], term: 'general' }])
})

it('says that an unannounced visit has to be accepted first', async () => {
  await open({ kind: 'unannounced' })
  expect(document.body.textContent).toContain('暗访审核通过后才能交办')
  expect([...document.querySelectorAll('button')].some((one) => one.textContent?.includes('交办其余'))).toBe(false)
})
