// One day of a village's ledger on the screen. Every tap is shown at once and saved by itself; what could not be saved stays, loudly.
import { computed, onBeforeUnmount, shallowRef, watch } from 'vue'
import type { LedgerFigure, LedgerView } from '@/shared/api'
import { AppError, call, onChange } from '@/shared/door'
import { change, isEmpty, kept, type Lane, laneOf, letGo, save, saveSoon, withChanges } from './unsaved'

/** Which village and which day; null is the first village, and today. */
export interface Asked {
  village: string | null
  day: string | null
}

export function useLedger(asked: () => Asked) {
  const view = shallowRef<LedgerView>()
  const failed = shallowRef<AppError>()
  const lane = shallowRef<Lane>()
  let questions = 0
  let replies = 0

  async function load(): Promise<void> {
    const mine = ++questions
    const before = replies
    try {
      const fresh = await call('ledger', asked())
      if (mine !== questions) return // a later question has been asked
      if (before !== replies) return void load() // something was saved meanwhile: which of the two is newer is not known
      failed.value = undefined
      show(fresh)
    } catch (thrown) {
      if (mine === questions) failed.value = AppError.from(thrown)
    }
  }

  function show(fresh: LedgerView) {
    view.value = fresh
    lane.value = laneOf(fresh.village.id, fresh.day)
    // a draft of a page that went away before it was saved
    if (fresh.editable && !lane.value.error.value && !isEmpty(lane.value.changes.value)) void saveNow(lane.value)
  }

  const isShown = (of: Lane) => of === lane.value
  const saved = (of: Lane) => (fresh: LedgerView) => {
    replies += 1
    if (isShown(of)) view.value = fresh
  }
  const saveNow = (of: Lane) => save(of, saved(of))

  function tap(more: Parameters<typeof change>[1]) {
    if (!lane.value || !view.value?.editable) return
    change(lane.value, more)
    saveSoon(lane.value, saved(lane.value))
  }
  const setFigure = (figure: LedgerFigure, amount: string | null) => tap({ figures: { [figure]: amount } })
  const setRoad = (name: string, km: string | null) => tap({ roads: { [name]: km } })

  const shown = computed(() => view.value && lane.value && withChanges(view.value, lane.value.changes.value))
  const state = computed(() => (!lane.value || isEmpty(lane.value.changes.value) ? 'saved' : lane.value.error.value ? 'unsaved' : 'saving'))
  /** Days of which something was not saved, whichever is on the screen. */
  const unsaved = computed(() => kept().filter((of) => of.error.value))
  const again = () => Promise.all(unsaved.value.map(saveNow))
  const forgive = () => unsaved.value.forEach(letGo)

  // another day: what was tapped of this one is saved first
  watch(() => JSON.stringify(asked()), async () => {
    if (lane.value) void saveNow(lane.value)
    await load()
  })
  // a colleague, this person's other device
  const stop = onChange(() => void load())
  // the commits are sealed on leaving, and when the person puts the device away
  const leave = () => {
    const all = kept().filter((of) => !isEmpty(of.changes.value))
    void Promise.all(all.map(saveNow)).then(() => call('seal_now')).catch(() => undefined)
  }
  const away = () => document.visibilityState === 'hidden' && leave()
  document.addEventListener('visibilitychange', away)
  onBeforeUnmount(() => {
    stop()
    document.removeEventListener('visibilitychange', away)
    leave()
  })
  void load()

  return { view: shown, failed, state, unsaved, load, again, forgive, setFigure, setRoad }
}
