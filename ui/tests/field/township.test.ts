// The township's page: every figure leads to the findings that it counts, and nothing on it is reckoned here.
import { afterEach, describe, expect, it } from 'vitest'
import type { TownshipCounts, TownshipGain, TownshipView } from '@/shared/api'
import { AppError } from '@/shared/door'
import { bringWords } from '@/shared/i18n'
import { argsOfPart, CUTS, partOf, tasksOf } from '@/field/findings/cuts'
import { FIGURES } from '@/field/township/figures'
import CodeSheet from '@/field/township/CodeSheet.vue'
import GainList from '@/field/township/GainList.vue'
import TownshipScore from '@/field/township/TownshipScore.vue'
import { useTownship } from '@/field/township/useTownship'
import VillageRow from '@/field/township/VillageRow.vue'
import { fakeDoor, settle } from '../desk/door'
import { inComponent, mount, unmountAll } from './mounted'

await Promise.all([bringWords('township'), bringWords('task')])
afterEach(unmountAll)

const NOTHING: TownshipCounts = { overdue: 0, dueToday: 0, sentBack: 0, toForward: 0, toCheck: 0, asked: 0, open: 0 }
const WANG = { id: '629900100201', name: '王家沟村' }

describe('a part of the findings', () => {
  it('goes into an address and comes back as the same question', () => {
    for (const only of Object.keys(CUTS) as Array<keyof typeof CUTS>) {
      const { path, query } = tasksOf({ only, village: WANG.id, kinds: ['firewood', 'manure'] })
      expect(path).toBe('/tasks')
      const part = partOf(query as never)
      expect(part).toMatchObject({ only, village: WANG.id, kinds: ['firewood', 'manure'] })
      expect(argsOfPart(part!)).toEqual({ ...CUTS[only], villages: [WANG.id], townships: [], kinds: ['firewood', 'manure'] })
    }
    expect(argsOfPart(partOf(tasksOf({ only: 'ours', township: '629900100' }).query as never)!)).toEqual({ statuses: ['at_township', 'replied'], townships: ['629900100'], villages: [], kinds: [] })
  })

  it('is none where the address names none', () => {
    for (const query of [{}, { only: 'everything' }, { only: 'constructor' }, { only: ['open', 'asked'] }, { village: WANG.id }]) expect(partOf(query as never)).toBeUndefined()
  })
})

describe('a village', () => {
  it('shows only figures that are not 0, and red only what is overdue or came back', () => {
    const row = mount(VillageRow, { row: { village: WANG, demonstration: true, counts: { ...NOTHING, overdue: 2, sentBack: 1, toCheck: 3, open: 7 }, told: { id: 'n/1', day: '2026-11-20', score: '82.5' } } })
    expect([...row.querySelectorAll('.cut')].map((cut) => cut.textContent?.trim())).toEqual(['逾期 2', '退回 1', '待初核 3'])
    expect(row.querySelectorAll('.cut.red').length).toBe(2)
    expect(row.textContent).toContain('在办 7 处')
    expect(row.textContent).toContain('82.50')
    expect(FIGURES.filter(({ tone }) => tone === 'red').map(({ figure }) => figure)).toEqual(['overdue', 'sentBack'])
  })

  it('without anything says so, and that nobody scored it', () => {
    const row = mount(VillageRow, { row: { village: WANG, demonstration: false, counts: NOTHING, told: null } })
    expect(row.textContent).toMatch(/没有在办的.*还没有得分/)
    expect(row.querySelector('.cuts')).toBeNull()
    unmountAll()
    expect(mount(VillageRow, { row: { village: WANG, demonstration: false, counts: NOTHING, told: { id: 'n/1', day: '2026-11-20', score: null } } }).textContent).toContain('无可评项')
  })
})

describe('the score', () => {
  it('stands with how many villages it is of, and is none under the sample', () => {
    expect(mount(TownshipScore, { score: { mean: '84.17', n: 9, villages: 13, sample: 3 } }).textContent).toMatch(/84\.17.*13 个村，9 个有得分/)
    const thin = mount(TownshipScore, { score: { mean: null, n: 2, villages: 13, sample: 3 } }).textContent
    expect(thin).toMatch(/样本不足.*2 个有得分.*满 3 个才算/)
  })

  it('is raised by what the notice took and by what is overdue, each by its own name', () => {
    const gain: TownshipGain = { village: WANG, item: 'W1', title: '无“三堆”', lost: '4', notice: 'n/1', ahead: '2', byGrade: 1, overdue: 3, open: 5, kinds: ['firewood'] }
    const list = mount(GainList, { gains: [gain, { ...gain, item: 'Y3', lost: '3', ahead: null, byGrade: 0, overdue: 0, open: 0 }] })
    const [first, second] = list.querySelectorAll('[data-gain]')
    expect(first?.textContent).toMatch(/上次扣 4 分.*逾期 2 处，下次检查若还在，要扣 2 分.*逾期 1 处，下次检查若还在要扣分，扣多少看程度/)
    expect([...(first?.querySelectorAll('.way') ?? [])].map((way) => way.textContent)).toEqual(['逾期 3 处', '在办 5 处', '看反馈'])
    expect([...(second?.querySelectorAll('.way') ?? [])].map((way) => way.textContent)).toEqual(['看反馈'])
    unmountAll()
    expect(mount(GainList, { gains: [] }).textContent).toContain('没有扣分')
  })

  it('shows a few gains, and all when asked', async () => {
    const gains = Array.from({ length: 11 }, (_, n): TownshipGain => ({ village: { ...WANG, id: `${n}` }, item: 'H1', title: '绿化', lost: '1', notice: null, ahead: null, byGrade: 0, overdue: 0, open: 0, kinds: [] }))
    const list = mount(GainList, { gains })
    expect(list.querySelectorAll('[data-gain]').length).toBe(8)
    list.querySelector('button')?.click()
    await settle()
    expect(list.querySelectorAll('[data-gain]').length).toBe(11)
    expect(list.querySelector('button')).toBeNull()
  })
})

describe('a code for a cadre', () => {
  const cadre = { person: { id: 'c1', name: '何志平' }, title: '村主任', villages: [WANG] }
  const sheet = () => document.querySelector<HTMLElement>('dialog')
  const press = async (what: string) => {
    sheet()?.querySelector<HTMLButtonElement>(`[data-code-${what}]`)?.click()
    await settle()
  }

  it('is made by the server for what was chosen, and shown with the words to be read out', async () => {
    const enrol = { server: 'https://x', wordsZh: ['松树', '灯塔', '河湾', '石桥', '麦田', '白鹭'], wordsEn: ['pine', 'lamp', 'bend', 'bridge', 'wheat', 'heron'], fingerprint: 'F', code: 'ABC' }
    const { asked } = fakeDoor({ invite: () => ({ link: 'xuncun://enrol?c=ABC', code: 'ABC', enrol, expires: Date.UTC(2026, 10, 24, 2, 0) }) })
    mount(CodeSheet, { cadre })
    await press('enrol')
    expect(asked).toEqual([['invite', { person: 'c1', signIn: false }]])
    expect(sheet()?.textContent).toMatch(/xuncun:\/\/enrol\?c=ABC.*只能用一次.*松树/s)
  })

  it('is not there without a network, and can be asked for again', async () => {
    let fails = true
    const { asked } = fakeDoor({ invite: () => (fails ? Promise.reject(new AppError('server_unreachable')) : { link: 'https://x/#/sign-in/ABC', code: 'ABC', enrol: null, expires: 0 }) })
    mount(CodeSheet, { cadre })
    await press('sign-in')
    expect([sheet()?.querySelector('[role=alert]') !== null, sheet()?.querySelector('[data-code-made]')]).toEqual([true, null])
    fails = false
    await press('sign-in')
    expect(asked.length).toBe(2)
    expect(sheet()?.textContent).toContain('https://x/#/sign-in/ABC')
    expect(sheet()?.textContent).not.toContain('念给对方听')
  })
})

describe('the page', () => {
  it('keeps what it shows when a later reading fails, and says why', async () => {
    let fails = false
    const view = { township: { id: '629900100', name: '红泉镇' } } as TownshipView
    const { asked, ring } = fakeDoor({ township: () => (fails ? Promise.reject(new AppError('storage')) : view) })
    const township = inComponent(() => useTownship(() => '629900100'))
    await settle()
    expect(township.view.value).toEqual(view)
    expect(asked).toEqual([['township', { township: '629900100' }]])
    fails = true
    ring()
    await settle()
    expect([township.view.value, township.failed.value?.code]).toEqual([view, 'storage'])
    fails = false
    await township.load()
    expect(township.failed.value).toBeUndefined()
  })
})
