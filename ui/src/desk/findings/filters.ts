import type { LocationQuery } from 'vue-router'
import type { DistrictMap, DueFilter, FindingsArgs, FindingStatus, MapDivision } from '@/shared/api'
import { STATUSES } from '@/shared/finding'

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
  /** 先易后难 instead of the most urgent first. */
  easy: boolean
  /** Those that a draw for 回头看 drew, wherever each stands. */
  draw: string
}

export const NONE: Filters = { townships: [], villages: [], kinds: [], statuses: [], all: false, due: '', team: '', duty: '', from: '', to: '', query: '', mine: false, easy: false, draw: '' }

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
    easy: query.order === 'easy',
    draw: text(query.draw),
  }
}

/** As they are written into an address: only those that filter anything. */
export function writeFilters(filters: Filters): Record<string, string> {
  const { townships, villages, kinds, statuses, all, due, team, duty, from, to, query, mine, easy, draw } = filters
  const written = { townships: townships.join(','), villages: villages.join(','), kinds: kinds.join(','), statuses: all ? 'all' : statuses.join(','), due, team, duty, from, to, q: query.trim(), mine: mine ? '1' : '', order: easy ? 'easy' : '', draw }
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== ''))
}

/** How many filters are on; a period is one. */
export function activeCount(filters: Filters): number {
  const { from, to, order: _, ...rest } = writeFilters(filters)
  return Object.keys(rest).length + (from || to ? 1 : 0)
}

/** The question to the command; of one visit alone, if it is named. */
export function argsOf(filters: Filters, inspection: string | null = null): FindingsArgs {
  const { townships, villages, kinds, statuses, all, due, team, duty, from, to, query, mine, easy, draw } = filters
  return {
    mine, unsettled: !all && statuses.length === 0 && !draw, townships, villages, kinds, statuses, due: DUES.find((one) => one === due) ?? null, sentBack: false,
    team: team || null, duty: duty || null, inspection, findings: [], from: from || null, to: to || null, query: query.trim(), closedDays: null, draw: draw || null, order: easy ? 'easy' : 'urgent', offset: 0, limit: MOST,
  }
}

/** The divisions that a filter is about: its villages, else its townships, else all. */
export function divisionsOf(map: DistrictMap, filters: Pick<Filters, 'townships' | 'villages'>): MapDivision[] {
  const named = (codes: string[]) => map.divisions.filter((one) => codes.includes(one.code))
  if (filters.villages.length) return named(filters.villages)
  return filters.townships.length ? named(filters.townships) : map.divisions
}
