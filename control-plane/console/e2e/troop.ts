/** What the flows share: a page of somebody who is signed in, and that complains of nothing. */
import { expect, test as plain, type BrowserContext, type ConsoleMessage, type Page, type Response } from '@playwright/test'
import { faultsOf } from './document'
import { NAME, PASSWORD } from './people'

/** Where the node listens, and where an API is that echoes what it receives. */
export const PROXY = process.env.PROXY ?? 'http://127.0.0.1:8000'
export const UPSTREAM = process.env.UPSTREAM ?? 'http://127.0.0.1:9999'

type Cookies = Parameters<BrowserContext['addCookies']>[0]

/** The session that `setup.ts` began. */
function session(): Cookies {
  return JSON.parse(process.env.COOKIES ?? '[]') as Cookies
}

interface Shared {
  /** A window that flows share, signed in: passwords are slow to check, on purpose, and the console need not be loaded for each. */
  shared: Page
}

interface Options {
  /** Whether a flow begins signed in. */
  signedIn: boolean
  /** Whether it loses its cookies, and needs a window of its own. */
  ends: boolean
  /** Statuses that a flow provokes. Browsers report each as an error. */
  provoked: number[]
}

export const test = plain.extend<Options, Shared>({
  signedIn: [true, { option: true }],
  ends: [false, { option: true }],
  provoked: [[], { option: true }],
  shared: [
    async ({ browser }, use, { project }) => {
      const { baseURL = '', viewport = null } = project.use
      const context = await browser.newContext({ baseURL, viewport, reducedMotion: 'reduce' })
      await context.addCookies(session())
      await use(await context.newPage())
      await context.close()
    },
    { scope: 'worker' },
  ],
  context: async ({ browser, baseURL, viewport, signedIn, ends, shared }, use) => {
    if (signedIn && !ends) return use(shared.context())
    const own = await browser.newContext({ ...(baseURL ? { baseURL } : {}), viewport, reducedMotion: 'reduce' })
    if (signedIn) await own.addCookies(session())
    await use(own)
    await own.close()
  },
  page: async ({ context, shared, provoked }, use) => {
    const page = context === shared.context() ? shared : await context.newPage()
    const complaints: string[] = []
    const failed = (error: Error): unknown => complaints.push(error.message)
    const said = (message: ConsoleMessage): void => {
      const isProvoked = provoked.some((status) => message.text().includes(`the server responded with a status of ${status}`))
      if (['error', 'warning'].includes(message.type()) && !isProvoked) complaints.push(message.text())
    }
    // Each answer that a page gets is held against the document that its client was made from.
    const answers: Promise<string[]>[] = []
    const answered = (response: Response): unknown => answers.push(check(response).catch(() => []))
    page.on('pageerror', failed).on('console', said).on('response', answered)
    await use(page)
    page.off('pageerror', failed).off('console', said).off('response', answered)
    expect(new Set((await Promise.all(answers)).flat()), 'what answers have that OpenAPI has not').toEqual(new Set())
    expect(complaints, 'what the browser complained of').toEqual([])
  },
})

/** Goes to a place of the console; within it, where it is loaded already, as a link there does. */
export async function open(page: Page, path: string): Promise<void> {
  const isGone = await page.evaluate(async (to) => {
    type Mounted = Element & { __vue_app__?: { config: { globalProperties: { $router: { push: (to: string) => Promise<unknown> } } } } }
    const app = document.querySelector<Mounted>('#app')?.__vue_app__
    if (!app || !document.querySelector('main')) return false
    await app.config.globalProperties.$router.push(to)
    await new Promise((done) => setTimeout(done))
    return true
  }, `/default/default/${path}`)
  if (!isGone) await page.goto(`/default/default/${path}`)
}

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
export async function api(page: Page, method: string, path: string, data?: object, expected: number[] = [200, 201, 204]): Promise<void> {
  const me = (await (await page.request.get('/api/auth/me')).json()) as { csrf: string | null }
  const answer = await page.request.fetch(`/api${path}`, { method, headers: { 'X-CSRF-Token': me.csrf ?? '' }, ...(data ? { data } : {}) })
  expect(expected, `${method} ${path}: ${answer.status()} ${await answer.text()}`).toContain(answer.status())
}

/** Calls the gateway until it answers so: nodes get a change within moments, not at once. */
export async function gatewayAnswers(path: string, status: number, headers: Record<string, string> = {}): Promise<void> {
  await expect
    .poll(async () => (await fetch(PROXY + path, { headers })).status, { message: `${path} behind the gateway`, timeout: 60_000 })
    .toBe(status)
}
