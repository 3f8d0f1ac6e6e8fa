import { type ComputedRef, computed, watch } from 'vue'
import { call } from '@/shared/door'
import { useLive } from '../live'
import { type Filters, MOST, argsOf, writeFilters } from './filters'

/** As many as a screen shows, and some more. */
const BEGINNING = 100

/** The list behind the filters, kept fresh. Of another question the beginning is there at once, and the rest, for the map and whoever scrolls, behind it. */
export function useFindings(filters: ComputedRef<Filters>) {
  const question = computed(() => JSON.stringify(writeFilters(filters.value)))
  let answered = ''
  const live = useLive(async (early: (answer: Awaited<ReturnType<typeof read>>) => void) => {
    const asked = question.value
    if (asked !== answered) {
      const beginning = await read(BEGINNING)
      answered = asked
      if (beginning.rows.length >= beginning.total) return beginning
      early(beginning)
    }
    return read(MOST)
  })
  const read = (limit: number) => call('findings', { ...argsOf(filters.value), limit })
  watch(question, () => void live.reload(), { immediate: true })
  /** Nothing of the answer is on its way any more. */
  const whole = computed(() => !!live.data.value && live.data.value.rows.length >= Math.min(live.data.value.total, MOST))
  return { ...live, whole }
}
