import { onScopeDispose, ref, shallowRef } from 'vue'
import { AppError, onChange } from '@/shared/door'
import { refreshSync } from '@/shared/session'

/**
 * Something that a command tells, kept fresh: asked again when anything changed, one question at a time however fast
 * changes come. What is shown stays while a new answer is fetched, and when fetching failed.
 * The question may show the beginning of a long answer early.
 */
export function useLive<T>(ask: (early: (answer: T) => void) => Promise<T>) {
  const data = shallowRef<T>()
  const error = shallowRef<AppError>()
  const loading = ref(false)
  let turn = 0
  let changedMeanwhile = false

  async function reload(): Promise<void> {
    const mine = ++turn
    loading.value = true
    changedMeanwhile = false
    try {
      const answer = await ask((beginning) => {
        if (mine === turn) data.value = beginning
      })
      if (mine !== turn) return // a later question has been asked
      data.value = answer
      error.value = undefined
    } catch (thrown) {
      if (mine !== turn) return
      error.value = AppError.from(thrown)
      // The line in the bar should not learn it twenty seconds later.
      if (error.value.code === 'server_unreachable') void refreshSync()
    }
    loading.value = false
    if (changedMeanwhile) void reload()
  }

  /** Forgets the answer: for another question, whose old answer must not be taken for its own. */
  function clear(): void {
    turn += 1
    data.value = undefined
    error.value = undefined
    loading.value = false
  }

  onScopeDispose(
    onChange(() => {
      if (loading.value) changedMeanwhile = true
      else void reload()
    }),
  )
  return { data, error, loading, reload, clear }
}
