// Who uses this device and how the sync stands: loaded once, then kept fresh by the door's changes.
import { computed, readonly, ref, shallowRef } from 'vue'
import type { Preferences, Status, SyncStatus } from './generated'
import { AppError, call, onChange, onUnknown } from './door'
import { setLocale } from './i18n'
import { setTextSize } from './layout'

const status = shallowRef<Status>()
const sync = shallowRef<SyncStatus>()
const unreachable = ref(false)
const ended = ref(false)
let following = false

export const session = {
  status: readonly(status) as Readonly<typeof status>,
  sync: readonly(sync) as Readonly<typeof sync>,
  /** Web pages: the server does not answer. */
  unreachable: readonly(unreachable),
  /** Web pages: somebody was signed in, and the server does not know them any more. */
  ended: readonly(ended),
  me: computed(() => status.value?.me ?? null),
  web: computed(() => status.value?.door === 'web'),
  /** What waits for the person's decision: refused changes, rows with two sides. */
  toDecide: computed(() => (sync.value ? sync.value.refused.length + sync.value.conflicts : 0)),
}

/** Takes a status as the door gave it, and shows the person's preferences. */
export function adopt(next: Status): Status {
  status.value = next
  if (next.me) ended.value = false
  show(next.preferences)
  return next
}

function show(preferences: Preferences): void {
  void setLocale(preferences.locale)
  document.documentElement.dataset.theme = preferences.theme
  setTextSize(preferences.textSize)
}

/** The status, asked once. */
export async function ensureStatus(): Promise<Status> {
  if (status.value) return status.value
  const first = await call('status')
  await setLocale(first.preferences.locale) // before the first paint, or English would flash Chinese
  return adopt(first)
}

/** Asks for the status again, after signing in or enrolling, say. */
export async function refreshStatus(): Promise<Status> {
  return adopt(await call('status'))
}

onUnknown(() => {
  if (!session.web.value || !status.value?.me || ended.value) return
  ended.value = true
  // who is nobody now must not be shown as somebody; the status itself is answered to everybody
  void refreshStatus().catch(() => undefined)
})

/** Shows the choice at once and keeps it; put back if it could not be kept. */
export async function prefer(change: Partial<Preferences>): Promise<void> {
  const before = status.value
  if (!before) return
  const wanted = { ...before.preferences, ...change }
  show(wanted)
  try {
    adopt(await call('set_preferences', wanted))
  } catch (error) {
    show(before.preferences)
    throw error
  }
}

export async function refreshSync(): Promise<void> {
  try {
    sync.value = await call('sync_status')
    unreachable.value = false
    // Wiped since: the screens are of nobody's any more.
    if (sync.value.standing === 'unenrolled' && status.value?.me) await refreshStatus()
  } catch (error) {
    unreachable.value = AppError.from(error).code === 'server_unreachable'
  }
}

export async function syncNow(): Promise<void> {
  sync.value = await call('sync_now')
}

/** Follows the sync for as long as the page lives. Called by the half that shows a sync line. */
export function followSync(): void {
  if (following) return
  following = true
  onChange(() => void refreshSync())
  // ages ("3 hours ago") and a server that went away do not announce themselves
  setInterval(() => void refreshSync(), 20_000)
  if (!session.web.value) void import('./conditions').then((conditions) => conditions.watchConditions())
  void refreshSync()
}
