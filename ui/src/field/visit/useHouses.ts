// Which of the five households is open, and where to go from it. Held by the visit, so that the bar under the thumb can move on.
import { computed, ref, watch } from 'vue'
import type { GroupView, Tick } from '@/shared/api'
import { householdDone } from './groups'

const HOUSES = [0, 1, 2, 3, 4]

export function useHouses(group: () => GroupView | undefined, tick: (item: string, household: number, value: Tick | null) => void) {
  const items = computed(() => group()?.items ?? [])
  const done = (house: number) => householdDone(items.value, house)
  const firstOpen = () => HOUSES.find((house) => !done(house)) ?? -1
  const open = ref(-1)
  watch(() => group()?.id, () => (open.value = firstOpen()), { immediate: true })

  /** The next household with something to see, going round; null if all were seen. */
  const next = computed(() => HOUSES.find((house) => house > open.value && !done(house)) ?? HOUSES.find((house) => house !== open.value && !done(house)) ?? null)
  const openDone = computed(() => open.value < 0 || done(open.value))

  /** What is not ticked yet in the open household is clean. */
  function restClean(): void {
    for (const item of items.value) if ((item.households[open.value] ?? null) === null && item.value?.kind !== 'not_applicable') tick(item.id, open.value + 1, 'pass')
  }
  /** What 没人，换一户 has to say, or to ask, of the open household. */
  const asked = ref<'sure' | 'nothing' | 'cleared' | null>(null)
  watch(open, () => (asked.value = null))
  /** Nobody home: the ticks of the open household are taken back, at the second tap, and another household takes its number. */
  function another(): void {
    const ticked = items.value.filter((item) => item.households[open.value])
    if (ticked.length === 0) asked.value = 'nothing'
    else if (asked.value !== 'sure') asked.value = 'sure'
    else {
      for (const item of ticked) tick(item.id, open.value + 1, null)
      asked.value = 'cleared'
    }
  }
  function goNext(): void {
    if (next.value !== null) open.value = next.value
  }
  return { houses: HOUSES, open, next, openDone, restClean, another, asked, goNext, tick }
}

export type Houses = ReturnType<typeof useHouses>
