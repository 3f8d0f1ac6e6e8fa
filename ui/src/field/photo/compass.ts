// Where the back of the device looks: what a photograph's bearing is. A heading of the position service is where the device moves to,
// which is something else, so that it is never taken for one.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

/** A compass that has been silent for longer says nothing any more (ms). */
const FRESH = 2_000
const TICK = 1_000

interface AppleOrientation extends DeviceOrientationEvent {
  webkitCompassHeading?: number
}

const latest = shallowRef<{ degrees: number; at: number }>()
/** Grows with time while somebody follows, so that what is shown falls silent with the compass. */
const now = ref(0)
let users = 0
let ticking: ReturnType<typeof setInterval> | undefined

/**
 * The direction in which the back camera looks, degrees from north, from the angles of an orientation event.
 * By the Device Orientation specification, appendix "Calculating compass heading": the horizontal part of the screen's inward normal.
 * None while the device lies flat, for then the camera looks up or down.
 */
export function lookingTo(alpha: number, beta: number, gamma: number): number | null {
  const [a, b, g] = [alpha, beta, gamma].map((degrees) => (degrees * Math.PI) / 180) as [number, number, number]
  const east = -Math.cos(a) * Math.sin(g) - Math.sin(a) * Math.sin(b) * Math.cos(g)
  const north = -Math.sin(a) * Math.sin(g) + Math.cos(a) * Math.sin(b) * Math.cos(g)
  if (Math.hypot(east, north) < 0.2) return null
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360
}

function heard(event: DeviceOrientationEvent): void {
  const { alpha, beta, gamma, absolute, webkitCompassHeading } = event as AppleOrientation
  const degrees = webkitCompassHeading ?? (absolute && alpha !== null && beta !== null && gamma !== null ? lookingTo(alpha, beta, gamma) : null)
  if (degrees === null || !Number.isFinite(degrees)) return
  latest.value = { degrees, at: Date.now() }
  now.value = Date.now()
}

/** The direction at this moment, or null. */
export function bearingNow(at = Date.now()): number | null {
  return latest.value && at - latest.value.at < FRESH ? latest.value.degrees : null
}

/** Follows the compass for as long as the calling component lives. Where the platform asks the person first, it is asked now. */
export function useCompass() {
  if (users++ === 0) {
    addEventListener('deviceorientationabsolute', heard as EventListener)
    addEventListener('deviceorientation', heard)
    now.value = Date.now()
    ticking = setInterval(() => (now.value = Date.now()), TICK)
  }
  const asks = (globalThis as { DeviceOrientationEvent?: { requestPermission?: () => Promise<string> } }).DeviceOrientationEvent
  void asks?.requestPermission?.().catch(() => undefined)
  onScopeDispose(() => {
    if (--users > 0) return
    removeEventListener('deviceorientationabsolute', heard as EventListener)
    removeEventListener('deviceorientation', heard)
    clearInterval(ticking)
  })
  return computed(() => bearingNow(now.value))
}
