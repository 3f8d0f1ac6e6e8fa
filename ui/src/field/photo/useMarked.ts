import { ref, watch } from 'vue'
import type { PhotoView } from '@/shared/api'
import { AppError, saveMarked } from '@/shared/door'

/** A photograph with its watermark: shown by a switch, and handed on as a file. */
export function useMarked(photo: () => PhotoView) {
  const shown = ref(false)
  const busy = ref(false)
  const handedOn = ref(false)
  const error = ref<AppError>()
  watch(
    () => photo().id,
    () => (shown.value = false),
  )
  watch(shown, () => {
    handedOn.value = false
    error.value = undefined
  })
  async function handOn() {
    if (busy.value) return
    busy.value = true
    error.value = undefined
    try {
      handedOn.value = await saveMarked(photo())
    } catch (thrown) {
      error.value = AppError.from(thrown)
    } finally {
      busy.value = false
    }
  }
  return { shown, busy, handedOn, error, handOn }
}
