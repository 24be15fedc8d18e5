/** Signs in once for all: passwords are slow to check, on purpose. */
import { expect, request, type FullConfig } from '@playwright/test'
import { NAME, PASSWORD } from './people'

export default async function setup(config: FullConfig): Promise<void> {
  const { baseURL } = config.projects[0]?.use ?? {}
  const context = await request.newContext(baseURL ? { baseURL } : {})
  const answer = await context.post('/api/auth/sign-in', { data: { username: NAME, password: PASSWORD } })
  expect(answer.status(), 'signing in').toBe(200)
  const { cookies } = await context.storageState()
  process.env.COOKIES = JSON.stringify(cookies)
  await context.dispose()
}
