import { computed, ref, watch } from 'vue'
import { call } from '@/shared/door'
import { useLive } from '../live'
import { tellWaiting } from '../waiting'
import { type DeskFilter, askedFilter, shownRows } from './queue'

/** Milliseconds without a key before the search is sent. */
const PAUSE = 200

/** The queue with its filter and search, kept fresh. */
export function useQueue(first: DeskFilter) {
  const filter = ref<DeskFilter>(first)
  const query = ref('')
  const live = useLive(() => call('review_queue', { filter: askedFilter(filter.value), query: query.value.trim() }))
  const rows = computed(() => shownRows(live.data.value?.rows ?? [], filter.value))
  /** Matches that the answer left out: it holds the oldest thousand. */
  const left = computed(() => (live.data.value ? live.data.value.found - live.data.value.rows.length : 0))
  const ready = computed(() => live.data.value !== undefined)

  let pause: ReturnType<typeof setTimeout> | undefined
  watch(query, () => {
    clearTimeout(pause)
    pause = setTimeout(() => void live.reload(), PAUSE)
  })
  watch(filter, (now, before) => {
    if (askedFilter(now) !== askedFilter(before)) void live.reload()
  })
  watch(live.data, (queue) => tellWaiting(queue?.waiting))
  void live.reload()
  return { filter, query, rows, left, ready, error: live.error, loading: live.loading, reload: live.reload }
}

export type DeskQueue = ReturnType<typeof useQueue>
