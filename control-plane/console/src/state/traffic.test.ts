import { expect, test } from 'vitest'
import { along, ceiling, lonely, marks, path, share, ticks, wordsOf, type Analytics, type CommitMark, type Figures } from './traffic'
import { ago, counted } from './time'
import { expiryOf, stateOf } from './nodes'

const FIGURES = { requests: 3 } as Figures
const analytics: Analytics = { from: 60, to: 300, step_seconds: 60, group_by: [], commits: [], groups: [] }

test('steps without requests are gaps, or nothing', () => {
  const group = { key: {}, total: FIGURES, points: [{ ...FIGURES, at: 120 }] }
  expect(along(analytics, group, (each) => each.requests, 0)).toEqual([0, 3, 0, 0])
  expect(along(analytics, group, (each) => each.requests, null)).toEqual([null, 3, null, null])
})

test('the top of an axis is round and above all', () => {
  expect([ceiling([]), ceiling([null, 3]), ceiling([12]), ceiling([0.07]), ceiling([501])]).toEqual([1, 5, 20, 0.1, 1000])
})

test('the axis of what never happens has a top of its own', () => {
  expect([ceiling([0, null], 0.05), ceiling([0.2], 0.05)]).toEqual([0.05, 0.2])
})

const commit = (revision: number, at: number): CommitMark => ({ revision, at, author: 'ann', message: '', changes: 1 })

test('commits that lie on each other are one mark', () => {
  const found = marks([commit(3, 100), commit(1, 10), commit(2, 10.5)], 0, 100)
  expect(found.map((mark) => mark.at)).toEqual([0.1, 1])
  expect(found.map((mark) => mark.commits.length)).toEqual([2, 1])
  expect(wordsOf(found[0]!)).toBe('Revision 1: ann\nRevision 2: ann')
  expect(wordsOf({ at: 0, commits: [1, 2, 3, 4, 5, 6].map((each) => commit(each, each)) })).toMatch(/^6 commits.*\nRevision 2/)
})

test('an axis says hours, and days of a longer time', () => {
  expect(ticks(0, 3600)).toHaveLength(3)
  expect(ticks(0, 3600)[0]).toMatch(/\d\d.\d\d/)
  expect(ticks(0, 30 * 24 * 3600)[2]).not.toMatch(/:/)
})

test('a line breaks at gaps', () => {
  expect(path([0, 10, null, 5], 10, 30, 100)).toBe('M0.0 100.0L10.0 0.0M30.0 50.0h0')
})

test('values without neighbours are found', () => {
  expect(lonely([1, null, 2, 3, null, 4])).toEqual([1, null, null, null, null, 4])
})

test('shares are shown in percent', () => {
  expect(share(0.5).replace(/\s/g, '')).toBe('50%')
})

test('times are said as people say them', () => {
  const now = Date.parse('2026-01-02T00:00:00Z')
  expect(ago('2026-01-01T23:59:58Z', now)).toBe('just now')
  expect(ago(now / 1000 - 3600, now)).toContain('hour')
  expect(counted(1, 'edit')).toBe('1 edit')
  expect(counted(2, 'entity', 'entities')).toBe('2 entities')
})

const node = { state: 'in_sync', quarantined: [], drift: { revisions: 0, root_differs: false } } as const

test('a node says how far behind it is, and how much it keeps out', () => {
  expect(stateOf(node as never).text).toBe('in sync')
  expect(stateOf({ ...node, state: 'behind', drift: { revisions: 2, root_differs: true } } as never).text).toBe('2 behind')
  expect(stateOf({ ...node, state: 'quarantined', quarantined: [{}] } as never).text).toBe('1 in quarantine')
  expect(stateOf({ ...node, state: 'lost' } as never).kind).toBe('bad')
})

test('a certificate that ends soon is told', () => {
  expect(expiryOf({ state: 'expired', days_left: -1 }).text).toBe('expired')
  expect(expiryOf({ state: 'expiring', days_left: 2 })).toMatchObject({ kind: 'warn', text: 'in 2 days' })
  expect(expiryOf({ state: 'ok', days_left: 3649 }).text).toBe('in 9 years')
})
