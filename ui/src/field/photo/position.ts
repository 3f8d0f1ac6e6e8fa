// Where the person is, while somebody wants to know. Unknown is null, and 0,0 is unknown: some platforms say it when they mean nothing.
import { computed, onScopeDispose, readonly, ref, shallowRef } from 'vue'
import type { Fix } from '@/shared/api'
import { session } from '@/shared/session'

/** Older than this is where the person was, not where they are (ms). */
const FRESH = 60_000
/** Older than this and the shutter asks for another, for the next press (ms). */
const AGEING = 15_000
/** The ages of two positions that differ by less than this are the same (ms). */
const STEADY = 15_000
/** How often it is looked whether a fix has grown old (ms). */
const TICK = 5_000
/** Worse than this and people are asked to go into the open, and the position is looked for again (metres): the district's setting. */
export const poorMetres = () => session.status.value?.positionPoorM ?? 30

/** Missing where a page came over plain HTTP. */
const locator = () => navigator.geolocation as Geolocation | undefined

/** `told` is the receiver's own time, which is nobody's to set where the receiver is a satellite's. */
const latest = shallowRef<{ fix: Fix; at: number; told: number | null } | null>(null)
const denied = ref(false)
/** A clock that runs while somebody follows, so that what is shown grows old as what is recorded does. */
const now = ref(Date.now())
let watch: number | undefined
let ticking: ReturnType<typeof setInterval> | undefined
let users = 0
const followers = new Set<(fix: Fix, at: number) => void>()

/** A browser's position as a fix; null if it is none. */
export function fixOf(coords: Pick<GeolocationCoordinates, 'longitude' | 'latitude' | 'accuracy' | 'altitude'>): Fix | null {
  const { longitude: lon, latitude: lat, accuracy } = coords
  if (![lon, lat, accuracy].every(Number.isFinite) || accuracy <= 0) return null
  if (Math.abs(lon) < 1e-6 && Math.abs(lat) < 1e-6) return null
  // its heading is where the person walks to; where the camera looks is the compass' to say
  return { lon, lat, accuracy, altitude: coords.altitude ?? null, bearing: null }
}

/** The one before: its time, and how old it seemed. */
let before = { timestamp: 0, lag: 0 }

/** Positions that are new and all seem equally old are as new as any: it is the clock of this device that is ahead of the receiver's. */
function byAnotherClock(timestamp: number): boolean {
  const now = { timestamp, lag: Date.now() - timestamp }
  const steady = timestamp > before.timestamp && Math.abs(now.lag - before.lag) < STEADY
  before = now
  return steady && now.lag > FRESH
}

function heard(position: GeolocationPosition): Fix | null {
  const fix = fixOf(position.coords)
  // by the position's own time: a platform may hand over one that it has had for a while
  const at = byAnotherClock(position.timestamp) ? Date.now() : Math.min(Date.now(), position.timestamp || Date.now())
  if (fix && at >= (latest.value?.at ?? 0)) latest.value = { fix, at, told: position.timestamp || null }
  if (fix) for (const tell of followers) tell(fix, at)
  now.value = Date.now()
  denied.value = false
  return fix
}

function refused(error: GeolocationPositionError): void {
  if (error.code === error.PERMISSION_DENIED) denied.value = true
}

function start(): void {
  const geolocation = locator()
  if (watch !== undefined || !geolocation) return
  watch = geolocation.watchPosition(heard, refused, { enableHighAccuracy: true, maximumAge: 10_000 })
  now.value = Date.now()
  ticking = setInterval(() => (now.value = Date.now()), TICK)
}

function stop(): void {
  if (watch !== undefined) locator()?.clearWatch(watch)
  clearInterval(ticking)
  watch = undefined
}

/** The fix at a moment, or null: never an old one, never an invented one. */
export function fixNow(at = Date.now()): Fix | null {
  return latest.value && at - latest.value.at < FRESH ? latest.value.fix : null
}

/** When the receiver had the fix of this moment, by its own clock. */
export function fixedAt(at = Date.now()): number | null {
  return fixNow(at) ? (latest.value?.told ?? null) : null
}

/** Asks again if the fix is ageing: a watch that has gone quiet is not a person who stands still. */
export function freshen(): void {
  if (latest.value && Date.now() - latest.value.at < AGEING) return
  locator()?.getCurrentPosition(heard, refused, { enableHighAccuracy: true, maximumAge: 0, timeout: 20_000 })
}

function join(): () => void {
  users += 1
  start()
  return () => {
    users -= 1
    if (users === 0) stop()
  }
}

/** Hears every position from now on, whatever screen is open, until the returned function is called. */
export function follow(tell: (fix: Fix, at: number) => void): () => void {
  const leave = join()
  followers.add(tell)
  return () => {
    if (followers.delete(tell)) leave()
  }
}

/** Follows the position for as long as the calling component lives: `fix` is what a press would record now. */
export function usePosition() {
  onScopeDispose(join())
  return { fix: computed(() => fixNow(now.value)), denied: readonly(denied) }
}

/** One position if it is to be had soon: for ordering what is near, and for adding a position later. */
export function positionSoon(wait = 3000, exact = false): Promise<Fix | null> {
  const known = fixNow()
  const geolocation = locator()
  if (known || !geolocation) return Promise.resolve(known)
  return new Promise((done) => {
    geolocation.getCurrentPosition(
      (position) => done(heard(position)),
      (error) => {
        refused(error)
        done(null)
      },
      { enableHighAccuracy: exact, maximumAge: exact ? 0 : 60_000, timeout: wait },
    )
  })
}
