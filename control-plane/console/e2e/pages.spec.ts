/** Whether everybody can read and use every page, as far as a program can tell. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import { expect, test } from './troop'

interface Found {
  id: string
  nodes: { html: string }[]
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PAGES = [
  'overview', 'explain', 'analytics', 'services', 'services/new', 'routes', 'routes/new', 'consumers', 'consumers/new', 'consumer_groups', 'plugins', 'plugins/new',
  'plugins/new?name=kafka-upstream', 'upstreams/new', 'certificates/new', 'vaults/new', 'vaults/new?name=env', 'history', 'history/1', 'draft',
  'nodes', 'nodes/new', 'authority', 'rollouts', 'rollouts/new', 'users', 'roles', 'account', 'tokens', 'custom-plugins', 'workspaces', 'control-planes', 'audit', 'settings', 'no-such-page',
]

async function violations(page: Page, rules: string[]): Promise<Found[]> {
  return page.evaluate(async (only) => {
    const { run } = (window as unknown as { axe: { run: (options: object) => Promise<{ violations: Found[] }> } }).axe
    return (await run(only.length > 0 ? { runOnly: only } : {})).violations
  }, rules)
}

test('every page can be read and used by everybody, light and dark', async ({ page }) => {
  test.setTimeout(600_000)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const problems: string[] = []
  for (const path of PAGES) {
    await page.goto(`/default/default/${path}`)
    await page.locator('main h1').waitFor()
    await expect(page.locator('.p-skeleton')).toHaveCount(0)
    await page.evaluate(axe)
    const light = await violations(page, [])
    await page.evaluate(() => document.documentElement.classList.add('dark'))
    const dark = await violations(page, ['color-contrast'])
    problems.push(...[...light, ...dark].map((each) => `${path}: ${each.id}: ${each.nodes[0]?.html.slice(0, 200) ?? ''}`))
  }
  expect(problems).toEqual([])
})
