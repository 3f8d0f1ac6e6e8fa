import { type Ref, ref, shallowRef, watch } from 'vue'
import type { NextStep } from '@/shared/api'
import { AppError, call } from '@/shared/door'
import { newId } from '@/shared/newId'
import { useLive } from '../live'

/** The finding that is open, kept fresh, and the steps taken on it. */
export function useFinding(finding: Ref<string>) {
  const live = useLive(() => call('finding', { finding: finding.value }))
  const busy = ref(false)
  const error = shallowRef<AppError>()
  /** Somebody was faster: what is shown was read again, and the person is told. */
  const movedOn = ref(false)
  /** The step that was just taken. */
  const did = ref<NextStep['kind']>()
  // One try and its repetitions are one step.
  let attempt: { words: string; key: string } | undefined

  watch(
    finding,
    () => {
      live.clear()
      error.value = did.value = attempt = undefined
      movedOn.value = false
      void live.reload()
    },
    { immediate: true },
  )

  async function take(step: NextStep, note: string, due: string | null): Promise<boolean> {
    const seen = live.data.value
    if (!seen || busy.value) return false
    const words = JSON.stringify([seen.brief.id, seen.last, step.kind, note, due])
    if (attempt?.words !== words) attempt = { words, key: newId() }
    busy.value = true
    error.value = undefined
    movedOn.value = false
    try {
      const answer = await call('take_step', { finding: seen.brief.id, kind: step.kind, answers: seen.last, note, photos: [], voices: [], due, key: attempt.key })
      if (seen.brief.id === finding.value || seen.brief.code === finding.value) live.data.value = answer
      did.value = step.kind
      return true
    } catch (thrown) {
      const failed = AppError.from(thrown)
      if (failed.code === 'finding_moved_on') {
        movedOn.value = true
        await live.reload()
      } else error.value = failed
      return false
    } finally {
      busy.value = false
    }
  }
  /** Says which other one it is, or takes it back. */
  async function saySame(other: string | null): Promise<void> {
    const seen = live.data.value
    if (!seen || busy.value) return
    busy.value = true
    error.value = undefined
    try {
      const answer = await call('say_same', { finding: seen.brief.id, sameAs: other })
      if (seen === live.data.value) live.data.value = answer
    } catch (thrown) {
      error.value = AppError.from(thrown)
    } finally {
      busy.value = false
    }
  }
  return { data: live.data, failed: live.error, reload: live.reload, busy, error, movedOn, did, take, saySame }
}

export type OpenFinding = ReturnType<typeof useFinding>
