// What was entered of a day and is not saved yet. It outlives the screen, and the page: from the tap to the command's reply it is kept as a draft.
import { type ShallowRef, shallowReactive, shallowRef } from 'vue'
import type { LedgerFigure, LedgerView, PutLedger } from '@/shared/api'
import { AppError, call } from '@/shared/door'
import { keepDraft, readDraft } from '../drafts'

export interface Changes {
  figures: Partial<Record<LedgerFigure, string | null>>
  /** Roads by name; null takes one out of the day. */
  roads: Record<string, string | null>
}

/** What is to be saved of one village's day. */
export interface Lane {
  village: string
  day: string
  changes: ShallowRef<Changes>
  error: ShallowRef<AppError | undefined>
  /** The end of the queue of its commands. */
  line: Promise<unknown>
}

/** Milliseconds without a tap before what was tapped is saved. */
const PAUSE = 400
const NONE: Changes = { figures: {}, roads: {} }
const lanes = shallowReactive(new Map<string, Lane>())
const pauses = new Map<Lane, ReturnType<typeof setTimeout>>()

/** All that is kept while the page lives. */
export const kept = (): Lane[] => [...lanes.values()]

export function laneOf(village: string, day: string): Lane {
  const key = keyOf(village, day)
  const known = lanes.get(key)
  if (known) return known
  const draft = { ...NONE, ...(readDraft(key) as Partial<Changes> | undefined) }
  const lane: Lane = { village, day, changes: shallowRef(draft), error: shallowRef(), line: Promise.resolve() }
  lanes.set(key, lane)
  return lane
}

export function isEmpty(changes: Changes): boolean {
  return Object.keys(changes.figures).length + Object.keys(changes.roads).length === 0
}

/** Notes what was tapped. */
export function change(lane: Lane, more: Partial<Changes>): void {
  const { figures, roads } = lane.changes.value
  note(lane, { figures: { ...figures, ...more.figures }, roads: { ...roads, ...more.roads } })
}

/** Saves once nothing has been tapped for a moment. */
export function saveSoon(lane: Lane, saved: (view: LedgerView) => void): void {
  clearTimeout(pauses.get(lane))
  pauses.set(lane, setTimeout(() => void save(lane, saved), PAUSE))
}

/** Saves what there is to save, after what is on its way. True if all of it was. */
export function save(lane: Lane, saved: (view: LedgerView) => void): Promise<boolean> {
  clearTimeout(pauses.get(lane))
  const turn = lane.line.then(async () => {
    const sent = lane.changes.value
    if (isEmpty(sent)) return true
    try {
      const view = await call('put_ledger', argsOf(lane, sent))
      lane.error.value = undefined
      note(lane, without(lane.changes.value, sent))
      saved(view)
      return true
    } catch (thrown) {
      lane.error.value = AppError.from(thrown)
      return false
    }
  })
  lane.line = turn
  return turn
}

/** Lets go of what was not saved. */
export function letGo(lane: Lane): void {
  lane.error.value = undefined
  note(lane, NONE)
}

/** The day as it will be once what was tapped is saved. */
export function withChanges(view: LedgerView, { figures, roads }: Changes): LedgerView {
  const rows = view.figures.map((row) => {
    const amount = figures[row.figure]
    return amount === undefined ? row : { ...row, amount }
  })
  const there = view.roads.filter((road) => roads[road.name] !== null).map((road) => ({ ...road, km: roads[road.name] ?? road.km }))
  const added = Object.entries(roads).flatMap(([name, km]) => (km !== null && !view.roads.some((road) => road.name === name) ? [{ name, km }] : []))
  return { ...view, figures: rows, roads: [...there, ...added] }
}

const keyOf = (village: string, day: string) => `ledger/${village}/${day}`

function note(lane: Lane, changes: Changes): void {
  lane.changes.value = changes
  keepDraft(keyOf(lane.village, lane.day), isEmpty(changes) ? undefined : changes)
}

function argsOf(lane: Lane, { figures, roads }: Changes): PutLedger {
  const amounts = Object.entries(figures) as Array<[LedgerFigure, string | null]>
  return { village: lane.village, day: lane.day, figures: amounts.map(([figure, amount]) => ({ figure, amount })), roads: Object.entries(roads).map(([name, km]) => ({ name, km })) }
}

/** What is left once `sent` is saved: what was tapped again meanwhile stays. */
function without(now: Changes, sent: Changes): Changes {
  const left = <T extends object>(all: T, gone: T) => Object.fromEntries(Object.entries(all).filter(([key, value]) => !(key in gone) || gone[key as keyof T] !== value)) as T
  return { figures: left(now.figures, sent.figures), roads: left(now.roads, sent.roads) }
}
