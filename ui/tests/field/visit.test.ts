import { describe, expect, it } from 'vitest'
import { sayTerms } from '@/field/terms'
import { groupState, householdsLeft, isHouseholds, nextUnanswered } from '@/field/visit/groups'
import { missingHint, missingTitle, photosRule, placeOf } from '@/field/visit/missing'
import { toThousandths } from '@/field/visit/strokes'
import { withTaps } from '@/field/visit/useVisit'
import { begun, FixtureVisit } from '../fixture/visit'

describe('the next unanswered item', () => {
  const view = begun().view()
  it('comes after where the person is, and goes round', () => {
    expect(nextUnanswered(view)).toEqual({ group: 'siyou', item: 'Y4' })
    expect(nextUnanswered(view, 'Y4')).toEqual({ group: 'wujing', item: 'J5' })
    expect(nextUnanswered(view, 'J5')).toEqual({ group: 'siyou', item: 'Y4' })
  })
  it('is itself if it is the only one, and none when all are answered', () => {
    const visit = begun()
    visit.closeGroup('wujing')
    expect(nextUnanswered(visit.view(), 'Y4')).toEqual({ group: 'siyou', item: 'Y4' })
    visit.closeGroup('siyou')
    expect(nextUnanswered(visit.view())).toBeNull()
  })
})

describe('a group', () => {
  const view = begun().view()
  const group = (id: string) => view.groups.find((g) => g.id === id)!
  it('says what is left, by items or by households', () => {
    expect(groupState(group('yihua')).word).toBe('✓ 已答')
    expect(groupState(group('siyou'))).toEqual({ word: '余 1 项', tone: 'amber' })
    expect(groupState(group('wujing')).word).toBe('余 3 户')
    expect(groupState(group('measures')).word).toBe('不适用')
  })
  it('is entered house by house only if all of it is', () => {
    expect(view.groups.filter(isHouseholds).map((g) => g.id)).toEqual(['wujing'])
    expect(householdsLeft(group('wujing'))).toBe(3)
  })
})

describe('taps that were not replied to yet', () => {
  const item = new FixtureVisit('v', '村').view().groups.find((g) => g.id === 'wujing')!.items[0]!
  it('are shown, and a tap that takes back clears', () => {
    const shown = withTaps(item, new Map([['J1/2', { kind: 'household', tick: 'fail' }], ['J1/3', null]]))
    expect(shown.households).toEqual([null, 'fail', null, null, null])
    expect(withTaps({ ...item, value: { kind: 'count', n: 1 } }, new Map([['J1', null]])).value).toBeNull()
  })
  it('never touch the points', () => {
    expect(withTaps(item, new Map([['J1/2', { kind: 'household', tick: 'fail' }]])).lost).toBe(item.lost)
  })
})

describe('the arithmetic in words', () => {
  const term = (rule: string, more: object) => ({ rule, count: null, each: null, lost: '1', detail: '', ...more })
  it.each([
    [[term('each', { count: 2, each: '1' })], '2 处 × 1 分'],
    [[term('heap', { count: 1, each: '1' }), term('scattered', { count: 1, each: '0.50' })], '成堆 1 × 1 分，零散 1 × 0.5 分'],
    [[term('household', { count: 2, each: '1', detail: '2,4' })], '户2、户4 × 1 分'],
    [[term('level', { detail: 'fair' })], '中'],
    [[term('ratio', { detail: '3/5' })], '完成 3/5'],
    [[term('each', { count: 20, each: '1' }), term('floor', { lost: '-5' })], '20 处 × 1 分，扣完为止'],
    [[term('of_a_newer_version', { detail: 'x' })], 'x'],
  ])('%#', (terms, words) => expect(sayTerms(terms, '处')).toBe(words))
})

describe('what is missing', () => {
  const view = begun().view()
  const of = (kind: string) => view.missing.find((m) => m.kind === kind)!
  it('leads to its place', () => {
    expect(placeOf('v1', of('unanswered'))).toBe('/visit/v1?group=siyou&item=Y4')
    expect(placeOf('v1', of('photos'))).toMatch(/^\/visit\/v1\?group=sanwu&item=W\d&sighting=s\d$/)
    expect(placeOf('v1', of('witness'))).toBe('/visit/v1?open=witness')
    expect(placeOf('v1', of('unclassified'))).toBe('/walk/v1')
  })
  it('says which households and which spot', () => {
    expect(missingHint(of('household'), view)).toBe('五净 · 户3、户4、户5 未看')
    expect(missingTitle(of('photos'), view)).toMatch(/^W\d .+ 1 处$/)
    expect(missingHint(of('photos'), view)).toBe('缺远景 1 张 · 拍不到可写原因')
    expect(photosRule([of('photos')])).toBe('每处近景远景各一张')
    expect(photosRule([of('photos'), { ...of('photos'), sighting: null }])).toBe('每处近景远景；其余全景和取证')
  })
})

describe('a signature', () => {
  it('is thousandths, without points that stand still, without dots', () => {
    expect(toThousandths([[{ x: 0, y: 0 }, { x: 0.0001, y: 0 }, { x: 0.5, y: 1.2 }], [{ x: 0.1, y: 0.1 }]])).toEqual([[0, 0, 500, 1000]])
  })
})
