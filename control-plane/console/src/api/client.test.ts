import { afterEach, expect, test, vi } from 'vitest'
import { call, messageOf } from './client'

afterEach(() => vi.unstubAllGlobals())

test('a refusal says what can be done about it', () => {
  expect(messageOf(403, { message: 'ann, you do not have permissions.' })).toMatch(/^ann, you do not have permissions\. Your roles/)
  expect(messageOf(500, { message: 'An unexpected error occurred' })).toContain('occurred. The log')
  expect(messageOf(409, { message: 'taken' })).toBe('taken')
  expect(messageOf(400, { title: 'Invalid', invalid_parameters: [{ field: 'name', reason: 'is long' }] })).toBe('Invalid: name: is long')
})

test('the page of a proxy is not shown as a reason', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<html><h1>502 Bad Gateway</h1></html>', { status: 502 })))
  await expect(call('GET', '/services')).rejects.toThrow(/^The answer was 502, without a reason\. The control plane could not be reached/)
})

test('an answer that was cut off is no answer', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"data": [{', { status: 200 })))
  await expect(call('GET', '/services')).rejects.toThrow(/can not be read/)
})
