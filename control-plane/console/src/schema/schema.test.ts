import { describe, expect, test } from 'vitest'
import { curl, deck, yaml } from './code'
import { forChange, forCreation, readAt, same, veiled, writeAt } from './document'
import { flatten, isWrongBelow, taken, unseen } from './errors'
import { fieldsOf, humanName, initialDocument, isEditable, isMain, merged, unitOf } from './fields'
import type { Field, SchemaAnswer } from './types'

const SERVICE: SchemaAnswer = {
  fields: [
    { id: { type: 'string', auto: true } },
    { name: { type: 'string' } },
    { host: { type: 'string', required: true } },
    { port: { type: 'integer', default: 80, required: true } },
    { retries: { type: 'integer', default: 5 } },
    { tags: { type: 'set', elements: { type: 'string' } } },
  ],
}

describe('fields', () => {
  test('come in the order of the schema', () => {
    expect(fieldsOf(SERVICE.fields).map((field) => field.name)).toEqual(['id', 'name', 'host', 'port', 'retries', 'tags'])
  })

  test('of a sub-kind take the place of those of the kind', () => {
    const base: SchemaAnswer = {
      fields: [{ consumer: { type: 'foreign', reference: 'consumers' } }, { config: { type: 'record', abstract: true } }],
    }
    const sub: SchemaAnswer = {
      fields: [{ config: { type: 'record', required: true, abstract: false } }, { consumer: { type: 'foreign', eq: null } }],
    }
    const fields = merged(base, sub)
    expect(fields.map((field) => field.name)).toEqual(['consumer', 'config'])
    expect(fields.map(isEditable)).toEqual([false, true])
    expect(fields[1]?.required).toBe(true)
  })

  test('have names for people', () => {
    expect(humanName('client_certificate')).toBe('Client certificate')
    expect(humanName('tls_verify')).toBe('TLS verify')
    expect(humanName('key-auth')).toBe('Key auth')
    expect(humanName('mtls-auth')).toBe('mTLS auth')
    expect(humanName('response-ratelimiting')).toBe('Response rate limiting')
  })

  test('start with their defaults, records with those of their members', () => {
    const fields: Field[] = [
      { name: 'id', type: 'string', auto: true, default: 'x' },
      { name: 'port', type: 'integer', default: 80 },
      { name: 'config', type: 'record', required: true, fields: [{ a: { type: 'boolean', default: true } }, { b: { type: 'string' } }] },
      { name: 'other', type: 'record', fields: [{ a: { type: 'boolean', default: true } }] },
    ]
    expect(initialDocument(fields)).toEqual({ port: 80, config: { a: true } })
  })

  test('have the unit that their description names', () => {
    const unit = (type: 'integer' | 'string', description: string) => unitOf({ type, description })
    expect(unit('integer', 'The longest wait for a connection, in milliseconds.')).toBe('ms')
    expect(unit('integer', 'Seconds for which a preflight’s answer may be kept.')).toBe('s')
    expect(unit('integer', 'When the canary begins, in seconds since 1970.')).toBe('')
    expect(unit('integer', 'Requests per second.')).toBe('')
    expect(unit('string', 'How often, in seconds.')).toBe('')
  })

  test('that must be given are seen first', () => {
    const [, name, host, port] = fieldsOf(SERVICE.fields) as [Field, Field, Field, Field]
    expect([name, host, port].map((field) => isMain(field))).toEqual([true, true, false])
    expect(isMain(port, ['port'])).toBe(true)
  })
})

describe('documents', () => {
  test('are written at paths that are made on the way', () => {
    const document = {}
    writeAt(document, ['config', 'servers', 0, 'host'], 'a')
    writeAt(document, ['config', 'servers', 1], { host: 'b' })
    expect(document).toEqual({ config: { servers: [{ host: 'a' }, { host: 'b' }] } })
    expect(readAt(document, ['config', 'servers', 1, 'host'])).toBe('b')
    writeAt(document, ['config'], undefined)
    expect(document).toEqual({})
  })

  test('are the same when they differ by nothing but nulls', () => {
    expect(same({ a: null, b: [1] }, { b: [1] })).toBe(true)
    expect(same({ b: [1] }, { b: [2] })).toBe(false)
  })

  test('are created without what is empty, and with cleared defaults as null', () => {
    const fields = fieldsOf(SERVICE.fields)
    expect(forCreation({ id: 'x', name: '', host: 'h', port: 80, retries: null, tags: ['a', ''] }, fields)).toEqual({
      host: 'h',
      port: 80,
      retries: null,
      tags: ['a'],
    })
  })

  test('are shown without their secrets', () => {
    const fields: Field[] = [
      { name: 'password', type: 'string', encrypted: true },
      { name: 'config', type: 'record', fields: [{ keys: { type: 'array', elements: { type: 'string', encrypted: true } } }, { host: { type: 'string' } }] },
    ]
    expect(veiled({ password: 'p', config: { keys: ['k', '{vault://env/k}'], host: 'h' } }, fields)).toEqual({
      password: '••••••••',
      config: { keys: ['••••••••', '{vault://env/k}'], host: 'h' },
    })
  })

  test('are changed by what differs alone', () => {
    const fields = fieldsOf(SERVICE.fields)
    const before = { id: 'x', name: 'n', host: 'h', port: 80, tags: null }
    expect(forChange(before, { ...before, name: '', port: 81 }, fields)).toEqual({ name: null, port: 81 })
    expect(forChange(before, { ...before }, fields)).toEqual({})
  })
})

describe('errors', () => {
  const errors = flatten({
    name: 'invalid',
    config: { servers: [null, { port: 'too large' }], words: { '3': 'too short' }, '@entity': ['one of a, b'] },
    '@entity': ['at least one of x, y'],
  })

  test('stand at the field they are about', () => {
    expect(errors.at).toEqual({
      name: 'invalid',
      'config.servers.1.port': 'too large',
      'config.words.2': 'too short',
      config: 'one of a, b',
    })
    expect(errors.general).toEqual(['at least one of x, y'])
  })

  test('show on what holds the field', () => {
    expect(isWrongBelow(errors, 'config.servers')).toBe(true)
    expect(isWrongBelow(errors, 'conf')).toBe(false)
  })

  test('of a conflict say that the value is taken, not the value', () => {
    expect(taken({ name: 'orders' }).at).toEqual({ name: 'Another one has this already.' })
  })

  test('about what is not shown are not lost', () => {
    expect(unseen(errors, (name) => name === 'config')).toEqual(['at least one of x, y', 'name: invalid'])
  })
})

describe('code', () => {
  test('of curl quotes what the shell would read', () => {
    expect(curl('POST', 'http://h/a', { name: "it's" })).toContain(`"it'\\''s"`)
    expect(curl('GET', 'http://h/a')).toBe("curl 'http://h/a'")
  })

  test('of decK is YAML', () => {
    expect(deck('services', { name: 'a', host: 'h', tags: ['x', 'yes'], port: 80, c: { d: [] } })).toBe(
      [
        '_format_version: "3.0"',
        'services:',
        '- name: a',
        '  host: h',
        '  tags:',
        '  - x',
        '  - "yes"',
        '  port: 80',
        '  c:',
        '    d: []',
      ].join('\n'),
    )
  })

  test('keeps the lines of long texts', () => {
    expect(yaml({ cert: 'A\nB\n' })).toBe('cert: |\n  A\n  B')
  })
})

test('a key that the control plane would make can be chosen; an id can not', () => {
  const fields: Field[] = [
    { name: 'id', type: 'string', auto: true, uuid: true },
    { name: 'created_at', type: 'integer', auto: true, timestamp: true },
    { name: 'key', type: 'string', auto: true },
  ]
  expect(fields.filter(isEditable).map((field) => field.name)).toEqual(['key'])
  expect(forCreation({ id: 'x', created_at: 1, key: 'mine' }, fields)).toEqual({ key: 'mine' })
  expect(forCreation({ key: '' }, fields)).toEqual({})
})
