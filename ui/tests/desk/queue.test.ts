import { describe, expect, it } from 'vitest'
import {
  askedFilter, nextWaiting, scrollToShow, shownRows, stepFrom, visibleWindow,
} from '@/desk/review/queue'
import { queueRow } from './rows'

const rows = [
  queueRow('a'),
  queueRow('b', { doubtful: true }),
  queueRow('c', { status: 'returned' }),
  queueRow('d'),
]

describe('queue', () => {
  it('asks the command for its own filters only, and cuts the doubtful ones here', () => {
    expect(askedFilter('doubtful')).toBe('waiting')
    expect(askedFilter('returned')).toBe('returned')
    expect(shownRows(rows, 'doubtful').map((r) => r.inspection)).toEqual(['b'])
    expect(shownRows(rows, 'all')).toHaveLength(4)
  })

  it('steps, stays at the ends, and begins at the first row', () => {
    expect(stepFrom(rows, 'a', 1)?.inspection).toBe('b')
    expect(stepFrom(rows, 'a', -1)?.inspection).toBe('a')
    expect(stepFrom(rows, 'd', 1)?.inspection).toBe('d')
    expect(stepFrom(rows, undefined, 1)?.inspection).toBe('a')
    expect(stepFrom(rows, 'gone', -1)?.inspection).toBe('a')
    expect(stepFrom([], 'a', 1)).toBeUndefined()
  })

  it('goes on to the next that waits, then back up, then nowhere', () => {
    expect(nextWaiting(rows, 'b')?.inspection).toBe('d')
    expect(nextWaiting(rows, 'd')?.inspection).toBe('b')
    expect(nextWaiting([queueRow('a')], 'a')).toBeUndefined()
    expect(nextWaiting(rows, 'gone')?.inspection).toBe('a')
  })
})

describe('the window of rows drawn', () => {
  it('holds what is in view and a few around it, within the list', () => {
    expect(visibleWindow(0, 600, 60, 7000)).toEqual({ first: 0, end: 16 })
    expect(visibleWindow(60_030, 600, 60, 7000)).toEqual({ first: 994, end: 1017 })
    expect(visibleWindow(419_400, 600, 60, 7000)).toEqual({ first: 6984, end: 7000 })
  })

  it('survives an empty list and a scroll position beyond a list that became shorter', () => {
    expect(visibleWindow(0, 600, 60, 0)).toEqual({ first: 0, end: 0 })
    expect(visibleWindow(6000, 600, 60, 3)).toEqual({ first: 3, end: 3 })
  })

  it('scrolls as little as needed', () => {
    expect(scrollToShow(3, 0, 600, 60)).toBe(0)
    expect(scrollToShow(12, 0, 600, 60)).toBe(180)
    expect(scrollToShow(2, 400, 600, 60)).toBe(120)
  })
})
