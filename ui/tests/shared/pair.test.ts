import { expect, it } from 'vitest'
import type { PairView } from '@/shared/api'
import { checksOf, spanWords } from '@/shared/pair'
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
it('spans are said in the unit that people would take', () => {
  expect([1_400, 59_400, 60_000, 59 * 60_000, 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map(spanWords)).toEqual(['1 秒', '59 秒', '1 分钟', '59 分钟', '1 小时', '47 小时', '2 天'])
})
