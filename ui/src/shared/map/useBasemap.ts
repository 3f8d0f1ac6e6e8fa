// The ground map of this device: whether it is here, having it fetched, and what is laid over it from 天地图.
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import type { BasemapView } from '@/shared/api'
import { AppError, basemapUrl, call, onChange } from '@/shared/door'
import { chosenLook, keepLook, type Look } from './tianditu'

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
  const chosen = ref(chosenLook())
  /** The district's key; without one there is nothing to choose. */
  const tianditu = computed(() => state.value?.tianditu ?? undefined)
  /** Nobody is asked over the network while there is a ground here, unless the person chose so: whoever is asked learns where people look. */
  const look = computed((): Look | undefined => (tianditu.value ? (chosen.value ?? (state.value?.here ? 'own' : 'vec')) : undefined))
  /** The online map was not to be had. */
  const unreached = ref(false)
  function choose(wanted: Look): void {
    chosen.value = wanted
    keepLook(wanted)
  }
  watch([look, tianditu], () => (unreached.value = false))
  /** Why it is not here although it was asked for: what the command said, or what became of the fetch. */
  const failed = computed(() => refused.value ?? (state.value?.problem ? new AppError(state.value.problem) : undefined))
  return { state, basemap, broken, gap, failed, fetchNow, tianditu, look, choose, unreached }
}
