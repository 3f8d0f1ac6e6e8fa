// Where the person is, while somebody wants to know. Unknown is null, and 0,0 is unknown: some platforms say it when they mean nothing.
import { onScopeDispose, readonly, ref, shallowRef } from 'vue'
import type { Fix } from '@/shared/api'

/** Older than this is where the person was, not where they are (ms). */
const FRESH = 60_000
/** Worse than this and people are asked to go into the open (metres). */
export const POOR = 30

const latest = shallowRef<{ fix: Fix; at: number } | null>(null)
const denied = ref(false)
let watch: number | undefined
let users = 0

/** A browser's position as a fix; null if it is none. */
export function fixOf(coords: Pick<GeolocationCoordinates, 'longitude' | 'latitude' | 'accuracy' | 'altitude' | 'heading'>): Fix | null {
  const { longitude: lon, latitude: lat, accuracy } = coords
  if (![lon, lat, accuracy].every(Number.isFinite) || accuracy <= 0) return null
  if (Math.abs(lon) < 1e-6 && Math.abs(lat) < 1e-6) return null
  const bearing = coords.heading
  return { lon, lat, accuracy, altitude: coords.altitude ?? null, bearing: bearing !== null && Number.isFinite(bearing) ? bearing : null }
}

function start(): void {
  if (watch !== undefined || !('geolocation' in navigator)) return
  watch = navigator.geolocation.watchPosition(
    (position) => {
      const fix = fixOf(position.coords)
      latest.value = fix && { fix, at: Date.now() }
      denied.value = false
    },
    (error) => {
      denied.value = error.code === error.PERMISSION_DENIED
    },
    { enableHighAccuracy: true, maximumAge: 10_000 },
  )
}

function stop(): void {
  if (watch !== undefined) navigator.geolocation.clearWatch(watch)
  watch = undefined
}

/** The fix at this moment, or null: never an old one, never an invented one. */
export function fixNow(): Fix | null {
  return latest.value && Date.now() - latest.value.at < FRESH ? latest.value.fix : null
}

/** Follows the position for as long as the calling component lives. */
export function usePosition() {
  users += 1
  start()
  onScopeDispose(() => {
    users -= 1
    if (users === 0) stop()
  })
  return { latest: readonly(latest), denied: readonly(denied) }
}

/** One position if it is to be had soon, for ordering what is near. */
export function positionSoon(wait = 3000): Promise<Fix | null> {
  const now = fixNow()
  if (now || !('geolocation' in navigator)) return Promise.resolve(now)
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      (position) => {
        const fix = fixOf(position.coords)
        if (fix) latest.value = { fix, at: Date.now() }
        done(fix)
      },
      () => done(null),
      { maximumAge: 60_000, timeout: wait },
    )
  })
}
