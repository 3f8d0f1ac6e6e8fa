// Saving and taking bundles: one at a time, with what came of the last one.
import { onMounted, ref } from 'vue'
import type { BundleOutcome, BundleView, GiveBundle, HandOver } from '@/shared/api'
import { AppError, call, saveBundle, takeBundle } from '@/shared/door'

export function useHandOver() {
  const waiting = ref<HandOver>()
  const saved = ref<BundleView>()
  const taken = ref<BundleOutcome>()
  const error = ref<AppError>()
  const busy = ref<'save' | 'take'>()

  async function tried(doing: 'save' | 'take', work: () => Promise<void>) {
    if (busy.value) return
    busy.value = doing
    error.value = saved.value = taken.value = undefined
    try {
      await work()
      waiting.value = await call('handover')
    } catch (thrown) {
      error.value = AppError.from(thrown)
    } finally {
      busy.value = undefined
    }
  }
  /** Nothing comes back where the person thought better of it in the system's dialog. */
  const save = (args: GiveBundle) => tried('save', async () => void (saved.value = (await saveBundle(args)) ?? undefined))
  const take = (file: File | null) => tried('take', async () => void (taken.value = (await takeBundle(file)) ?? undefined))

  onMounted(() => call('handover').then((found) => (waiting.value = found), (thrown: unknown) => (error.value = AppError.from(thrown))))
  return { waiting, saved, taken, error, busy, save, take }
}
