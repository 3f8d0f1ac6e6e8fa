// One visit on the screen. Every tap calls its command at once; replies are whole views, taken in the order of the taps.
// What a tap will do is shown before the reply comes; if it could not be saved, that is shown loudly with a way to save again.
import { computed, onBeforeUnmount, shallowRef } from 'vue'
import type { AnswerValue, InspectionView, ItemView, Tick } from '@/shared/api'
import { AppError, type Command, call, onChange } from '@/shared/door'
import * as photos from '../photo/outbox'
import * as voices from '../voice/outbox'
import { laneOf, slotOf, type VisitArgs, type VisitCommand, type Work, withFailure, withoutSlot } from './unsaved'

export interface NotSaved {
  /** Why the first of them was not saved. */
  error: AppError
  /** How many were not. */
  count: number
  /** Tries all of them again, in their order. */
  again: () => Promise<unknown>
}

interface Tapped {
  value: AnswerValue | null
  /** Number of the tap: a reply takes away its own tap only. */
  tap: number
}

export function useVisit(id: string) {
  const lane = laneOf(id)
  const view = shallowRef<InspectionView>()
  const failed = shallowRef<AppError>()
  /** Answers tapped and not yet replied to, by item or item/household. */
  const tapped = shallowRef<ReadonlyMap<string, Tapped>>(new Map())
  let taps = 0
  let running = 0
  let stale = false
  let asked = 0
  let replies = 0

  async function load(): Promise<void> {
    const mine = ++asked
    const before = replies
    try {
      const fresh = await call('inspection', { inspection: id })
      if (mine !== asked) return // a later question has been asked
      failed.value = undefined
      if (running > 0) stale = true
      else if (before === replies) view.value = fresh
      else void load() // a command was answered meanwhile: which of the two is newer is not known
    } catch (error) {
      if (mine === asked && !view.value) failed.value = AppError.from(error)
    }
  }

  /** Does something after all the commands before it. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lane.line.then(work)
    lane.line = turn.catch(() => undefined)
    return turn
  }

  async function attempt(work: Work): Promise<boolean> {
    running += 1
    try {
      const command = call as (name: Command, args: unknown) => Promise<InspectionView>
      view.value = await command(work.name, { ...work.args(), inspection: id })
      replies += 1
      lane.unsaved.value = withoutSlot(lane.unsaved.value, work.slot)
      return true
    } catch (thrown) {
      lane.unsaved.value = withFailure(lane.unsaved.value, { work, error: AppError.from(thrown) })
      return false
    } finally {
      running -= 1
      if (running === 0 && stale) {
        stale = false
        void load()
      }
    }
  }

  /** Calls a command of this visit after those before it. False if it was not saved. Arguments that depend on what was saved before are a function. */
  function act<C extends VisitCommand>(name: C, args: VisitArgs<C> | (() => VisitArgs<C>)): Promise<boolean> {
    const made = typeof args === 'function' ? args : () => args
    const work: Work = { name, slot: slotOf(name, made()), args: made }
    return inTurn(() => attempt(work))
  }

  /** All that was not saved, again and in its order; what has been overtaken meanwhile is left out. */
  async function again(): Promise<void> {
    await Promise.all(lane.unsaved.value.map((one) => inTurn(async () => lane.unsaved.value.includes(one) && attempt(one.work))))
  }

  /** An answer to an item, or to one household of it. Null takes it back. A null note keeps the note. */
  async function answer(item: string, value: AnswerValue | null, household: number | null = null, note: string | null = null): Promise<boolean> {
    const key = place(item, household)
    const tap = ++taps
    tapped.value = new Map(tapped.value).set(key, { value, tap })
    const saved = await act('set_answer', { item, household, value, note })
    if (tapped.value.get(key)?.tap === tap) {
      const left = new Map(tapped.value)
      left.delete(key)
      tapped.value = left
    }
    return saved
  }

  /** A note beside an answer, which stays whatever it is when the note's turn comes. */
  function note(item: string, words: string): Promise<boolean> {
    const now = () => view.value?.groups.flatMap((group) => group.items).find((one) => one.id === item)?.value ?? null
    return act('set_answer', () => ({ item, household: null, value: now(), note: words }))
  }

  /** When nothing of this visit is on its way any more: true if all of it was saved. */
  async function settled(): Promise<boolean> {
    for (let end: unknown; end !== lane.line; ) {
      await photos.settled()
      await voices.settled()
      end = lane.line
      await end
    }
    return lane.unsaved.value.length === 0 && ![...photos.shots, ...voices.spoken].some((one) => one.meta.inspection === id && one.state === 'failed')
  }

  const shown = computed(() => {
    const now = view.value
    if (!now || tapped.value.size === 0) return now
    const values = new Map([...tapped.value].map(([key, { value }]) => [key, value]))
    return { ...now, groups: now.groups.map((group) => ({ ...group, items: group.items.map((item) => withTaps(item, values)) })) }
  })
  const notSaved = computed<NotSaved | undefined>(() => {
    const first = lane.unsaved.value[0]
    return first && { error: first.error, count: lane.unsaved.value.length, again }
  })

  function retry() {
    void photos.retry()
    void voices.retry()
  }
  // this person's other device, a colleague who shares the visit, a review: any change may be about this visit
  const stop = onChange(() => {
    if (running > 0) stale = true
    else void load()
    retry()
  })
  // a live line that was silent for a moment may say nothing when the network is back
  addEventListener('online', retry)
  // the commits are sealed on leaving, and when the person puts the device away
  const seal = () => void lane.line.then(() => call('seal_now')).catch(() => undefined)
  const away = () => document.visibilityState === 'hidden' && seal()
  document.addEventListener('visibilitychange', away)
  onBeforeUnmount(() => {
    stop()
    removeEventListener('online', retry)
    document.removeEventListener('visibilitychange', away)
    seal()
  })
  void load().then(() => Promise.all([photos.recover(), voices.recover()]))

  return { id, view: shown, failed, notSaved, load, act, answer, note, settled, forgive: () => (lane.unsaved.value = []) }
}

export type Visit = ReturnType<typeof useVisit>

function place(item: string, household: number | null): string {
  return household === null ? item : `${item}/${household}`
}

/** The item as it will be once the taps have been replied to. Points are left as they were: only the scoring computes them. */
export function withTaps(item: ItemView, taps: ReadonlyMap<string, AnswerValue | null>): ItemView {
  const own = taps.get(item.id)
  const households = item.households.map((tick, at): Tick | null => {
    const tap = taps.get(place(item.id, at + 1))
    return tap === undefined ? tick : tap?.kind === 'household' ? tap.tick : null
  })
  return { ...item, households, value: own === undefined ? item.value : own }
}
