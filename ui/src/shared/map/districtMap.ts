import { ref, shallowRef } from 'vue'
import type { DistrictMap } from '@/shared/api'
import { AppError, call } from '@/shared/door'

// Borders hardly ever change and are large: asked once while the page lives, and again only when that failed.
const data = shallowRef<DistrictMap>()

export function useDistrictMap() {
  const error = shallowRef<AppError>()
  const loading = ref(false)
  async function reload(): Promise<void> {
    if (loading.value) return
    loading.value = true
    error.value = undefined
    try {
      data.value = await call('district_map')
    } catch (thrown) {
      error.value = AppError.from(thrown)
    }
    loading.value = false
  }
  if (!data.value) void reload()
  return { data, error, reload }
}
