// A map is painted, not styled: it asks the tokens for their colours, and again when the theme changes.

const NAMES = ['--ink', '--ink2', '--page', '--card', '--line', '--edge', '--green', '--green-tint', '--on-green', '--red', '--on-red', '--amber', '--amber-tint', '--blue', '--blue-tint'] as const
type Token = (typeof NAMES)[number]
export type Colours = Record<Token, string> & { font: string[] }

export function readColours(of = getComputedStyle(document.documentElement)): Colours {
  const colours = Object.fromEntries(NAMES.map((name) => [name, of.getPropertyValue(name).trim() || '#000'])) as Record<Token, string>
  const font = of.getPropertyValue('--font').split(',').map((name) => name.trim().replaceAll("'", '')).filter(Boolean)
  return { ...colours, font: font.length ? font : ['sans-serif'] }
}

/** Calls back after each change of the theme; answers how to stop. */
export function onTheme(changed: () => void): () => void {
  const watcher = new MutationObserver(changed)
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => watcher.disconnect()
}
