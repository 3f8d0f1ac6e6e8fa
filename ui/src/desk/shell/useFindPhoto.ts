import { ref, watch } from 'vue'
import type { PhotoFound } from '@/shared/api'
import { AppError, call } from '@/shared/door'

/** A verification code, and what it leads to. What is found is of the code that is shown: another one begins with nothing. */
export function useFindPhoto() {
  const code = ref('')
  const found = ref<PhotoFound[]>([])
  const failed = ref<AppError>()
  const busy = ref(false)
  let turn = 0

  watch(code, forget, { flush: 'sync' })
  function forget(): void {
    turn += 1
    found.value = []
    failed.value = undefined
    busy.value = false
  }

  async function find(): Promise<void> {
    forget()
    const mine = turn
    busy.value = true
    try {
      const { photos } = await call('find_photo', { code: code.value })
      if (mine === turn) found.value = photos
    } catch (thrown) {
      if (mine === turn) failed.value = AppError.from(thrown)
    }
    if (mine === turn) busy.value = false
  }

  return { code, found, failed, busy, find }
}
