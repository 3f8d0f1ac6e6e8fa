import { type Ref, computed, ref, shallowRef, watch } from 'vue'
import type { SubmissionView, Verdict } from '@/shared/api'
import { AppError, call } from '@/shared/door'

/** Why it cannot be accepted now, as a key of `desk.cannot`; nothing when it can. */
export type Hindrance = 'conflict' | 'accepted' | 'returned' | 'unsubmitted' | 'forbidden'

/**
 * Content that changed since it was sent is no hindrance: two inspectors share a visit, and the later one's sync adds to it.
 * The verdict names the content that is shown, and the command refuses it if that is another by then. A conflict comes last: it can be sent back.
 */
export function hindranceOf(view: SubmissionView): Hindrance | undefined {
  if (!view.submission) return 'unsubmitted'
  if (view.inspection.status === 'accepted') return 'accepted'
  if (view.inspection.status === 'returned') return 'returned'
  if (!view.reviewable) return 'forbidden'
  return view.inspection.conflicts > 0 ? 'conflict' : undefined
}

/** Accepting and returning what is shown. `done` hears which inspection was judged, before anything is loaded again. */
export function useVerdict(view: Ref<SubmissionView | undefined>, done: (inspection: string) => void) {
  const busy = ref(false)
  const error = shallowRef<AppError>()
  /** The last verdict given, to be said aloud and shown in the bar. */
  const given = shallowRef<{ verdict: Verdict; village: string }>()
  const hindrance = computed(() => (view.value ? hindranceOf(view.value) : undefined))
  const possible = computed(() => !!view.value && !hindrance.value && !busy.value)
  /** What is in conflict is settled by its inspectors, once they have it back. */
  const returnable = computed(() => !!view.value && (!hindrance.value || hindrance.value === 'conflict') && !busy.value)
  watch(() => view.value?.inspection.id, () => (error.value = undefined))

  async function give(verdict: Verdict, reason: string): Promise<boolean> {
    const seen = view.value
    if (!seen?.submission || !(verdict === 'returned' ? returnable : possible).value) return false
    busy.value = true
    error.value = undefined
    try {
      await call('review', { submission: seen.submission.id, contentHash: seen.submission.contentHash, verdict, reason })
      given.value = { verdict, village: seen.inspection.village.name }
      done(seen.inspection.id)
      return true
    } catch (thrown) {
      error.value = AppError.from(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  return {
    busy, error, given, hindrance, possible, returnable,
    /** Puts away an older refusal, before another verdict is begun. */
    forget: () => (error.value = undefined),
    accept: () => give('accepted', ''),
    sendBack: (reason: string) => give('returned', reason.trim()),
  }
}

export type DeskVerdict = ReturnType<typeof useVerdict>
