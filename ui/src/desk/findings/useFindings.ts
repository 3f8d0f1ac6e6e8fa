import { type ComputedRef, watch } from 'vue'
import { call } from '@/shared/door'
import { useLive } from '../live'
import { type Filters, argsOf, writeFilters } from './filters'

/** The list behind the filters, kept fresh. */
export function useFindings(filters: ComputedRef<Filters>) {
  const live = useLive(() => call('findings', argsOf(filters.value)))
  watch(() => JSON.stringify(writeFilters(filters.value)), () => void live.reload(), { immediate: true })
  return live
}
