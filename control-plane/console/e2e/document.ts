/** Whether what the control plane answers is what its OpenAPI says: the client's types are made from that alone. */
import { readFileSync } from 'node:fs'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
}

interface Operation {
  responses: Record<string, { content?: { 'application/json'?: { schema: Schema } } }>
}

const document = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** Plain segments go before those in braces. */
const patterns = Object.keys(document.paths)
  .map((path) => ({ path, regex: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }))
  .sort((a, b) => (a.path.match(/\{/g) ?? []).length - (b.path.match(/\{/g) ?? []).length)

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function faults(schema: Schema, value: unknown, at: string): string[] {
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop() ?? ''
    return faults(document.components.schemas[name] ?? {}, value, `${at}<${name}>`)
  }
  if (schema.anyOf) {
    const found = schema.anyOf.map((each) => faults(each, value, at))
    return found.some((each) => each.length === 0) ? [] : (found[0] ?? [])
  }
  const types = schema.type === undefined ? [] : [schema.type].flat()
  const type = typeOf(value)
  if (types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number'))) return [`${at}: ${type} (expected: ${types.join(' or ')})`]
  if (schema.enum && !schema.enum.includes(value)) return [`${at}: ${String(value)} (expected: ${schema.enum.join(', ')})`]
  if (type === 'array') return (value as unknown[]).slice(0, 20).flatMap((each, i) => (schema.items ? faults(schema.items, each, `${at}[${i}]`) : []))
  if (type !== 'object') return []
  const members = value as Record<string, unknown>
  const missing = (schema.required ?? []).filter((name) => !(name in members)).map((name) => `${at}.${name}: missing`)
  const wrong = Object.entries(members).flatMap(([name, member]) => {
    const known = schema.properties?.[name] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined)
    if (known) return faults(known, member, `${at}.${name}`)
    return schema.properties && schema.additionalProperties === undefined ? [`${at}.${name}: not described`] : []
  })
  return [...missing, ...wrong]
}

/** What is wrong with an answer; nothing for one of an operation that is described elsewhere. */
export function faultsOf(method: string, path: string, status: number, body: unknown): string[] {
  // Another control plane, and another workspace, have the same operations below them.
  const tails = [path, path.replace(/^\/v2\/control-planes\/[^/]+\/core-entities/, '')].flatMap((each) => [each, each.replace(/^\/[^/]+(?=\/.)/, '')])
  const pattern = tails.map((tail) => patterns.find(({ regex }) => regex.test(tail))).find((each) => each !== undefined)
  const operation = pattern && document.paths[pattern.path]?.[method.toLowerCase()]
  if (!operation || status >= 400) return []
  const answer = operation.responses[status]
  if (!answer) return [`${method} ${pattern.path}: ${status} is not described`]
  const schema = answer.content?.['application/json']?.schema
  return schema ? faults(schema, body, `${method} ${pattern.path}`) : []
}
