/**
 * Pictures of pages, for the documentation and for people who change how pages look. Taken where PICTURES names a folder, on the
 * installation that is there, which gets what they show. With LOOK=1 every page is taken, in both widths and both themes, with long
 * names among its data.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from '@playwright/test'
import { small } from './palette'
import { api, expect, heading, open, PROXY, test } from './troop'

const FOLDER = process.env.PICTURES ?? ''
const IS_LOOK = process.env.LOOK !== undefined
/** Which of the looks: `LOOK=1440-light` for one, else all. */
const LOOKS = ['1440-light', '1440-dark', '768-light', '768-dark'].filter((look) => process.env.LOOK === '1' || process.env.LOOK?.split(',').includes(look))
const LONG = 'a-service-whose-name-says-everything-that-somebody-once-wanted-to-know-about-it-and-then-some-more-of-it'
const NAMES = ['orders', 'catalogue', 'payments', 'search', 'accounts', 'shipping']
/** An API fails for one request of so many. */
const FAILING = 40

const ALL = [
  'overview', 'explain', 'explain?curl=curl%20http%3A%2F%2Flocalhost%3A8000%2Forders', 'analytics', 'services', 'services/new', 'routes', 'routes/new', 'consumers', 'consumer_groups', 'plugins', 'plugins/new',
  'plugins/new?name=rate-limiting', 'plugins/new?name=openid-connect', 'upstreams', 'certificates', 'keys', 'vaults', 'vaults/new', 'vaults/new?name=env', 'history', 'history/3', 'draft', 'nodes', 'nodes/new', 'authority', 'rollouts',
  'rollouts/new', 'users', 'roles', 'account', 'tokens', 'custom-plugins', 'workspaces', 'control-planes', 'audit', 'audit?tab=exports', 'settings', 'services/orders-api', 'services/orders-api?tab=routes',
  'services/orders-api?tab=code', 'services/orders-api/edit', 'routes/orders?tab=plugins', 'consumers/mobile-app', 'no-such-page', 'services?search=no-such-service', 'services?sort=nonsense', 'services/not-there',
]

/** An API to put behind the gateway, which is slow at times and fails at times. */
async function upstream(): Promise<Server> {
  let count = 0
  const server = createServer((_, answer) => {
    const isFailing = ++count % FAILING === 0
    setTimeout(() => answer.writeHead(isFailing ? 503 : 200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ ok: !isFailing })), (count * 7) % 23)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return server
}

async function seed(page: Page, port: number): Promise<void> {
  await open(page, 'overview')
  for (const name of [...NAMES, ...(IS_LOOK ? [LONG] : [])]) {
    const service = `${name.slice(0, 100)}-api`
    await api(page, 'PUT', `/services/${service}`, { host: '127.0.0.1', port, tags: ['public', `team-${name.length % 3}`] })
    await api(page, 'PUT', `/routes/${name}`, { service: { name: service }, paths: [`/${name.slice(0, 40)}`], methods: ['GET', 'POST'], tags: ['public'] })
  }
  for (const name of ['mobile-app', 'partner', 'warehouse']) await api(page, 'PUT', `/consumers/${name}`, { tags: ['app'] })
  const plugins = [
    ['orders', 'rate-limiting', { minute: 60_000, policy: 'local' }],
    ['catalogue', 'cors', { origins: ['https://shop.example.com'] }],
    ['search', 'proxy-cache', { strategy: 'memory' }],
  ] as const
  for (const [route, name, config] of plugins) await api(page, 'POST', `/routes/${route}/plugins`, { name, config }, [201, 409])
  await api(page, 'POST', '/plugins', { name: 'prometheus' }, [201, 409])
  for (const name of ['staging', 'eu-west']) await api(page, 'POST', '/v2/control-planes', { name, description: `The fleet of ${name}` }, [201, 409])
  await expect.poll(async () => (await fetch(`${PROXY}/shipping`)).status, { message: 'the last route on the node', timeout: 60_000 }).toBe(200)
}

/** Requests as people send them, until it is told to stop. */
function traffic(): () => Promise<void> {
  let isOver = false
  const sent = (async () => {
    for (let i = 0; !isOver; i++) {
      await (await fetch(`${PROXY}/${i % 31 === 0 ? 'nowhere' : NAMES[(i * i) % NAMES.length]}/${i % 7}`)).text()
      await new Promise((done) => setTimeout(done, 15 + 40 * (1 + Math.sin(i / 60))))
    }
  })()
  return async () => {
    isOver = true
    await sent
  }
}

async function take(page: Page, name: string, look: { path?: string; width?: number; dark?: boolean } = {}): Promise<void> {
  const { path, width = 1440, dark = false } = look
  await page.setViewportSize({ width, height: width < 1000 ? 1024 : 900 })
  if (path !== undefined) await open(page, path)
  await heading(page).waitFor()
  await expect(page.locator('.p-skeleton')).toHaveCount(0)
  await expect(page.locator('.p-toast-message')).toHaveCount(0)
  await page.evaluate((isDark) => document.documentElement.classList.toggle('dark', isDark), dark)
  await page.mouse.move(0, 0)
  writeFileSync(`${FOLDER}/${name}.png`, small(await page.screenshot({ animations: 'disabled' })))
}

/** A change set with a plan, as far as before its commit. */
async function draft(page: Page): Promise<void> {
  await open(page, 'draft')
  await page.getByRole('switch').click()
  await open(page, 'routes/orders/edit')
  await page.locator('#field-paths').fill('/v2/orders')
  await page.locator('#field-paths').press('Enter')
  await page.getByRole('button', { name: 'Add to the draft' }).click()
  await heading(page).filter({ hasText: 'orders' }).waitFor()
  await open(page, 'consumers/new')
  await page.locator('#field-username').fill('kiosk')
  await page.getByRole('button', { name: 'Add to the draft' }).click()
  await open(page, 'draft')
  await page.getByRole('heading', { name: 'Plan' }).waitFor()
}

/** A rollout that waits for its start. */
async function rollout(page: Page): Promise<void> {
  await open(page, 'rollouts/new')
  await page.getByLabel('What changes').fill('Longer timeouts for payments')
  await page.getByLabel('Share in %').fill('100')
  await page.getByLabel('Watched for (seconds)').fill('600')
  await page.getByRole('button', { name: 'Hold the fleet and begin' }).click()
  await page.getByText('Make the change now').waitFor()
  await api(page, 'PATCH', '/services/payments-api', { read_timeout: 90_000 })
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('1 of 1 node updated')).toBeVisible({ timeout: 60_000 })
}

async function documentation(page: Page): Promise<void> {
  await take(page, 'services-dark', { path: 'services', width: 768, dark: true })
  await take(page, 'service', { path: 'services/orders-api' })
  await take(page, 'route-form', { path: 'routes/orders/edit' })
  await take(page, 'plugins', { path: 'plugins/new' })
  await take(page, 'plugin-form-dark', { path: 'plugins/new?name=rate-limiting', dark: true })
  await take(page, 'control-planes', { path: 'control-planes' })
  await take(page, 'new-node', { path: 'nodes/new' })
  await open(page, 'explain?curl=curl%20http%3A%2F%2Flocalhost%3A8000%2Forders%2F7')
  await page.getByText('matches', { exact: true }).first().waitFor()
  await take(page, 'explain')
  await draft(page)
  await take(page, 'draft')
  await page.getByRole('button', { name: 'Throw away' }).click()
  await api(page, 'PATCH', '/routes/orders', { paths: ['/orders', '/v2/orders'], strip_path: false })
  await open(page, 'history')
  await take(page, 'history-dark', { dark: true })
  await page.locator('main tbody tr').first().getByRole('link').click()
  await page.locator('main ins').first().waitFor()
  await take(page, 'revision')
  await rollout(page)
  await take(page, 'rollout')
  await page.getByRole('button', { name: 'Release to all' }).click()
  await expect(page.getByText('released', { exact: true })).toBeVisible()
  await take(page, 'nodes', { path: 'nodes' })
  await take(page, 'audit', { path: 'audit?search=/routes' })
  await take(page, 'analytics', { path: 'analytics?from=-15m' })
  await take(page, 'overview', { path: 'overview' })
}

test.describe('pictures', () => {
  test.skip(FOLDER === '', 'PICTURES names no folder')
  test.use({ provoked: [400, 404] })

  test('are taken', async ({ page }) => {
    test.setTimeout(IS_LOOK ? 1_800_000 : 600_000)
    mkdirSync(FOLDER, { recursive: true })
    const server = await upstream()
    await seed(page, (server.address() as AddressInfo).port)
    const stop = traffic()
    await open(page, 'analytics')
    await expect(page.locator('main tbody tr').first()).toBeVisible({ timeout: 120_000 })
    if (IS_LOOK) {
      for (const look of LOOKS) {
        const [width, theme] = look.split('-') as [string, string]
        for (const path of ALL) await take(page, `${look}-${path.replace(/[^a-z0-9]+/g, '_')}`, { path, width: Number(width), dark: theme === 'dark' })
      }
    } else {
      await documentation(page)
    }
    await stop()
    server.close()
  })
})
