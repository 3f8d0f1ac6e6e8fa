import { type App, createApp, type Component, h } from 'vue'

let mounted: App[] = []

/** What a composable gives inside a component that stays until `unmountAll`. */
export function inComponent<T>(use: () => T): T {
  let made: { value: T } | undefined
  mount({ setup: () => ((made = { value: use() }), () => null) })
  if (!made) throw new Error('not set up')
  return made.value
}

/** Puts a component on the page. */
export function mount(component: Component, props: Record<string, unknown> = {}): HTMLElement {
  const host = document.body.appendChild(document.createElement('div'))
  const app = createApp({ render: () => h(component, props) })
  app.component('RouterLink', { template: '<a><slot /></a>' })
  app.mount(host)
  mounted.push(app)
  return host
}

export function unmountAll(): void {
  for (const app of mounted) app.unmount()
  mounted = []
  document.body.replaceChildren()
}
