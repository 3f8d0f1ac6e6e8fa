// All routes. Each half brings its own list; screens load when they are first opened.
import { createRouter, createWebHashHistory, type RouteLocationRaw } from 'vue-router'
import desk from '@/desk/routes'
import field from '@/field/routes'
import start from '@/start/routes'
import type { Status } from './generated'
import { call } from './door'
import { bringWords, type LaterWords } from './i18n'
import { ensureStatus } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Opens without a person (enrolment, start page, sign-in). */
    anyone?: boolean
    /** Not worth reopening at (sign-in, enrolment). */
    passing?: boolean
    /** The parts of the words that its screens need beside the field's. */
    words?: readonly LaterWords[]
  }
}

/** The first screen: where the person was, else what the strongest role works with. */
export function homeFor(status: Status): RouteLocationRaw {
  if (!status.me) return status.door === 'app' ? '/enrol' : '/start'
  if (status.place && status.place !== '/') return status.place
  return homeOfRole(status.me.roles)
}

export function homeOfRole(roles: readonly string[]): string {
  if (roles.includes('supervisor') || roles.includes('admin')) return '/overview'
  if (roles.includes('inspector')) return '/today'
  return roles.includes('township') ? '/township' : '/tasks'
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: { render: () => null }, meta: { anyone: true, passing: true } },
    ...field,
    ...desk,
    ...start,
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})

router.beforeEach(async (to) => {
  const status = await ensureStatus()
  if (to.name === 'home') return homeFor(status)
  if (!status.me && !to.meta.anyone) return status.door === 'app' ? '/enrol' : '/start'
  return true
})

router.beforeEach(async (to) => {
  await Promise.all((to.meta.words ?? []).map(bringWords))
})

// Kill and reopen gets the same place: remembered at every step, not on leaving.
let remembered: Promise<unknown> = Promise.resolve()
router.afterEach((to, _from, failure) => {
  if (failure || to.meta.passing) return
  remembered = call('remember_place', { route: to.fullPath }).catch(() => undefined)
})

/** How long somebody who wants to photograph waits for that, where a web page's server is slow to answer (ms). */
const PATIENCE = 1_000

/** When the place of the last step is remembered, for what may be the last step: a platform may end the page while its camera is open. */
export async function placeRemembered(): Promise<void> {
  await Promise.race([remembered, new Promise((late) => setTimeout(late, PATIENCE))])
}
