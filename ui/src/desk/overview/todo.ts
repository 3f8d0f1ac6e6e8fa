import type { Overview, TeamProgress } from '@/shared/api'

/** Something that somebody at the desk has to do, with the one place to do it. */
export interface Todo {
  kind: 'waiting' | 'returned' | 'behind' | 'standard'
  count: number
  /** Milliseconds: since when the oldest has waited. */
  since?: number
  /** Names, most urgent first. */
  names?: string[]
}

/** How many villages a team is behind what was expected by today; 0 when it is not. */
export function behind(progress: Pick<TeamProgress, 'expected' | 'inspected'>): number {
  return Math.max(0, progress.expected - progress.inspected)
}

/** What the overview calls for, by how long it can wait. Nothing to do is an empty list. */
export function todos(overview: Overview): Todo[] {
  const list: Todo[] = []
  if (overview.waiting > 0)
    list.push({ kind: 'waiting', count: overview.waiting, since: overview.oldestWaiting ?? undefined })
  if (overview.returned > 0) {
    const names = overview.teams.filter((team) => team.returned > 0).sort((a, b) => b.returned - a.returned)
    list.push({ kind: 'returned', count: overview.returned, names: names.map((team) => team.team.name) })
  }
  const late = overview.teams.filter((team) => behind(team) > 0).sort((a, b) => behind(b) - behind(a))
  if (late.length > 0) list.push({ kind: 'behind', count: late.length, names: late.map((team) => team.team.name) })
  if (overview.round?.standardDefault) list.push({ kind: 'standard', count: 0 })
  return list
}
