import type { RouteRecordRaw } from 'vue-router'

// The desk and its parts (Element Plus) load when a desk screen is first opened.
const routes: RouteRecordRaw[] = [
  {
    path: '/desk',
    component: () => import('./DeskShell.vue'),
    redirect: '/overview',
    meta: { words: ['desk', 'finding', 'photo'] },
    children: [
      { path: '/overview', name: 'overview', component: () => import('./overview/OverviewPage.vue') },
      { path: '/review/:inspection?', name: 'review', component: () => import('./review/ReviewPage.vue'), props: true },
      { path: '/findings', name: 'findings', component: () => import('./findings/FindingsPage.vue'), meta: { words: ['desk', 'finding', 'map', 'photo'] } },
      { path: '/village/:code', name: 'village', component: () => import('./village/VillagePage.vue'), props: true, meta: { words: ['desk', 'finding', 'ledger', 'photo', 'village'] } },
    ],
  },
]
export default routes
