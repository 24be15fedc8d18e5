import { describe, expect, test } from 'vitest'
import type { Kind } from './catalogue'
import { labelsOf } from './labels'
import { APPLIES_TO, columnsOf, lookOf, titleOf } from './looks'
import { stock } from './plugins'

const kind = (name: string): Kind => ({ name, path: name, endpoint_key: null, workspaced: true, collection: true, references: [], nested: [], kinds: [] })

describe('looks', () => {
  test('of a kind nobody foresaw come from its name and schema', () => {
    expect(lookOf(kind('graphql_policies'))).toMatchObject({ one: 'graphql policy', many: 'GraphQL policies' })
    const columns = columnsOf(kind('things'), [
      { name: 'id', type: 'string', auto: true },
      { name: 'word', type: 'string' },
      { name: 'secret', type: 'string', encrypted: true },
      { name: 'more', type: 'record' },
    ])
    expect(columns.map((column) => column.name)).toEqual(['word'])
  })

  test('of plugins say in one column what each applies to', () => {
    const columns = columnsOf(kind('plugins'), [{ name: 'name', type: 'string' }, { name: 'service', type: 'foreign' }, { name: 'route', type: 'foreign' }])
    expect(columns.map((column) => column.name)).toEqual(['name', APPLIES_TO])
    expect(lookOf(kind('plugins')).scope).toContain('route')
  })

  test('never show a key as a name', () => {
    expect(titleOf(kind('keyauth_credentials'), { id: 'abc', key: 'secret' })).toBe('abc')
    expect(titleOf(kind('keyauth_enc_credentials'), { id: 'abc', key: 'secret' })).toBe('abc')
    expect(titleOf(kind('consumers'), { id: 'abc', username: 'jo' })).toBe('jo')
  })
})

test('the catalogue has shelves, and one for what is on none', () => {
  const shelves = stock(['key-auth', 'my-own', 'cors'], '')
  expect(shelves.map(({ shelf }) => shelf.title)).toEqual(['Authentication', 'Security', 'Custom'])
  expect(stock(['key-auth', 'cors'], 'authentication')).toHaveLength(1)
  expect(stock(['key-auth', 'cors'], 'pages of other')[0]?.names).toEqual(['cors'])
})

test('labels are read as people type them', () => {
  expect(labelsOf(' region:eu, team: orders,,spot ')).toEqual({ region: 'eu', team: 'orders', spot: '' })
  expect(labelsOf(' ')).toEqual({})
})
