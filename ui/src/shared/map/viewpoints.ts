// Where the photographs of a finding were taken from.
import { type Ref, shallowRef, watch } from 'vue'
import type { Fix } from '@/shared/api'
import { call } from '@/shared/door'

export function useViewpoints(finding: Ref<string | undefined>) {
  const viewpoints = shallowRef<Fix[]>([])
  watch(finding, async (id) => {
    viewpoints.value = []
    const view = id ? await call('finding', { finding: id }).catch(() => undefined) : undefined
    if (view && finding.value === id) viewpoints.value = view.photos.flatMap(({ fix }) => (fix ? [fix] : []))
  }, { immediate: true })
  return viewpoints
}
