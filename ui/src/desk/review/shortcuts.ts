/** What a single key means on the review desk. */
export type Shortcut = 'next' | 'previous' | 'nextPhoto' | 'previousPhoto' | 'accept' | 'return'

const KEYS: Record<string, Shortcut> = {
  j: 'next',
  k: 'previous',
  ArrowRight: 'nextPhoto',
  ArrowLeft: 'previousPhoto',
  a: 'accept',
  r: 'return',
}

/** Elements in which a letter or an arrow is somebody's own. */
const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="combobox"], [role="textbox"]'
const ARROWS_TAKEN = '[role="radiogroup"], [role="tablist"], [role="menu"], [role="slider"], .map-keys'

/**
 * The shortcut of a key press, or nothing: while typing (also while an input method is composing), in a dialog or
 * with any open over the page, with a modifier, or when somebody has dealt with the key already.
 */
export function shortcutOf(event: KeyboardEvent, dialogOpen: boolean): Shortcut | undefined {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return undefined
  if (event.ctrlKey || event.metaKey || event.altKey || dialogOpen) return undefined
  const target = event.target instanceof Element ? event.target : undefined
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (target?.closest(TYPING)) return undefined
  // The drawer that holds the photographs is a dialog, too: there the arrows turn them.
  const dialog = target?.closest('dialog, [role="dialog"], [role="alertdialog"]')
  if (dialog && !(key.startsWith('Arrow') && dialog.querySelector('[data-photo-keys]'))) return undefined
  const shortcut = KEYS[key]
  if (key.startsWith('Arrow') && target?.closest(ARROWS_TAKEN)) return undefined
  // A held key may run through the queue, but never through verdicts.
  if (event.repeat && (shortcut === 'accept' || shortcut === 'return')) return undefined
  return shortcut
}
