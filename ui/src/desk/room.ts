import { type ComputedRef, type InjectionKey, computed, inject, onScopeDispose, ref, watch } from 'vue'
import { session } from '@/shared/session'

export type Room = 'one' | 'two' | 'three'

/** The shell measures once, its screens read. */
export const roomKey: InjectionKey<ComputedRef<Room>> = Symbol('room')

export function roomHere(): ComputedRef<Room> {
  return inject(roomKey, computed(() => 'three' as const))
}

/** How many columns fit: three from 1180, two from 860, in pixels at 100 % text size. */
export function roomFor(width: number): Room {
  return width >= 1180 ? 'three' : width >= 860 ? 'two' : 'one'
}

/** The window's width in text sizes: larger text leaves less room, which media queries in rem do not see. */
export function useRoom() {
  const width = ref(measure())
  const again = () => (width.value = measure())
  window.addEventListener('resize', again)
  onScopeDispose(() => window.removeEventListener('resize', again))
  watch(() => session.status.value?.preferences.textSize, again, { flush: 'post' })
  return computed(() => roomFor(width.value))
}

function measure(): number {
  return (window.innerWidth / rem()) * 16
}

/** Pixels in a rem now. */
export function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}
