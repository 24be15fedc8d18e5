import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    /** The kind that a page of its own is about. */
    kind?: string
  }
}

const base = document.querySelector('base')?.getAttribute('href') ?? '/'

/** Pages of one control plane and workspace. The last serve every kind of entity. */
const pages: RouteRecordRaw[] = [
  { path: '', redirect: (to) => `${to.path.replace(/\/$/, '')}/overview` },
  { path: 'overview', component: () => import('./pages/OverviewPage.vue'), meta: { title: 'Overview' } },
  { path: 'nodes', component: () => import('./pages/NodesPage.vue'), meta: { title: 'Data plane nodes' } },
  { path: 'nodes/new', component: () => import('./pages/NewNodePage.vue'), meta: { title: 'New data plane node' } },
  { path: 'nodes/:id', component: () => import('./pages/NodePage.vue'), meta: { title: 'Data plane node' } },
  { path: 'history', component: () => import('./pages/HistoryPage.vue'), meta: { title: 'Change history' } },
  { path: 'history/:revision', component: () => import('./pages/RevisionPage.vue'), meta: { title: 'Revision' } },
  { path: 'draft', component: () => import('./pages/DraftPage.vue'), meta: { title: 'Draft change set' } },
  { path: 'plugins/new', component: () => import('./pages/PluginCataloguePage.vue'), meta: { title: 'New plugin', kind: 'plugins' } },
  { path: 'analytics', component: () => import('./pages/AnalyticsPage.vue'), meta: { title: 'Analytics' } },
  { path: 'audit', component: () => import('./pages/AuditPage.vue'), meta: { title: 'Audit log' } },
  { path: 'custom-plugins', component: () => import('./pages/CustomPluginsPage.vue'), meta: { title: 'Custom plugins' } },
  { path: 'workspaces', component: () => import('./pages/WorkspacesPage.vue'), meta: { title: 'Workspaces' } },
  { path: 'control-planes', component: () => import('./pages/ControlPlanesPage.vue'), meta: { title: 'Control planes' } },
  { path: 'rollouts', component: () => import('./pages/RolloutsPage.vue'), meta: { title: 'Rollouts' } },
  { path: 'rollouts/new', component: () => import('./pages/NewRolloutPage.vue'), meta: { title: 'New rollout' } },
  { path: 'rollouts/:id', component: () => import('./pages/RolloutPage.vue'), meta: { title: 'Rollout' } },
  { path: 'users', component: () => import('./pages/UsersPage.vue'), meta: { title: 'Users' } },
  { path: 'users/:id', component: () => import('./pages/UserPage.vue'), meta: { title: 'User' } },
  { path: 'roles', component: () => import('./pages/RolesPage.vue'), meta: { title: 'Roles' } },
  { path: 'roles/:id', component: () => import('./pages/RolePage.vue'), meta: { title: 'Role' } },
  { path: 'account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'Your account' } },
  { path: 'tokens', component: () => import('./pages/TokensPage.vue'), meta: { title: 'Your tokens' } },
  { path: 'authority', component: () => import('./pages/AuthorityPage.vue'), meta: { title: 'Authority and keys' } },
  { path: 'explain', component: () => import('./pages/ExplainPage.vue'), meta: { title: 'Explain a request' } },
  { path: 'settings', component: () => import('./pages/SettingsPage.vue'), meta: { title: 'Settings' } },
  { path: ':kind', component: () => import('./pages/EntityListPage.vue') },
  { path: ':kind/new', component: () => import('./pages/EntityEditPage.vue') },
  { path: ':kind/:id', component: () => import('./pages/EntityPage.vue') },
  { path: ':kind/:id/edit', component: () => import('./pages/EntityEditPage.vue') },
  // Below another: the credentials of a consumer, the targets of an upstream.
  { path: ':parent/:parentId/:nested/new', component: () => import('./pages/EntityEditPage.vue') },
  { path: ':parent/:parentId/:nested/:id', component: () => import('./pages/EntityPage.vue') },
  { path: ':parent/:parentId/:nested/:id/edit', component: () => import('./pages/EntityEditPage.vue') },
]

export const router = createRouter({
  history: createWebHistory(base),
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  routes: [
    { path: '/', redirect: '/default/default/overview' },
    { path: '/:controlPlane/:workspace', component: () => import('./pages/ScopePage.vue'), children: pages },
    { path: '/:rest(.*)*', component: () => import('./pages/LostPage.vue'), meta: { title: 'Not found' } },
  ],
})

const RELOADED = 'troop.reloaded'

// A control plane of another version has pages of other names than this one asks for: begin anew with its own, once.
router.onError((problem: Error, to) => {
  if (!/module script|imported module|preload/i.test(problem.message) || sessionStorage.getItem(RELOADED) === to.fullPath) return
  sessionStorage.setItem(RELOADED, to.fullPath)
  location.assign(router.resolve(to).href)
})

router.afterEach((to) => {
  const title = to.meta.title === undefined ? '' : `${to.meta.title} · `
  document.title = `${title}Troop`
  sessionStorage.removeItem(RELOADED)
})
