import type { RouteRecordRaw } from 'vue-router'
import './field.css'

const routes: RouteRecordRaw[] = [
  { path: '/enrol', component: () => import('./enrol/EnrolPage.vue'), meta: { anyone: true, passing: true } },
  { path: '/renew', component: () => import('./enrol/EnrolPage.vue'), props: { renewal: true }, meta: { passing: true } },
  { path: '/today', component: () => import('./today/TodayPage.vue') },
  { path: '/visit/:id', component: () => import('./visit/VisitPage.vue') },
  { path: '/visit/:id/missing', component: () => import('./visit/MissingPage.vue') },
  { path: '/visit/:id/conflict', component: () => import('./inbox/ConflictPage.vue') },
  { path: '/walk/:id', component: () => import('./walk/WalkPage.vue') },
  { path: '/sync', component: () => import('./sync/SyncPage.vue') },
  { path: '/inbox', component: () => import('./inbox/InboxPage.vue') },
  { path: '/inbox/conflict', component: () => import('./inbox/ConflictPage.vue') },
  { path: '/handover', component: () => import('./handover/HandOverPage.vue') },
  { path: '/me', component: () => import('./me/MePage.vue') },
  { path: '/tasks', component: () => import('./findings/TasksPage.vue'), meta: { words: ['finding', 'task', 'photo'] } },
  { path: '/township', component: () => import('./township/TownshipPage.vue'), meta: { words: ['township'] } },
  { path: '/finding/:id', component: () => import('./findings/FindingPage.vue'), meta: { words: ['finding', 'task', 'photo'] } },
  { path: '/map', component: () => import('./map/MapPage.vue'), meta: { words: ['finding', 'map', 'photo', 'task'] } },
  { path: '/report', component: () => import('./report/ReportPage.vue'), meta: { words: ['task'] } },
  { path: '/ledger', component: () => import('./ledger/LedgerPage.vue'), meta: { words: ['ledger'] } },
  { path: '/notices', component: () => import('./notices/NoticesPage.vue') },
  { path: '/notices/:id', component: () => import('./notices/NoticePage.vue') },
]
export default routes
