// A part of the list of findings, as an address names it: which figure was tapped, of which village, of which kinds.
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { FindingsArgs, TownshipCounts } from '@/shared/api'

/** A figure of a township's page; `ours` is what waits for the township itself. */
export type Cut = keyof TownshipCounts | 'ours'

/** What each figure counts: the same filters as the command's. */
export const CUTS: Record<Cut, Partial<FindingsArgs>> = {
  overdue: { due: 'overdue' },
  dueToday: { due: 'today' },
  sentBack: { sentBack: true },
  toForward: { statuses: ['at_township'] },
  toCheck: { statuses: ['replied'] },
  ours: { statuses: ['at_township', 'replied'] },
  asked: { statuses: ['open_asked', 'disputed'] },
  open: { unsettled: true },
}

export interface Part {
  only: Cut
  township?: string | undefined
  village?: string | undefined
  kinds?: string[]
}

/** The address of a part. */
export function tasksOf({ only, township, village, kinds = [] }: Part): { path: string; query: LocationQueryRaw } {
  return { path: '/tasks', query: { only, ...(village ? { village } : township && { township }), ...(kinds.length > 0 && { kinds: kinds.join() }) } }
}

/** The part that an address names; nothing where it names none that there is. */
export function partOf(query: LocationQuery): Part | undefined {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name] : undefined)
  const only = text('only')
  if (!only || !Object.hasOwn(CUTS, only)) return undefined
  return { only: only as Cut, township: text('township'), village: text('village'), kinds: text('kinds')?.split(',').filter(Boolean) ?? [] }
}

/** The question for a part. */
export function argsOfPart({ only, township, village, kinds = [] }: Part): Partial<FindingsArgs> {
  return { ...CUTS[only], kinds, townships: township ? [township] : [], villages: village ? [village] : [] }
}
