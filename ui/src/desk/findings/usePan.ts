import { onScopeDispose, type Ref, ref } from 'vue'
import type { View } from './mapView'

/** Pixels that a press may wander and still be a click. */
const STILL = 4

/** Moves the map with whatever drags it. A press that did not move stays a click on what lies there. */
export function usePan(view: Ref<View>) {
  const from = ref<{ x: number; y: number; view: View; moved: boolean }>()
  function move(event: PointerEvent) {
    const start = from.value
    if (!start) return
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y]
    if (!start.moved && Math.hypot(dx, dy) < STILL) return
    start.moved = true
    view.value = { ...start.view, x: start.view.x + dx, y: start.view.y + dy }
  }
  const stop = () => {
    from.value = undefined
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', stop)
    window.removeEventListener('pointercancel', stop)
  }
  function pointerdown(event: PointerEvent) {
    if (event.button !== 0) return
    from.value = { x: event.clientX, y: event.clientY, view: view.value, moved: false }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', stop)
    window.addEventListener('pointercancel', stop)
  }
  onScopeDispose(stop)
  return { listeners: { pointerdown } }
}
