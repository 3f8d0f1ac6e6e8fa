import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, describe, expect, it } from 'vitest'
import { bringWords } from '@/shared/i18n'
import FindingsPage from '@/desk/findings/FindingsPage.vue'
import { commonSteps } from '@/desk/findings/bulk'
import { activeCount, argsOf, NONE, readFilters, writeFilters } from '@/desk/findings/filters'
import { dueWords, statusMark } from '@/desk/findings/marks'
import { BUILT_IN } from '@/desk/findings/views'
import { shapeOf, toneOf } from '@/shared/findingShape'
import type { FindingBrief, FindingsArgs, FindingView, NextStep, TakeStep } from '@/shared/api'
import { AppError } from '@/shared/door'
import { finding, findingFilters, findings } from '../fixture/findings'
import { fakeDoor, settle } from './door'

await bringWords('finding')
let unmount = () => undefined as void
afterEach(() => {
  unmount()
  document.body.innerHTML = ''
  localStorage.clear()
})

function brief(id: string, over: Partial<FindingBrief> = {}): FindingBrief {
  return {
    id, code: `CODE-${id}`, village: { id: '629900100201', name: '柳树湾村' }, township: { id: '629900100', name: '红泉镇' }, kind: 'firewood', kindName: '柴堆', count: 2, landmark: '二组 涝坝东侧', size: null, difficulty: null, fix: null,
    seenAt: 0, status: 'open', due: '2026-11-20', daysLeft: -3, sentBack: false, sameAs: null, photo: null, turn: ['cadre'], mine: false, ...over,
  }
}

async function rest() {
  for (let i = 0; i < 5; i++) {
    await settle()
    await nextTick()
    await new Promise((done) => setTimeout(done))
  }
}

async function open(route: string, rows: FindingBrief[], refuse?: (args: TakeStep) => AppError | undefined) {
  const door = fakeDoor({
    findings: (args) => findings(rows, args),
    finding_filters: () => findingFilters(rows),
    district_map: () => ({ divisions: [] }),
    finding: (args): FindingView => {
      const row = rows.find((one) => one.id === args.finding || one.code === args.finding)
      if (!row) throw new AppError('finding_unknown')
      return finding(row, [])
    },
    take_step: (args) => {
      const error = refuse?.(args)
      if (error) throw error
      return finding(brief(args.finding, { status: 'verified' }), [])
    },
  })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/findings', name: 'findings', component: FindingsPage }, { path: '/review/:inspection', component: { template: '<p />' } }] })
  await router.push(route)
  const app = createApp({ template: '<RouterView />' }).use(router)
  app.mount(document.body.appendChild(document.createElement('div')))
  unmount = () => app.unmount()
  await rest()
  const asked = <T>(name: string) => door.asked.filter(([one]) => one === name).map(([, args]) => args as T)
  return { router, query: () => router.currentRoute.value.query, asked }
}

async function press(key: string, target: Element = document.body) {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await rest()
}
async function click(words: string) {
  const button = [...document.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent?.trim().startsWith(words))
  if (!button) throw new Error(`no button ${words}`)
  button.click()
  await rest()
}
const submit = async () => (document.querySelector('form.form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })), rest())

describe('the filters', () => {
  it('come back from an address as they were written', () => {
    const filters = { ...NONE, townships: ['629900100', '629900101'], statuses: ['open' as const], due: 'overdue', from: '2026-11-01', query: '涝坝', mine: true }
    expect(readFilters(writeFilters(filters))).toEqual(filters)
    expect(activeCount(filters)).toBe(6)
    expect(writeFilters(NONE)).toEqual({})
  })
  it('ask for what is not settled, if nobody says otherwise', () => {
    expect(argsOf(NONE)).toMatchObject({ unsettled: true, statuses: [], due: null, team: null })
    expect(argsOf({ ...NONE, all: true }).unsettled).toBe(false)
    expect(argsOf({ ...NONE, statuses: ['closed'] }).unsettled).toBe(false)
  })
  it('take nothing from an address that no version wrote', () => {
    expect(readFilters({ due: 'never', statuses: 'x', from: '1' })).toEqual(NONE)
  })
  it('show all that waits to be verified, whenever it was found', () => {
    expect(argsOf(BUILT_IN.verify)).toMatchObject({ statuses: ['replied', 'checked'], from: null, to: null })
  })
})

describe('a code in the search field', () => {
  const CODE = '7K3M-9QPD-2F4H'
  async function type(words: string) {
    const field = document.querySelector<HTMLInputElement>('.search input')
    if (!field) throw new Error('no search field')
    field.value = words
    field.dispatchEvent(new Event('input'))
    await new Promise((paused) => setTimeout(paused, 300))
    await rest()
    return field
  }

  it('opens its finding, as it is typed or as the link of its QR code, though the filter hides it', async () => {
    for (const words of [' 7k3m 9qpd 2f4h', `https://xuncun.qingyuan.example/#/finding/${CODE}`]) {
      const page = await open('/findings?kinds=manure', [brief('a'), brief('b', { code: CODE, status: 'closed' })])
      const field = await type(words)
      expect(page.query(), words).toEqual({ kinds: 'manure', finding: 'b', open: '1' })
      expect([field.value, document.querySelector('.bar [role=alert]')]).toEqual(['', null])
      unmount()
      document.body.innerHTML = ''
    }
  })

  it('is said to be unknown, stays to be corrected, and filters nothing', async () => {
    const page = await open('/findings', [brief('a')])
    const field = await type(CODE)
    expect(document.querySelector('.bar [role=alert]')?.textContent).toContain(CODE)
    expect([page.query(), field.value]).toEqual([{}, CODE])
    await type('涝坝')
    expect([page.query(), document.querySelector('.bar [role=alert]')]).toEqual([{ q: '涝坝' }, null])
  })
})

describe('the marks', () => {
  it('have the shape of the kind and the filling of the deadline', () => {
    expect(['manure', 'posting', 'illegal_structure'].map(shapeOf)).toEqual(['square', 'circle', 'triangle'])
    expect([-1, 0, 1, 2].map((daysLeft) => toneOf({ status: 'open', daysLeft }))).toEqual(['overdue', 'soon', 'soon', 'plain'])
    expect(toneOf({ status: 'disputed', daysLeft: null })).toBe('moved')
    expect(dueWords(brief('a'))).toBe('逾期 3 天')
    expect(statusMark({ status: 'open', sentBack: true }).words).toBe('已退回')
  })
})

describe('the page of findings', () => {
  it('keeps filters and the selected one in the address', async () => {
    const page = await open('/findings?kinds=manure&finding=b', [brief('a'), brief('b', { kind: 'manure' })])
    expect(page.asked<FindingsArgs>('findings')[0]).toMatchObject({ kinds: ['manure'], unsettled: true })
    expect(document.querySelectorAll('[role=row].line')).toHaveLength(1)
    expect(document.querySelector('[aria-selected="true"]')?.id).toBe('finding-b')
    await click('清除 1 项')
    expect(page.query()).toEqual({ finding: 'b' })
    expect(document.querySelectorAll('[role=row].line')).toHaveLength(2)
  })

  it('says that this device draws no map, where it draws none', async () => {
    await open('/findings', [brief('a')])
    expect(document.body.textContent).toContain('这台设备画不了地图，清单是全的。')
    expect(document.querySelectorAll('[role=row].line')).toHaveLength(1)
  })

  it('walks by J and K and the arrows, opens by Enter, closes by Escape', async () => {
    const page = await open('/findings', [brief('a'), brief('b'), brief('c')])
    await press('j')
    expect(page.query().finding).toBe('a')
    const grid = document.querySelector('[role=grid]') as Element
    await press('ArrowDown', grid)
    await press('j')
    expect(page.query().finding).toBe('c')
    await press('k')
    expect(page.query()).toEqual({ finding: 'b' })
    await press('Enter', grid)
    expect(page.query().open).toBe('1')
    expect(document.querySelector('.detail h2')?.textContent).toContain('柴堆')
    await press('Escape')
    expect(page.query().open).toBeUndefined()
  })

  it('draws few of ten thousand rows', async () => {
    await open('/findings', Array.from({ length: 10_000 }, (_, i) => brief(`x${i}`)))
    expect(document.querySelectorAll('[role=row].line').length).toBeLessThan(60)
    expect(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')).toBe('10001')
  })

  it('shows what does not count with its reason, and takes a step', async () => {
    const page = await open('/findings?finding=a&open=1', [brief('a', { status: 'checked' })])
    expect(document.querySelector('li.aside .why')?.textContent).toContain('已经有了后一步')
    await click('退回')
    await submit()
    expect(page.asked('take_step')).toEqual([])
    expect(document.querySelector('form .why')?.textContent).toContain('请写明原因')
    await click('复核通过')
    await submit()
    expect(page.asked<TakeStep>('take_step')).toMatchObject([{ finding: 'a', kind: 'verify', answers: 's3', due: null }])
  })

  it('reads again and says so when somebody was faster', async () => {
    const page = await open('/findings?finding=a&open=1', [brief('a', { status: 'checked' })], () => new AppError('finding_moved_on'))
    const before = page.asked('finding').length
    await click('复核通过')
    await submit()
    expect(page.asked('finding').length).toBeGreaterThan(before)
    expect(document.querySelector('.detail')?.textContent).toContain('刚才有人先办了一步')
  })

  it('takes one step on several, and says which failed and why', async () => {
    const page = await open('/findings', [brief('a'), brief('b')], ({ finding: id }) => (id === 'b' ? new AppError('finding_moved_on') : undefined))
    document.querySelector<HTMLElement>('.head input')?.dispatchEvent(new Event('change'))
    await rest()
    expect(page.asked('finding')).toEqual([])
    await click('一起办')
    await click('复核通过')
    await submit()
    const steps = page.asked<TakeStep>('take_step')
    expect(steps.map((step) => step.finding)).toEqual(['a', 'b'])
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('办好 1 处')
    expect(document.querySelector('[role=dialog] li')?.textContent).toContain('CODE-b')
    await click('没办成的再试一次')
    expect(page.asked<TakeStep>('take_step')[2]).toEqual(steps[1])
  })

  it('keeps views that somebody saved', async () => {
    const page = await open('/findings?due=overdue', [brief('a')])
    await click('保存视图')
    const field = document.querySelector<HTMLInputElement>('.views input')
    if (field) field.value = '要紧的'
    field?.dispatchEvent(new Event('input'))
    document.querySelector('.views form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await rest()
    await click('清除')
    expect(page.query()).toEqual({})
    await click('要紧的')
    expect(page.query()).toEqual({ due: 'overdue' })
  })
})

describe('a step for several', () => {
  it('is one that all can take, where no photograph is asked for', () => {
    const can = (...kinds: Array<NextStep['kind']>) => ({ ...finding(brief('a'), []), next: kinds.map((kind) => ({ kind, reason: false, photo: kind === 'reply', due: null })) })
    expect(commonSteps([can('verify', 'reply', 'close'), can('close', 'reply')]).map((step) => step.kind)).toEqual(['close'])
    expect(commonSteps([])).toEqual([])
  })
})
