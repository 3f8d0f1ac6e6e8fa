import { ref, shallowRef } from 'vue'
import type { FindingBrief } from './api'
import { AppError, saveDocument } from './door'
import { bringWords } from './i18n'

/** A finding as a picture for a chat group, handed to whatever sends files. */
export function useShare() {
  const busy = ref(false)
  const shared = ref(false)
  const error = shallowRef<AppError>()
  async function share(finding: FindingBrief) {
    if (busy.value) return
    busy.value = true
    shared.value = false
    error.value = undefined
    try {
      const [{ shareOrder }] = await Promise.all([import('./document'), bringWords('document')])
      shared.value = await saveDocument(shareOrder(finding), finding.code)
    } catch (thrown) {
      error.value = AppError.from(thrown)
    } finally {
      busy.value = false
    }
  }
  return { busy, shared, error, share }
}
