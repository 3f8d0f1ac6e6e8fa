// One visit on the screen. Every tap calls its command at once; replies are whole views, taken in the order of the taps.
// What a tap will do is shown before the reply comes; if it could not be saved, that is shown loudly with a way to save again.
import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import type { AnswerValue, InspectionView, ItemView, Tick } from '@/shared/api'
import { AppError, type Args, type Command, call, onChange, type Reply } from '@/shared/door'
import { recover } from '../photo/outbox'

type VisitCommand = { [C in Command]: Reply<C> extends InspectionView ? C : never }[Command]

export interface NotSaved {
  error: AppError
  again: () => Promise<unknown>
}

export function useVisit(id: string) {
  const view = shallowRef<InspectionView>()
  const failed = shallowRef<AppError>()
  const notSaved = shallowRef<NotSaved>()
  /** Answers tapped and not yet replied to, by item or item/household. */
  const tapped = ref(new Map<string, AnswerValue | null>())
  let line: Promise<unknown> = Promise.resolve()
  let running = 0
  let stale = false

  async function load(): Promise<void> {
    try {
      const fresh = await call('inspection', { inspection: id })
      if (running === 0) view.value = fresh
      failed.value = undefined
    } catch (error) {
      if (!view.value) failed.value = AppError.from(error)
    }
  }

  /** Calls a command of this visit after those before it. False if it was not saved. */
  function act<C extends VisitCommand>(name: C, args: Omit<Args<C> & object, 'inspection'>): Promise<boolean> {
    const again = () => act(name, args)
    const turn = line.then(async () => {
      running += 1
      try {
        const command = call as (name: Command, args: unknown) => Promise<InspectionView>
        view.value = await command(name, { ...args, inspection: id })
        if (notSaved.value) notSaved.value = undefined
        return true
      } catch (thrown) {
        notSaved.value = { error: AppError.from(thrown), again }
        return false
      } finally {
        running -= 1
        if (running === 0 && stale) {
          stale = false
          void load()
        }
      }
    })
    line = turn
    return turn
  }

  /** An answer to an item, or to one household of it. Null takes it back. */
  async function answer(item: string, value: AnswerValue | null, household: number | null = null, note: string | null = null): Promise<boolean> {
    const key = slot(item, household)
    tapped.value.set(key, value)
    const saved = await act('set_answer', { item, household, value, note })
    if (tapped.value.get(key) === value) tapped.value.delete(key)
    return saved
  }

  const shown = computed(() => {
    const now = view.value
    if (!now || tapped.value.size === 0) return now
    return { ...now, groups: now.groups.map((group) => ({ ...group, items: group.items.map((item) => withTaps(item, tapped.value)) })) }
  })

  // this person's other device, a colleague who shares the visit, a review: any change may be about this visit
  const stop = onChange(() => {
    if (running > 0) stale = true
    else void load()
  })
  // the commits are sealed on leaving, and when the person puts the device away
  const seal = () => void line.then(() => call('seal_now')).catch(() => undefined)
  const away = () => document.visibilityState === 'hidden' && seal()
  document.addEventListener('visibilitychange', away)
  onBeforeUnmount(() => {
    stop()
    document.removeEventListener('visibilitychange', away)
    seal()
  })
  void load().then(recover)

  return { id, view: shown, failed, notSaved, load, act, answer, forgive: () => (notSaved.value = undefined) }
}

export type Visit = ReturnType<typeof useVisit>

function slot(item: string, household: number | null): string {
  return household === null ? item : `${item}/${household}`
}

/** The item as it will be once the taps have been replied to. Points are left as they were: only the scoring computes them. */
export function withTaps(item: ItemView, taps: ReadonlyMap<string, AnswerValue | null>): ItemView {
  const own = taps.get(item.id)
  const households = item.households.map((tick, at): Tick | null => {
    const tap = taps.get(slot(item.id, at + 1))
    return tap === undefined ? tick : tap?.kind === 'household' ? tap.tick : null
  })
  return { ...item, households, value: own === undefined ? item.value : own }
}
