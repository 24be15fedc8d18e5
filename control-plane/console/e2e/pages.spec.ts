/** Whether everybody can read and use every page, as far as a program can tell. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { expect, open, test } from './troop'

interface Found {
  id: string
  nodes: { html: string }[]
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PAGES = [
  'overview', 'explain', 'analytics', 'services', 'services/new', 'routes', 'routes/new', 'consumers', 'consumers/new', 'consumer_groups', 'plugins', 'plugins/new',
  'plugins/new?name=kafka-upstream', 'upstreams/new', 'certificates/new', 'vaults/new', 'vaults/new?name=env', 'history', 'draft',
  'nodes', 'nodes/new', 'authority', 'rollouts', 'rollouts/new', 'users', 'roles', 'account', 'tokens', 'custom-plugins', 'workspaces', 'control-planes', 'audit', 'audit?tab=exports', 'settings', 'no-such-page',
  // Last: something has to be changed first, which the flows do meanwhile.
  'history/1',
]

/** No frames and no sheets of other hosts are there to be asked for; what is right needs no report. */
const QUICK = { iframes: false, preload: false, elementRef: false, resultTypes: ['violations'] }

/** The frame is the same around all pages. */
const FRAME = { exclude: [['nav.rail'], ['header.bar']] }

async function violations(page: Page, isFirst: boolean, rules: string[]): Promise<Found[]> {
  return page.evaluate(
    async ([where, options]) => {
      const { run } = (window as unknown as { axe: { run: (where: object, options: object) => Promise<{ violations: Found[] }> } }).axe
      return (await run(where ?? document, options)).violations
    },
    [isFirst ? null : FRAME, rules.length > 0 ? { ...QUICK, runOnly: rules } : QUICK] as const,
  )
}

test('every page can be read and used by everybody, light and dark', async ({ page }) => {
  test.setTimeout(600_000)
  const problems: string[] = []
  for (const [i, path] of PAGES.entries()) {
    if (path === 'history/1') {
      await expect.poll(async () => (await page.request.get('/api/revisions/1')).status(), { message: 'a first change', timeout: 120_000 }).toBe(200)
    }
    await open(page, path)
    await page.locator('main h1').waitFor()
    await expect(page.locator('.p-skeleton')).toHaveCount(0)
    if (i === 0) await page.evaluate(axe)
    const light = await violations(page, i === 0, [])
    await page.evaluate(() => document.documentElement.classList.add('dark'))
    const dark = await violations(page, i === 0, ['color-contrast'])
    await page.evaluate(() => document.documentElement.classList.remove('dark'))
    problems.push(...[...light, ...dark].map((each) => `${path}: ${each.id}: ${each.nodes[0]?.html.slice(0, 200) ?? ''}`))
  }
  expect(problems).toEqual([])
})
