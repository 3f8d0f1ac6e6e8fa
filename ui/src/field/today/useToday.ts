// The first screen's state: the day as the replica knows it at once, then again nearest first when the position is known.
import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import type { Fix, Today, VillageCard, VisitStatus } from '@/shared/api'
import { AppError, call, onChange } from '@/shared/door'
import { positionSoon } from '../photo/position'

export type TodayFilter = 'due' | 'open' | 'returned' | 'done'

const OF_FILTER: Record<TodayFilter, VisitStatus[]> = { due: ['due'], open: ['open'], returned: ['returned'], done: ['submitted', 'accepted'] }

export function cardsFor(cards: readonly VillageCard[], filter: TodayFilter | null): VillageCard[] {
  return filter ? cards.filter((card) => OF_FILTER[filter].includes(card.status)) : [...cards]
}

/** The one card whose button is filled: what was begun, else what came back, else the first that is due. */
export function mainCard(cards: readonly VillageCard[]): VillageCard | undefined {
  return cards.find((c) => c.status === 'open') ?? cards.find((c) => c.status === 'returned') ?? cards.find((c) => c.status === 'due')
}

export function useToday() {
  const today = shallowRef<Today>()
  const failed = shallowRef<AppError>()
  const near = ref(false)
  const query = ref('')
  const results = shallowRef<VillageCard[] | null>(null)
  let position: Fix | null = null
  let asked = 0
  let loads = 0

  async function load(): Promise<void> {
    const turn = ++loads
    const from = position
    try {
      const fresh = await call('today', { position: from })
      if (turn !== loads) return // a later question has been asked
      today.value = fresh
      near.value = from !== null
      failed.value = undefined
    } catch (error) {
      if (turn === loads) failed.value = AppError.from(error)
    }
  }

  async function search(text: string): Promise<void> {
    const turn = ++asked
    if (!text) {
      results.value = null
      return
    }
    try {
      const found = await call('search_villages', { query: text, position })
      if (turn === asked) results.value = found
    } catch (error) {
      if (turn === asked) failed.value = AppError.from(error)
    }
  }

  let pause: ReturnType<typeof setTimeout> | undefined
  watch(query, (text) => {
    clearTimeout(pause)
    pause = setTimeout(() => void search(text.trim()), 120)
  })

  const stop = onChange(() => {
    void load()
    if (results.value) void search(query.value.trim())
  })
  onBeforeUnmount(() => {
    stop()
    clearTimeout(pause)
  })
  void load()
  void positionSoon().then((fix) => {
    if (!fix) return
    position = fix
    void load()
  })

  return { today, failed, near, query, results, load }
}
