import { describe, expect, test } from 'vitest'
import type { Kind } from './catalogue'
import { columnsOf, lookOf, titleOf } from './looks'
import { stock } from './plugins'
import { conf, docker, values, type NodeSettings } from './wizard'

const kind = (name: string): Kind => ({ name, path: name, endpoint_key: null, workspaced: true, collection: true, references: [], nested: [], kinds: [] })

describe('looks', () => {
  test('of a kind nobody foresaw come from its name and schema', () => {
    expect(lookOf(kind('graphql_policies'))).toMatchObject({ one: 'graphql policy', many: 'Graphql policies' })
    const columns = columnsOf(kind('things'), [
      { name: 'id', type: 'string', auto: true },
      { name: 'word', type: 'string' },
      { name: 'secret', type: 'string', encrypted: true },
      { name: 'more', type: 'record' },
    ])
    expect(columns.map((column) => column.name)).toEqual(['word'])
  })

  test('never show a key as a name', () => {
    expect(titleOf(kind('keyauth_credentials'), { id: 'abc', key: 'secret' })).toBe('abc')
    expect(titleOf(kind('consumers'), { id: 'abc', username: 'jo' })).toBe('jo')
  })
})

test('the catalogue has shelves, and one for what is on none', () => {
  const shelves = stock(['key-auth', 'my-own', 'cors'], '')
  expect(shelves.map(({ shelf }) => shelf.title)).toEqual(['Authentication', 'Security', 'Custom'])
  expect(stock(['key-auth', 'cors'], 'authentication')).toHaveLength(1)
})

describe('the wizard', () => {
  const settings: NodeSettings = { cluster: 'cp:8005', telemetry: 'cp:8006', serverName: 'cp', image: 'reg:5000/troop/node:1.2', labels: ' a:b ' }
  const enrolment = { name: 'n', certificate: 'CERT\n', private_key: 'KEY $x\n', ca_certificate: 'CA\n' }

  test('quotes what the shell would read, and ends with the image', () => {
    const command = docker(settings, enrolment)
    expect(command).toContain('-e KONG_CLUSTER_CERT_KEY="KEY \\$x" \\')
    expect(command).toContain('-e KONG_CLUSTER_DP_LABELS="a:b"')
    expect(command.endsWith('  reg:5000/troop/node:1.2')).toBe(true)
  })

  test('splits the tag from the image, not the port', () => {
    expect(values(settings)).toContain('repository: reg:5000/troop/node\n  tag: "1.2"')
    expect(values(settings)).toContain('  database: "off"')
  })

  test('writes kong.conf', () => {
    expect(conf(settings)).toContain('cluster_control_plane = cp:8005\n')
  })
})
