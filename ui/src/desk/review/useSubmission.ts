import { type Ref, watch } from 'vue'
import { call } from '@/shared/door'
import { useLive } from '../live'

/** The submission that is open, kept fresh. Another one starts empty: no verdict can fall on what is not shown yet. */
export function useSubmission(inspection: Ref<string | undefined>) {
  const live = useLive(async () => (inspection.value ? await call('submission', { inspection: inspection.value }) : undefined))
  watch(
    inspection,
    () => {
      live.clear()
      if (inspection.value) void live.reload()
    },
    { immediate: true },
  )
  return live
}
