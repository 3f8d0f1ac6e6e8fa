import { expect, it } from 'vitest'
import type { PairView, UsedBefore } from '@/shared/api'
import { checksOf, spanWords, usedCheck } from '@/shared/pair'
import '../words'

const pair = (more: Partial<PairView>): PairView => ({ before: 'b', metres: 6, turned: 12, later: 15 * 86_400_000, changed: true, odd: [], ...more })
const said = (more: Partial<PairView>) => checksOf(pair(more)).map(({ state, words }) => `${state} ${words}`)

it('a pair that fits says by which figures', () => {
  expect(said({})).toEqual(['well 相距 6 米', 'well 方向相差 12°', 'well 晚 15 天', 'well 看得出变化'])
})
it('what is odd is named, what is not known is neither', () => {
  expect(said({ metres: 64, turned: 90, later: -7_200_000, changed: false, odd: ['far', 'turned', 'order', 'unchanged'] })).toEqual(['odd 相距 64 米', 'odd 方向相差 90°', 'odd 早 2 小时', 'odd 几乎一样'])
  expect(said({ metres: null, turned: null, changed: null })).toEqual(['unknown 未知', 'unknown 未知', 'well 晚 15 天', 'unknown 照片还没处理完'])
})
it('a photograph that was used before is said with where and when, and none is said before that is known', () => {
  const earlier = (sameFile: boolean): UsedBefore => ({ known: true, earlier: { photo: 'p1', earlier: 'p0', village: { id: '629900100202', name: '李家湾村' }, takenAt: Date.UTC(2020, 10, 3, 2, 0), sameFile } })
  const words = (used: Parameters<typeof usedCheck>[0]) => `${usedCheck(used).state} ${usedCheck(used).words}`
  expect(words(earlier(true))).toMatch(/^odd 同一张：李家湾村 .*11/)
  expect(words(earlier(false))).toMatch(/^odd 很像：李家湾村/)
  expect([{ known: true, earlier: null }, { known: false, earlier: null }, undefined, null].map(words)).toEqual(['well 没有用过', 'unknown 照片还没处理完', 'unknown 正在比对', 'unknown 未知'])
})
it('spans are said in the unit that people would take', () => {
  expect([1_400, 59_400, 60_000, 59 * 60_000, 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map(spanWords)).toEqual(['1 秒', '59 秒', '1 分钟', '59 分钟', '1 小时', '47 小时', '2 天'])
})
