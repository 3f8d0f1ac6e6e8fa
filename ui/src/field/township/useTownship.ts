// A township, read at once and again whenever something changed.
import { onBeforeUnmount, shallowRef } from 'vue'
import type { TownshipView } from '@/shared/api'
import { AppError, call, onChange } from '@/shared/door'

export function useTownship(code: () => string | null) {
  const view = shallowRef<TownshipView>()
  const failed = shallowRef<AppError>()
  let loads = 0

  async function load(): Promise<void> {
    const turn = ++loads
    try {
      const fresh = await call('township', { township: code() })
      if (turn !== loads) return // another one has been asked for
      view.value = fresh
      failed.value = undefined
    } catch (error) {
      if (turn === loads) failed.value = AppError.from(error)
    }
  }
  onBeforeUnmount(onChange(load))
  void load()
  return { view, failed, load }
}
