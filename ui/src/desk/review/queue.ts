import type { QueueFilter, QueueRow } from '@/shared/api'

/** What the queue shows. `doubtful` is a part of `waiting`, cut here; the others are the command's own filters. */
export const DESK_FILTERS = ['waiting', 'doubtful', 'returned', 'accepted', 'all'] as const
export type DeskFilter = (typeof DESK_FILTERS)[number]

/** The filter to ask the command for. */
export function askedFilter(filter: DeskFilter): QueueFilter {
  return filter === 'doubtful' ? 'waiting' : filter
}

/** The rows to show, in the order that the command gave (oldest submission first). */
export function shownRows(rows: QueueRow[], filter: DeskFilter): QueueRow[] {
  return filter === 'doubtful' ? rows.filter((row) => row.doubtful) : rows
}

/** The row a step away, staying at the ends; the first row when nothing was selected. */
export function stepFrom(rows: QueueRow[], selected: string | undefined, step: 1 | -1): QueueRow | undefined {
  const at = rows.findIndex((row) => row.inspection === selected)
  if (at < 0) return rows[0]
  return rows[Math.max(0, Math.min(rows.length - 1, at + step))]
}

/**
 * Where to go after a verdict: the next one down that waits, else the nearest above it, else nothing is left.
 * Call it before the queue is loaded again, while the judged row is still in it.
 */
export function nextWaiting(rows: QueueRow[], judged: string): QueueRow | undefined {
  const at = rows.findIndex((row) => row.inspection === judged)
  const waits = (row: QueueRow) => row.status === 'submitted' && row.inspection !== judged
  return rows.slice(at + 1).find(waits) ?? rows.slice(0, Math.max(at, 0)).reverse().find(waits)
}

export interface Window {
  /** First row drawn. */
  first: number
  /** One past the last row drawn. */
  end: number
}

/** Which rows of one height are drawn: those in view, and a few around them so that fast scrolling shows no gaps. */
export function visibleWindow(scrollTop: number, height: number, rowHeight: number, count: number, around = 6): Window {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - around)
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + around)
  return { first: Math.min(first, count), end: Math.max(end, Math.min(first, count)) }
}

/** The scroll position that shows a row with the least movement. */
export function scrollToShow(index: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = index * rowHeight
  if (top < scrollTop) return top
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop
}
