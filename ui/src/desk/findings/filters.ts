import type { LocationQuery } from 'vue-router'
import type { DueFilter, FindingsArgs, FindingStatus } from '@/shared/api'

export const STATUSES: readonly FindingStatus[] = ['reported', 'at_township', 'open', 'open_asked', 'replied', 'checked', 'verified', 'disputed', 'closed', 'moved', 'withdrawn']
export const DUES: readonly DueFilter[] = ['overdue', 'today', 'tomorrow']

/** More than a district ever has open; the command's own most. */
export const MOST = 20_000

/** What the list is cut by. It lives in the address: reload, back and a link that somebody sends keep it. */
export interface Filters {
  townships: string[]
  villages: string[]
  kinds: string[]
  /** Empty: those that are not settled. */
  statuses: FindingStatus[]
  /** Settled ones, too. */
  all: boolean
  due: string
  team: string
  duty: string
  from: string
  to: string
  query: string
  mine: boolean
}

export const NONE: Filters = { townships: [], villages: [], kinds: [], statuses: [], all: false, due: '', team: '', duty: '', from: '', to: '', query: '', mine: false }

const text = (value: LocationQuery[string] | undefined): string => (typeof value === 'string' ? value : '')
const list = (value: LocationQuery[string] | undefined): string[] => text(value).split(',').filter(Boolean)

/** The filters of an address. What no version ever wrote there filters nothing. */
export function readFilters(query: LocationQuery): Filters {
  const day = (value: string) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : '')
  return {
    townships: list(query.townships),
    villages: list(query.villages),
    kinds: list(query.kinds),
    statuses: STATUSES.filter((one) => list(query.statuses).includes(one)),
    all: query.statuses === 'all',
    due: DUES.find((one) => one === query.due) ?? '',
    team: text(query.team),
    duty: text(query.duty),
    from: day(text(query.from)),
    to: day(text(query.to)),
    query: text(query.q),
    mine: query.mine === '1',
  }
}

/** As they are written into an address: only those that filter anything. */
export function writeFilters(filters: Filters): Record<string, string> {
  const { townships, villages, kinds, statuses, all, due, team, duty, from, to, query, mine } = filters
  const written = { townships: townships.join(','), villages: villages.join(','), kinds: kinds.join(','), statuses: all ? 'all' : statuses.join(','), due, team, duty, from, to, q: query.trim(), mine: mine ? '1' : '' }
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== ''))
}

/** How many filters are on; a period is one. */
export function activeCount(filters: Filters): number {
  const { from, to, ...rest } = writeFilters(filters)
  return Object.keys(rest).length + (from || to ? 1 : 0)
}

/** The question to the command. */
export function argsOf(filters: Filters): FindingsArgs {
  const { townships, villages, kinds, statuses, all, due, team, duty, from, to, query, mine } = filters
  return {
    mine, unsettled: !all && statuses.length === 0, townships, villages, kinds, statuses, due: DUES.find((one) => one === due) ?? null,
    team: team || null, duty: duty || null, from: from || null, to: to || null, query: query.trim(), offset: 0, limit: MOST,
  }
}

/** Monday and Sunday of a day's week. */
export function weekOf(day: string): { from: string; to: string } {
  const at = new Date(`${day}T00:00:00Z`)
  const monday = at.getTime() - ((at.getUTCDay() + 6) % 7) * 86_400_000
  const written = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return { from: written(monday), to: written(monday + 6 * 86_400_000) }
}
