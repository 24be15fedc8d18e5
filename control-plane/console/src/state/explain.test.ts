import { expect, test } from 'vitest'
import { exampleFor, scopeOf, upstreamOf, wordsOf } from './explain'

test('conditions are told in a line', () => {
  expect(wordsOf(['/a', '/b'])).toBe('/a, /b')
  expect(wordsOf({ 'x-team': ['a', 'b'] })).toBe('x-team: a or b')
  expect(wordsOf('http.path == "/a"')).toBe('http.path == "/a"')
  expect(wordsOf(undefined)).toBe('')
})

test('a plugin takes part because of what it is configured for', () => {
  const plugin = { id: '1', name: 'cors', instance_name: null, priority: 1, scope: {} }
  expect(scopeOf(plugin)).toBe('all requests')
  expect(scopeOf({ ...plugin, scope: { route: 'orders', consumer_group: 'gold' } })).toBe('route orders, consumer group gold')
})

test('the upstream is an address, or nothing', () => {
  const match = { workspace: 'default', route: { id: '1', name: null }, conditions: {}, service: null, taken_off: null, upstream_path: '/x', upstream_host: null, refusal: null }
  expect(upstreamOf(match)).toBe('')
  expect(upstreamOf({ ...match, service: { id: '2', name: 's', protocol: 'http', host: 'h', port: 80 } })).toBe('http://h:80/x')
})

test('a request for a route has what the route asks for', () => {
  expect(exampleFor({ paths: ['/orders'], methods: ['POST', 'GET'], headers: { 'x-team': ['blue'] } })).toBe("curl -X POST http://localhost:8000/orders -H 'x-team: blue'")
  expect(exampleFor({ hosts: ['*.example.com'] })).toBe('curl http://www.example.com/')
  expect(exampleFor({ paths: ['~/v\\d+'] })).toBeUndefined()
})
