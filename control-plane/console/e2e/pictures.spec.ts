/**
 * Pictures of pages, for the documentation and for people who change how pages look. Taken where PICTURES names a folder, on the
 * installation that is there, which gets what they show. With LOOK=1 every page is taken, in both widths and both themes, with long
 * names among its data.
 */
import { mkdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { api, expect, PROXY, test, UPSTREAM } from './troop'

const FOLDER = process.env.PICTURES ?? ''
const IS_LOOK = process.env.LOOK !== undefined
/** Which of the looks: `LOOK=1440-light` for one, else all. */
const LOOKS = ['1440-light', '1440-dark', '768-light', '768-dark'].filter((look) => process.env.LOOK === '1' || process.env.LOOK?.split(',').includes(look))
const LONG = 'a-service-whose-name-says-everything-that-somebody-once-wanted-to-know-about-it-and-then-some-more-of-it'

/** Pages of the documentation: name, path, width, theme. */
const DOCUMENTED = [
  ['overview', 'overview', 1440, 'light'],
  ['services-dark', 'services', 768, 'dark'],
  ['plugin-dark', 'plugins/new?name=rate-limiting', 1440, 'dark'],
  ['analytics', 'analytics', 1440, 'light'],
  ['nodes', 'nodes', 1440, 'light'],
  ['history-dark', 'history', 1440, 'dark'],
  ['explain', 'explain?curl=curl%20http%3A%2F%2Flocalhost%3A8000%2Forders%2F7', 1440, 'light'],
] as const

const ALL = [
  'overview', 'explain', 'analytics', 'services', 'services/new', 'routes', 'consumers', 'plugins', 'plugins/new', 'plugins/new?name=rate-limiting', 'upstreams', 'certificates',
  'vaults/new?name=env', 'history', 'history/3', 'draft', 'nodes', 'nodes/new', 'authority', 'rollouts', 'rollouts/new', 'users', 'roles', 'account', 'tokens', 'custom-plugins',
  'workspaces', 'control-planes', 'audit', 'settings', 'services/orders-api', 'no-such-page', 'services?search=no-such-service', 'services?sort=nonsense', 'services/not-there',
] as const

async function seed(page: Page): Promise<void> {
  const upstream = new URL(UPSTREAM)
  const names = ['orders', 'catalogue', 'payments', 'search', 'accounts', 'shipping', ...(IS_LOOK ? [LONG] : [])]
  for (const name of names) {
    const service = `${name}-api`
    await api(page, 'PUT', `/services/${service}`, { host: upstream.hostname, port: Number(upstream.port), tags: ['public', 'team-' + (name.length % 3)] })
    await api(page, 'PUT', `/services/${service}/routes/${name}`, { paths: [`/${name.slice(0, 40)}`], methods: ['GET', 'POST'], tags: ['public'] })
  }
  for (const name of ['mobile-app', 'partner', 'warehouse']) await api(page, 'PUT', `/consumers/${name}`, { tags: ['app'] })
  const plugins = [
    ['orders', 'rate-limiting', { minute: 600, policy: 'local' }],
    ['catalogue', 'cors', { origins: ['https://shop.example.com'] }],
    ['search', 'proxy-cache', { strategy: 'memory' }],
  ] as const
  for (const [route, name, config] of plugins) await api(page, 'POST', `/routes/${route}/plugins`, { name, config }).catch(() => undefined)
  await expect.poll(async () => (await fetch(`${PROXY}/shipping`)).status, { timeout: 60_000 }).toBe(200)
  for (let i = 0; i < 400; i++) await (await fetch(`${PROXY}/${names[(i * i) % 6]}/${i % 7 === 0 ? '' : i}`)).text()
  await page.goto('/default/default/analytics')
  await expect(page.locator('main tbody tr').first()).toBeVisible({ timeout: 90_000 })
}

async function take(page: Page, path: string, width: number, theme: string, name: string): Promise<void> {
  await page.setViewportSize({ width, height: width === 768 ? 1024 : 900 })
  await page.goto(`/default/default/${path}`)
  await page.locator('main h1').waitFor()
  await expect(page.locator('.p-skeleton')).toHaveCount(0)
  await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), theme === 'dark')
  if (path.startsWith('explain?')) {
    await page.getByRole('button', { name: 'Explain' }).click()
    await page.locator('main section').first().waitFor()
  }
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' })
}

test.describe('pictures', () => {
  test.skip(FOLDER === '', 'PICTURES names no folder')
  test.use({ provoked: [400, 404] })

  test('are taken', async ({ page }) => {
    test.setTimeout(900_000)
    mkdirSync(FOLDER, { recursive: true })
    await seed(page)
    if (IS_LOOK) {
      for (const look of LOOKS) {
        const [width, theme] = look.split('-') as [string, string]
        for (const path of ALL) await take(page, path, Number(width), theme, `${look}-${path.replace(/[^a-z0-9]+/g, '_')}`)
      }
    } else {
      for (const [name, path, width, theme] of DOCUMENTED) await take(page, path, width, theme, name)
    }
  })
})
