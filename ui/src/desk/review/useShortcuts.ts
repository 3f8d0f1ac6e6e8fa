import { onBeforeUnmount, onMounted } from 'vue'
import { type Shortcut, shortcutOf } from './shortcuts'

/** Listens for the desk's single keys while the screen is up. */
export function useShortcuts(dialogOpen: () => boolean, actions: Record<Shortcut, () => unknown>): void {
  function listen(event: KeyboardEvent) {
    const shortcut = shortcutOf(event, dialogOpen())
    if (!shortcut) return
    event.preventDefault()
    actions[shortcut]()
  }
  onMounted(() => document.addEventListener('keydown', listen))
  onBeforeUnmount(() => document.removeEventListener('keydown', listen))
}
