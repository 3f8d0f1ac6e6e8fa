import { ref } from 'vue'
import { type Filters, NONE, writeFilters } from './filters'

/** A view that somebody saved: its name, and the filters as an address has them. */
export interface SavedView {
  name: string
  query: Record<string, string>
}

const KEY = 'xuncun.findings.views'
const MOST = 12

/** The two that everybody has. What waits to be verified waits whenever its pile was found: no days hide any of it. */
export const BUILT_IN: Record<'overdue' | 'verify', Filters> = {
  overdue: { ...NONE, mine: true, due: 'overdue' },
  verify: { ...NONE, statuses: ['replied', 'checked'] },
}

function stored(): SavedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    const isView = (one: unknown): one is SavedView => typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string' && 'query' in one && typeof one.query === 'object' && one.query !== null
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    return []
  }
}

/** Somebody's own views. They are a convenience of this device, no data of the district: they stay in its local storage. */
export function useViews() {
  const own = ref(stored())
  const failed = ref(false)
  function keep(views: SavedView[]) {
    own.value = views
    try {
      localStorage.setItem(KEY, JSON.stringify(views))
      failed.value = false
    } catch {
      failed.value = true
    }
  }
  return {
    own,
    failed,
    /** A second one of a name takes the place of the first. */
    add: (name: string, filters: Filters) => keep([...own.value.filter((one) => one.name !== name.trim()), { name: name.trim(), query: writeFilters(filters) }].slice(-MOST)),
    remove: (name: string) => keep(own.value.filter((one) => one.name !== name)),
  }
}
