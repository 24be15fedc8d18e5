/** What an admin does, from the first sign-in on. In this order: each flow builds on those before. */
import { execFile } from 'node:child_process'
import { expect, field, gatewayAnswers, heading, save, signIn, test, UPSTREAM } from './troop'

test.describe('the first sign-in', () => {
  test.use({ signedIn: false, provoked: [401] })

  test('refuses a wrong password and leads to the overview', async ({ page }) => {
    await page.goto('/')
    await signIn(page, 'not the password')
    await expect(page.getByRole('alert')).toContainText('Invalid')
    await signIn(page)
    await expect(heading(page)).toHaveText('Overview')
    await expect(page.getByText('First steps')).toBeVisible()
  })
})

test('a node is enrolled with the command that the wizard shows', async ({ page }) => {
  await page.goto('/default/default/nodes')
  await page.getByRole('link', { name: 'New data plane node' }).first().click()
  await page.getByLabel('Name of its certificate').fill('first-node')
  await page.getByLabel('Labels').fill('region:eu, team:orders')
  await page.getByRole('button', { name: 'Generate certificate' }).click()
  await page.getByRole('tab', { name: 'Kubernetes (Helm)' }).click()
  await expect(page.getByLabel('values.yaml', { exact: true })).toContainText('kong-cluster-cert')
  await page.getByRole('tab', { name: 'Linux' }).click()
  await expect(page.getByLabel('/etc/kong/kong.conf', { exact: true })).toContainText('role = data_plane')
  await page.getByRole('tab', { name: 'Docker' }).click()
  const command = (await page.getByLabel('Run', { exact: true }).textContent()) ?? ''
  // In the place of docker stands a program that starts the node as a process.
  await new Promise<void>((done, failed) => execFile('bash', ['-c', command], (error) => (error ? failed(error) : done())))

  await expect(page.getByText('connected', { exact: true })).toBeVisible({ timeout: 90_000 })
  await page.getByRole('link', { name: 'Data plane nodes' }).first().click()
  await expect(page.getByText('in sync')).toBeVisible()
  await expect(page.getByText('region:eu')).toBeVisible()
})

test('a service, a route, key-auth, a consumer and a key let a request through, which analytics show', async ({ page }) => {
  const upstream = new URL(UPSTREAM)
  await page.goto('/default/default/services/new')
  await field(page, 'name', 'orders')
  await field(page, 'host', upstream.hostname)
  await field(page, 'port', upstream.port)
  await save(page)
  await expect(heading(page)).toHaveText('orders')

  await page.getByRole('tab', { name: 'Routes', exact: true }).click()
  await page.getByRole('link', { name: 'New route' }).first().click()
  await field(page, 'name', 'all-orders')
  await field(page, 'paths', '/orders')
  await save(page)
  await page.getByRole('link', { name: 'all-orders' }).click()
  await gatewayAnswers('/orders', 200)

  await page.getByRole('tab', { name: 'Plugins', exact: true }).click()
  await page.getByRole('link', { name: 'New plugin' }).first().click()
  await page.getByLabel('Search plugins').fill('key-auth')
  await page.getByRole('link', { name: 'Key auth key-auth', exact: true }).click()
  await expect(page.locator('#field-route')).toHaveValue('all-orders')
  await save(page)
  await expect(heading(page)).toHaveText('key-auth')
  await gatewayAnswers('/orders', 401)

  await page.goto('/default/default/consumers/new')
  await field(page, 'username', 'mobile-app')
  await save(page)
  await expect(heading(page)).toHaveText('mobile-app')
  await page.getByRole('tab', { name: 'API keys' }).click()
  await page.getByRole('link', { name: 'New key' }).first().click()
  await field(page, 'key', 'a-key-of-the-flows')
  await save(page)
  await expect(page.getByRole('tab', { name: 'API keys' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.locator('main table tbody tr')).toHaveCount(1)
  await expect(page.getByText('a-key-of-the-flows')).toHaveCount(0)
  await gatewayAnswers('/orders', 200, { apikey: 'a-key-of-the-flows' })

  await page.goto('/default/default/analytics?by=consumer')
  await expect(page.getByRole('row', { name: /mobile-app/ })).toBeVisible({ timeout: 90_000 })
})

test('a token is shown once, works, and works no more once revoked', async ({ page }) => {
  await page.goto('/default/default/tokens')
  await page.getByLabel('Name').fill('deck-ci')
  await page.getByRole('button', { name: 'New token' }).click()
  const token = (await page.locator('main pre').first().innerText()).trim()
  expect(token).toMatch(/^kpat_/)
  const asked = async () => (await fetch(new URL('/api/services', page.url()), { headers: { Authorization: `Bearer ${token}` } })).status
  expect(await asked()).toBe(200)
  await page.reload()
  await expect(page.getByRole('row', { name: /deck-ci/ })).toBeVisible()
  await expect(page.getByText(token)).toHaveCount(0)
  await page.getByRole('button', { name: 'Revoke deck-ci' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('deck-ci')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('No token yet')).toBeVisible()
  expect(await asked()).toBe(401)
})

test('what broke is found in the history and rolled back', async ({ page }) => {
  const key = { apikey: 'a-key-of-the-flows' }
  await page.goto('/default/default/routes?search=all-orders')
  await page.getByRole('link', { name: 'all-orders' }).click()
  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByRole('button', { name: 'Remove /orders' }).click()
  await field(page, 'paths', '/oders')
  await save(page)
  await expect(heading(page)).toHaveText('all-orders')
  await gatewayAnswers('/orders', 404, key)

  await page.goto('/default/default/history')
  const newest = page.locator('main tbody tr').first()
  await newest.getByRole('link').click()
  await expect(heading(page)).toHaveText(/^Revision \d+$/)
  await expect(page.locator('main del')).toContainText('/orders')
  const broken = Number(page.url().split('/').pop())
  await page.goto(`/default/default/history/${broken - 1}`)
  await page.getByRole('button', { name: 'Roll back to here' }).click()
  await expect(page.getByText('undoes 1 difference.')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click()
  await expect(heading(page)).toHaveText(`Revision ${broken + 1}`)
  await gatewayAnswers('/orders', 200, key)
})

test('edits are collected, planned and committed at once', async ({ page }) => {
  await page.goto('/default/default/draft')
  await page.getByRole('switch').click()
  for (const name of ['gold', 'silver']) {
    await page.goto('/default/default/consumer_groups/new')
    await field(page, 'name', name)
    await page.getByRole('button', { name: 'Add to the draft' }).click()
    await expect(page.getByText('Added to the draft')).toBeVisible()
  }
  await page.goto('/default/default/draft')
  await expect(page.getByRole('heading', { name: '2 edits' })).toBeVisible()
  await expect(page.getByText('silver').first()).toBeVisible()
  await page.getByLabel('Message').fill('two groups')
  await page.getByRole('button', { name: 'Commit' }).click()
  await expect(heading(page)).toHaveText(/^Revision \d+$/)
  await expect(page.getByText('two groups')).toBeVisible()
})

test('a rollout holds the fleet, brings the change in waves and completes', async ({ page }) => {
  await page.goto('/default/default/rollouts')
  await page.getByRole('link', { name: 'New rollout' }).first().click()
  await page.getByLabel('What changes').fill('a consumer for everybody')
  await page.getByLabel('Watched for (seconds)').fill('0')
  await page.getByRole('button', { name: 'Hold the fleet and begin' }).click()
  await expect(heading(page)).toHaveText('a consumer for everybody')
  await expect(page.getByText('Make the change now')).toBeVisible()
  const rollout = page.url()

  await page.goto('/default/default/consumers/new')
  await field(page, 'username', 'in-waves')
  await save(page)
  await expect(heading(page)).toHaveText('in-waves')
  await page.goto(rollout)
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('completed')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('1 of 1 node updated')).toBeVisible()
})

test('a schema of one’s own is previewed, uploaded and configured', async ({ page }) => {
  await page.goto('/default/default/custom-plugins')
  await page.getByRole('button', { name: 'Upload a schema' }).first().click()
  await page.getByLabel('schema.lua', { exact: true }).fill(
    'return { name = "our-limits", fields = { { config = { type = "record", fields = { { limit = { type = "integer", required = true } } } } } } }',
  )
  await page.getByRole('button', { name: 'Preview the form' }).click()
  await expect(page.locator('#field-config-limit')).toBeVisible()
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'our-limits', exact: true })).toBeVisible()

  await page.goto('/default/default/plugins/new')
  await page.getByLabel('Search plugins').fill('our-limits')
  await page.getByRole('link', { name: /our-limits/ }).first().click()
  await field(page, 'config-limit', '5')
  await save(page)
  await expect(heading(page)).toHaveText('our-limits')
})

test('a user with a role that only reads sees no button that writes', async ({ page, browser }) => {
  await page.goto('/default/default/users')
  await page.getByLabel('Name').fill('ann')
  await page.getByLabel('Password').fill('what-ann-knows-1')
  await page.getByRole('button', { name: 'New user' }).click()
  await page.getByRole('link', { name: 'ann' }).first().click()
  await page.getByRole('checkbox', { name: /^read-only/ }).click()
  await expect(page.getByRole('checkbox', { name: /^read-only/ })).toBeChecked()

  const context = await browser.newContext({ baseURL: new URL(page.url()).origin })
  const hers = await context.newPage()
  await hers.goto('/default/default/services')
  await signIn(hers, 'what-ann-knows-1', 'ann')
  await expect(heading(hers)).toHaveText('Services')
  await expect(hers.getByRole('link', { name: 'orders', exact: true })).toBeVisible()
  await expect(hers.getByRole('link', { name: 'New service' })).toHaveCount(0)
  await hers.getByRole('link', { name: 'orders', exact: true }).click()
  await expect(heading(hers)).toHaveText('orders')
  await expect(hers.getByRole('button', { name: 'Delete' })).toHaveCount(0)
  await expect(hers.getByRole('link', { name: 'Edit' })).toHaveCount(0)

  await hers.getByRole('link', { name: 'ann' }).click()
  await hers.getByLabel('Now', { exact: true }).fill('what-ann-knows-1')
  await hers.getByLabel('New', { exact: true }).fill('what-ann-knows-2')
  await hers.getByLabel('New, once more').fill('what-ann-knows-2')
  await hers.getByRole('button', { name: 'Change the password' }).click()
  await signIn(hers, 'what-ann-knows-2', 'ann')
  await expect(hers.getByRole('dialog', { name: /^Sign in/ })).toHaveCount(0)
  await context.close()
})

test.describe('refusals', () => {
  test.use({ provoked: [400] })

  test('what the API refuses stands at its field', async ({ page }) => {
    await page.goto('/default/default/services/new')
    await field(page, 'name', 'not a name')
    await save(page)
    await expect(page.locator('[data-field="host"] [role=alert]')).toHaveText('required field missing')
    await expect(page.locator('[data-field="name"] [role=alert]')).toContainText('invalid value')
    await field(page, 'name', 'a-name')
    await expect(page.locator('[data-field="name"] [role=alert]')).toHaveCount(0)
  })

  test('deleting asks for the name and says what still depends on it', async ({ page }) => {
    await page.goto('/default/default/services?search=orders')
    await page.getByRole('link', { name: 'orders', exact: true }).click()
    const dialog = page.getByRole('dialog')
    const remove = async (name: string) => {
      await page.getByRole('button', { name: 'Delete' }).click()
      await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled()
      await dialog.getByRole('textbox').fill(name)
      await dialog.getByRole('button', { name: 'Delete' }).click()
    }
    await remove('orders')
    await expect(dialog.getByRole('alert')).toContainText('routes')
    await dialog.getByRole('button', { name: 'Keep it' }).click()

    await page.getByRole('tab', { name: 'Routes', exact: true }).click()
    await page.getByRole('link', { name: 'all-orders' }).click()
    await expect(heading(page)).toHaveText('all-orders')
    await remove('all-orders')
    await expect(heading(page)).toHaveText('Routes')
    await page.goto('/default/default/services?search=orders')
    await page.getByRole('link', { name: 'orders', exact: true }).click()
    await expect(heading(page)).toHaveText('orders')
    await remove('orders')
    await expect(heading(page)).toHaveText('Services')
  })
})

test.describe('sessions', () => {
  test.use({ provoked: [401] })

  test('nothing typed is lost when a session ends', async ({ page, context }) => {
    await page.goto('/default/default/consumers/new')
    await field(page, 'username', 'typed-before-it-ended')
    await context.clearCookies()
    await save(page)
    await expect(page.getByRole('dialog', { name: 'Sign in again' })).toBeVisible()
    await signIn(page)
    await expect(page.getByRole('dialog', { name: 'Sign in again' })).toHaveCount(0)
    await expect(page.locator('#field-username')).toHaveValue('typed-before-it-ended')
    await save(page)
    await expect(heading(page)).toHaveText('typed-before-it-ended')
  })

  test('who signs out has to sign in again', async ({ page }) => {
    await page.goto('/default/default/overview')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page.getByRole('dialog', { name: /^Sign in/ })).toBeVisible()
    await page.goto('/default/default/services')
    await expect(page.getByRole('dialog', { name: 'Sign in' })).toBeVisible()
    await expect(page.locator('main')).toHaveCount(0)
  })
})
