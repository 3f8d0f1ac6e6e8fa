// The ground map of this device: whether it is here, and having it fetched.
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import type { BasemapView } from '@/shared/api'
import { AppError, basemapUrl, call, onChange } from '@/shared/door'

export function useBasemap() {
  const state = shallowRef<BasemapView>()
  const refused = shallowRef<AppError>()

  async function load(): Promise<void> {
    try {
      state.value = await call('basemap')
    } catch (error) {
      refused.value = AppError.from(error)
    }
  }
  async function fetchNow(): Promise<void> {
    refused.value = undefined
    try {
      state.value = await call('fetch_basemap')
    } catch (error) {
      refused.value = AppError.from(error)
    }
  }
  onBeforeUnmount(onChange(load))
  void load()
  const basemap = computed(() => {
    const { here, etag } = state.value ?? {}
    return here && etag ? { address: basemapUrl(), version: etag } : undefined
  })
  /** It was here, and could not be drawn; another archive may be sound. */
  const broken = ref(false)
  /** It is sound, and a piece of it did not arrive. */
  const gap = ref(false)
  watch(() => basemap.value?.version, () => (broken.value = gap.value = false))
  /** Why it is not here although it was asked for: what the command said, or what became of the fetch. */
  const failed = computed(() => refused.value ?? (state.value?.problem ? new AppError(state.value.problem) : undefined))
  return { state, basemap, broken, gap, failed, fetchNow }
}
