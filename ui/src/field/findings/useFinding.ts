// One finding: read at once and again whenever something changed; steps are taken on what was looked at.
import { type MaybeRefOrGetter, onBeforeUnmount, ref, shallowRef, toValue, watch } from 'vue'
import type { FindingView, StepKind } from '@/shared/api'
import { AppError, call, onChange } from '@/shared/door'
import { newId } from '@/shared/newId'

export interface Taking {
  kind: StepKind
  note: string
  photos: string[]
  voices: string[]
  due: string | null
}

/** By its id, or by the code that stands on paper. */
export function useFinding(id: MaybeRefOrGetter<string>) {
  const view = shallowRef<FindingView>()
  const failed = shallowRef<AppError>()
  /** What became of the last try to take a step. */
  const refused = shallowRef<AppError>()
  const busy = ref(false)
  let loads = 0
  // One key for one step, whatever became of the first try.
  let key: { of: string; id: string } | undefined

  let latest: Promise<void> | undefined

  /** Done when what is shown is as new as this call: a later reading that overtook it is waited for. */
  const load = (): Promise<void> => (latest = read())

  async function read(): Promise<void> {
    const turn = ++loads
    try {
      const fresh = await call('finding', { finding: toValue(id) })
      if (turn !== loads) return latest
      view.value = fresh
      failed.value = undefined
    } catch (error) {
      if (turn === loads) failed.value = AppError.from(error)
    }
  }

  /** Takes a step; false if it was not taken, and `refused` says why. */
  async function take({ kind, note, photos, voices, due }: Taking): Promise<boolean> {
    if (!view.value || busy.value) return false
    const { brief, last } = view.value
    const of = `${kind} ${last ?? ''}`
    if (key?.of !== of) key = { of, id: newId() }
    busy.value = true
    try {
      view.value = await call('take_step', { finding: brief.id, kind, answers: last, note, photos, voices, due, key: key.id })
      refused.value = undefined
      return true
    } catch (error) {
      refused.value = AppError.from(error)
      if (refused.value.code === 'finding_moved_on') await load()
      return false
    } finally {
      busy.value = false
    }
  }

  /** Writes what is no step: whose it is, say. Answers why it was not written, if it was not. */
  async function change(write: (finding: string) => Promise<FindingView>): Promise<AppError | undefined> {
    if (!view.value) return undefined
    busy.value = true
    try {
      view.value = await write(view.value.brief.id)
      return undefined
    } catch (error) {
      return AppError.from(error)
    } finally {
      busy.value = false
    }
  }

  watch(
    () => toValue(id),
    () => {
      view.value = refused.value = undefined
      void load()
    },
  )
  onBeforeUnmount(onChange(load))
  void load()
  return { view, failed, refused, busy, load, take, change }
}
