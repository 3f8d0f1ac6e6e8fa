import { describe, expect, it } from 'vitest'
import { roomFor } from '@/desk/room'
import { evidenceOf, stepPhoto } from '@/desk/review/evidence'
import { factsOf, sumOf } from '@/desk/review/facts'
import { withQuick } from '@/desk/review/reason'
import { scoreChange } from '@/desk/review/scoreChange'
import { standing } from '@/desk/review/standing'
import type { SightingKindView, TermView } from '@/shared/api'
import { stamp } from '@/shared/time'
import { photo, submissionView } from './rows'

const kinds = [['firewood', '柴堆'], ['manure', '粪堆'], ['dumping', '乱倒']].map(
  ([id = '', name = '']): SightingKindView => ({ id, short: name.slice(0, 1), name, item: 'W1', measure: 'pile' as const, grades: [] }),
)
const term = (rule: string, count: number | null, each: string | null, lost: string, detail = ''): TermView => ({ rule, count, each, lost, detail })

describe('a deduction in words', () => {
  it.each([
    [[term('each', 3, '1', '3', 'firewood,manure')], '柴堆、粪堆 3 处', '3 × 1'],
    [[term('each', 1, '1', '1')], '1 处', '1 × 1'],
    [[term('heap', 1, '1', '1', 'dumping'), term('scattered', 1, '0.50', '0.50', 'dumping')], '乱倒 成堆 1 处，乱倒 零散 1 处', '1 × 1 + 1 × 0.5'],
    [[term('burning', 1, null, '10', 'dumping')], '乱倒 焚烧，本项不得分', ''],
    [[term('level', null, null, '2', 'fair')], '评为“中”', ''],
    [[term('partial', null, null, '3')], '部分落实', ''],
    [[term('household', 2, '1', '2', '2,4')], '2、4 号户不净', '2 × 1'],
    [[term('fixed_on_spot', 1, '0', '0', 'firewood')], '柴堆 当场整改 1 处，不扣', ''],
    [[term('unheard_of', 1, '1', '1')], 'unheard_of', '1 × 1'],
  ])('%j', (terms, words, sum) => {
    expect(factsOf(terms, '处', kinds)).toBe(words)
    expect(sumOf(terms)).toBe(sum)
  })
})

describe('the order of photographs', () => {
  it('follows the table, shows each once, and ends with the unclassified', () => {
    const [a, b, c, d] = [photo('a'), photo('b'), photo('c'), photo('d')]
    const view = submissionView({
      inspection: {
        deductions: [{ item: 'W1', title: '三堆', lost: '1', terms: [], places: [], photos: [b, a] }],
        sightings: [{ id: 's1', item: 'W1', photos: [a, c] } as never],
        unclassified: [d],
      },
    }).inspection
    const list = evidenceOf(view)
    expect(list.map((one) => one.photo.id)).toEqual(['b', 'a', 'c', 'd'])
    expect(list.map((one) => one.sighting)).toEqual([undefined, 's1', 's1', undefined])
    expect(stepPhoto(list, 'b', 1)).toBe('a')
    expect(stepPhoto(list, 'b', -1)).toBe('b')
    expect(stepPhoto(list, 'd', 1)).toBe('d')
    expect(stepPhoto(list, undefined, 1)).toBe('b')
    expect(stepPhoto([], undefined, 1)).toBeUndefined()
  })
})

describe('small facts', () => {
  it('measures a change of score in hundredths, without binary fractions', () => {
    expect(scoreChange('79.00', '82.50')).toEqual({ direction: 'up', points: '3.50' })
    expect(scoreChange('0.3', '0.1')).toEqual({ direction: 'down', points: '0.20' })
    expect(scoreChange('80', '80.00')).toEqual({ direction: 'same', points: '0.00' })
    expect(scoreChange(null, '80')).toBeUndefined()
  })

  it('adds a quick reason, and takes it out again', () => {
    expect(withQuick('', '缺远景')).toBe('缺远景')
    expect(withQuick('缺远景', '照片不清')).toBe('缺远景，照片不清')
    expect(withQuick('缺远景，照片不清', '缺远景')).toBe('照片不清')
  })

  it('says which side of the border a photograph was taken on', () => {
    const square: Array<[number, number]> = [[106, 35], [106.01, 35], [106.01, 35.01], [106, 35.01], [106, 35]]
    expect(standing([106.005, 35.001], [square])?.side).toBe('inside')
    expect(standing([106.005, 34.999], [square])?.side).toBe('outside')
    expect(standing([106.005, 34.999], [])).toBeUndefined()
  })

  it('counts columns by room, and times by civil time', () => {
    expect([1440, 1180, 1179, 860, 859].map(roomFor)).toEqual(['three', 'three', 'two', 'two', 'one'])
    expect(stamp(Date.UTC(2026, 10, 22, 17, 5))).toBe('11-23 01:05')
  })
})
