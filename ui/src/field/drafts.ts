// What is typed and not saved yet, kept at every keystroke: in the app for good, on web pages (whose computer may be anybody's)
// for as long as the tab lives.
import { onScopeDispose, watch } from 'vue'
import { session } from '@/shared/session'

const PREFIX = 'xuncun-draft/'

function shelf(): Storage | undefined {
  try {
    return session.web.value ? sessionStorage : localStorage
  } catch {
    return undefined // forbidden here: what is typed lives in the page only
  }
}

/** What is kept under a key. */
export function readDraft(key: string): object | undefined {
  try {
    const kept: unknown = JSON.parse(shelf()?.getItem(PREFIX + key) ?? 'null')
    return typeof kept === 'object' && kept !== null ? kept : undefined
  } catch {
    return undefined
  }
}

/** Keeps something under a key, or puts it away. */
export function keepDraft(key: string, value: object | undefined): void {
  try {
    if (value) shelf()?.setItem(PREFIX + key, JSON.stringify(value))
    else shelf()?.removeItem(PREFIX + key)
  } catch {
    // full: as above
  }
}

/**
 * Fills `draft` with what was typed under this key before, and keeps it as it is typed, from the first change on.
 * `forget` once it is saved or put away on purpose.
 */
export function useDraft<T extends object>(key: string, draft: T): { forget: () => void } {
  const kept = readDraft(key)
  if (kept) for (const field of Object.keys(draft)) if (field in kept) Object.assign(draft, { [field]: kept[field as never] })
  const stop = watch(draft, (now) => keepDraft(key, now), { deep: true, flush: 'sync' })
  onScopeDispose(stop)
  return { forget: () => keepDraft(key, undefined) }
}

/** Puts away all that was typed in a visit, once it is submitted. */
export function forgetDrafts(inspection: string): void {
  const kept = shelf()
  if (!kept) return
  const keys = Array.from({ length: kept.length }, (_, at) => kept.key(at) ?? '')
  for (const key of keys) if (key.startsWith(`${PREFIX}${inspection}/`)) kept.removeItem(key)
}
