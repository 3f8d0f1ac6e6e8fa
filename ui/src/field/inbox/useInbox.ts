// What waits for a person's decision. Every act answers with what is left.
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { ConflictView, Inbox, Keep } from '@/shared/api'
import { AppError, call, onChange } from '@/shared/door'

export function useInbox() {
  const inbox = shallowRef<Inbox>()
  const failed = shallowRef<AppError>()
  const busy = ref(false)

  async function load(): Promise<void> {
    try {
      const fresh = await call('inbox')
      if (!busy.value) inbox.value = fresh
    } catch (thrown) {
      if (!inbox.value) failed.value = AppError.from(thrown)
    }
  }

  /** One act at a time. Undefined if it failed; the reason is in `failed`, and what is there is shown anew. */
  async function act<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    failed.value = undefined
    try {
      return await work()
    } catch (thrown) {
      failed.value = AppError.from(thrown)
      return undefined
    } finally {
      busy.value = false
      if (failed.value) void load()
    }
  }

  async function settle({ table, stream, id, seen }: ConflictView, keep: Keep): Promise<boolean> {
    const left = await act(() => call('settle', { table, stream, id, seen, keep }))
    if (left) inbox.value = left
    return left !== undefined
  }

  async function dismiss(id: string): Promise<void> {
    const left = await act(() => call('dismiss', { id }))
    if (left) inbox.value = left
  }

  /** How many rows were recorded, and how many were left because somebody has changed them since. */
  async function recordAgain(id: string): Promise<{ recorded: number; left: number } | undefined> {
    const again = await act(() => call('record_again', { id }))
    if (again) inbox.value = again.inbox
    return again
  }

  onBeforeUnmount(onChange(() => void load()))
  void load()
  return { inbox, failed, busy, load, settle, dismiss, recordAgain }
}
