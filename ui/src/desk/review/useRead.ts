import { type Ref, computed, onScopeDispose, ref, watch } from 'vue'

/** What shows that somebody is with the inspection on the screen. */
const SIGNS = ['pointerdown', 'wheel', 'keydown'] as const

/**
 * Whether the inspection that is open may take a verdict by a single key. One that came up by itself, after a verdict on the one
 * before, was not looked at until the person does anything with it but press the key again.
 */
export function useRead(selected: Ref<string | undefined>) {
  const unread = ref<string>()
  const read = computed(() => unread.value === undefined || unread.value !== selected.value)
  /** A verdict was tried on what was not looked at. */
  const hasty = ref(false)
  watch(selected, () => (hasty.value = false))
  function seen(event: Event) {
    if (event instanceof KeyboardEvent && event.key.toLowerCase() === 'a') return
    unread.value = undefined
    hasty.value = false
  }
  for (const sign of SIGNS) document.addEventListener(sign, seen, { capture: true, passive: true })
  onScopeDispose(() => SIGNS.forEach((sign) => document.removeEventListener(sign, seen, { capture: true })))
  return { read, hasty, cameUp: (inspection: string) => (unread.value = inspection) }
}
