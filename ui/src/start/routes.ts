import type { RouteRecordRaw } from 'vue-router'

// The doorway of the web pages: who is nobody yet comes here.
const routes: RouteRecordRaw[] = [
  { path: '/start', name: 'start', component: () => import('./StartPage.vue'), meta: { anyone: true, passing: true, words: ['start'] } },
  {
    path: '/sign-in/:code', name: 'sign-in', component: () => import('./SignInPage.vue'), props: true,
    meta: { anyone: true, passing: true, words: ['start'] },
  },
]
export default routes
