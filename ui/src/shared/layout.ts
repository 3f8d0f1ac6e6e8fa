// How much room there is, in text sizes: container queries and media queries in rem ignore our text size setting,
// so it is computed here and put on <html data-layout> for the style sheets.
import { computed, ref } from 'vue'

export type Layout = 'tight' | 'narrow' | 'wide'

const width = ref(0) // in rem

export const layout = computed<Layout>(() => layoutFor(width.value))
export const wide = computed(() => layout.value === 'wide')
export const tight = computed(() => layout.value === 'tight')

/** wide from 56.25 rem (900 px at 100 %), tight up to 20 rem. */
export function layoutFor(rem: number): Layout {
  return rem >= 56.25 ? 'wide' : rem <= 20 ? 'tight' : 'narrow'
}

export function measure(): void {
  width.value = window.innerWidth / Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  document.documentElement.dataset.layout = layout.value
}

/** Sets the text size in percent and measures again. */
export function setTextSize(percent: number): void {
  document.documentElement.style.fontSize = `${percent}%`
  measure()
}

export function watchLayout(): void {
  window.addEventListener('resize', measure)
  measure()
}
