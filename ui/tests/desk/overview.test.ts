import { describe, expect, it } from 'vitest'
import { countClasses, scoreClass } from '@/desk/overview/scoreClass'
import { behind, todos } from '@/desk/overview/todo'
import type { Overview } from '@/shared/api'

describe('score classes', () => {
  it.each([
    ['100.00', 'good'],
    ['90.00', 'good'],
    ['89.99', 'fair'],
    ['80', 'fair'],
    ['79.99', 'low'],
    ['70.00', 'low'],
    ['69.99', 'poor'],
    ['0.00', 'poor'],
    [null, 'none'],
    ['', 'none'],
  ])('%s is %s', (score, expected) => {
    expect(scoreClass(score)).toBe(expected)
  })

  it('counts every village once', () => {
    expect(countClasses(['95', '81', '85.5', null, '12'])).toEqual({ good: 1, fair: 2, low: 0, poor: 1, none: 1 })
  })
})

describe('what is to be done', () => {
  const quiet: Overview = {
    round: null, roundDay: 8, roundDays: 15, planned: 120, inspected: 76, expected: 64, waiting: 0, oldestWaiting: null,
    returned: 0, teams: [], villages: [], asOf: 0,
  }
  const team = (name: string, inspected: number, returned = 0) => ({
    team: { id: name, name }, planned: 17, inspected, expected: 9, waiting: 0, returned,
  })

  it('is nothing on a quiet day', () => {
    expect(todos(quiet)).toEqual([])
  })

  it('lists what waits, what came back and who is behind, the most urgent names first', () => {
    const teams = [team('一组', 8), team('二组', 12, 1), team('三组', 5, 2)]
    expect(todos({ ...quiet, waiting: 3, oldestWaiting: 42, returned: 3, teams })).toEqual([
      { kind: 'waiting', count: 3, since: 42 },
      { kind: 'returned', count: 3, names: ['三组', '二组'] },
      { kind: 'behind', count: 2, names: ['三组', '一组'] },
    ])
  })

  it('is behind only below what was expected', () => {
    expect(behind({ expected: 9, inspected: 8 })).toBe(1)
    expect(behind({ expected: 9, inspected: 12 })).toBe(0)
  })
})
