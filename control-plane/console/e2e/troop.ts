/** What the flows share: a page of somebody who is signed in, and that complains of nothing. */
import { expect, request, test as plain, type Page, type Response } from '@playwright/test'
import { faultsOf } from './document'

export const NAME = 'kong_admin'
export const PASSWORD = process.env.PASSWORD ?? ''
/** Where the node listens, and where an API is that echoes what it receives. */
export const PROXY = process.env.PROXY ?? 'http://127.0.0.1:8000'
export const UPSTREAM = process.env.UPSTREAM ?? 'http://127.0.0.1:9999'

type Cookies = Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>['storageState']>>['cookies']

/** A session of its own. */
async function session(baseURL: string): Promise<Cookies> {
  const context = await request.newContext({ baseURL })
  const answer = await context.post('/api/auth/sign-in', { data: { username: NAME, password: PASSWORD } })
  expect(answer.status(), 'signing in').toBe(200)
  const { cookies } = await context.storageState()
  await context.dispose()
  return cookies
}

interface Shared {
  /** A session that flows share: passwords are slow to check, on purpose. */
  cookies: Cookies
}

interface Options {
  /** Whether a flow begins signed in. */
  signedIn: boolean
  /** Whether it ends its session, and needs one of its own. */
  ends: boolean
  /** Statuses that a flow provokes. Browsers report each as an error. */
  provoked: number[]
}

export const test = plain.extend<Options, Shared>({
  signedIn: [true, { option: true }],
  ends: [false, { option: true }],
  provoked: [[], { option: true }],
  cookies: [async ({}, use, { project }) => use(await session(project.use.baseURL ?? '')), { scope: 'worker' }],
  page: async ({ page, context, baseURL, cookies, signedIn, ends, provoked }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      const isProvoked = provoked.some((status) => message.text().includes(`the server responded with a status of ${status}`))
      if (['error', 'warning'].includes(message.type()) && !isProvoked) complaints.push(message.text())
    })
    // Each answer that a page gets is held against the document that its client was made from.
    const answers: Promise<string[]>[] = []
    page.on('response', (response) => answers.push(check(response).catch(() => [])))
    if (signedIn) await context.addCookies(ends ? await session(baseURL ?? '') : cookies)
    await use(page)
    expect(new Set((await Promise.all(answers)).flat()), 'what answers have that OpenAPI has not').toEqual(new Set())
    expect(complaints, 'what the browser complained of').toEqual([])
  },
})

async function check(response: Response): Promise<string[]> {
  const { pathname } = new URL(response.url())
  const isJson = (response.headers()['content-type'] ?? '').includes('json')
  if (!pathname.startsWith('/api/') || !isJson) return []
  return faultsOf(response.request().method(), pathname.slice(4), response.status(), await response.json())
}

export { expect }

export async function field(page: Page, name: string, value: string): Promise<void> {
  await page.locator(`#field-${name}`).fill(value)
}

export function heading(page: Page) {
  return page.locator('main h1')
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
}

/** Types the credentials into the form that is shown. */
export async function signIn(page: Page, password = PASSWORD, name = NAME): Promise<void> {
  const form = page.getByRole('dialog', { name: /^Sign in/ })
  await form.getByLabel('Name').fill(name)
  await form.getByLabel('Password').fill(password)
  await form.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** What somebody else, or a program, does with the API meanwhile. */
export async function api(page: Page, method: string, path: string, data?: object): Promise<void> {
  const me = (await (await page.request.get('/api/auth/me')).json()) as { csrf: string }
  const answer = await page.request.fetch(`/api${path}`, { method, headers: { 'X-CSRF-Token': me.csrf }, ...(data ? { data } : {}) })
  expect(answer.ok(), `${method} ${path}: ${answer.status()}`).toBe(true)
}

/** Calls the gateway until it answers so: nodes get a change within moments, not at once. */
export async function gatewayAnswers(path: string, status: number, headers: Record<string, string> = {}): Promise<void> {
  await expect
    .poll(async () => (await fetch(PROXY + path, { headers })).status, { message: `${path} behind the gateway`, timeout: 60_000 })
    .toBe(status)
}
