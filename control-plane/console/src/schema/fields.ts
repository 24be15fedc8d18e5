/** From schemas to what a form needs: fields in order, names for people, first values. */
import type { Document, Json } from '@/api/client'
import type { Field, FieldSchema, SchemaAnswer } from './types'

export function fieldsOf(list: Record<string, FieldSchema>[] | undefined): Field[] {
  return (list ?? []).flatMap((one) => Object.entries(one).map(([name, schema]) => ({ ...schema, name })))
}

/** The fields of a kind with those of its sub-kind in their place: a plugin's own `config`, say. */
export function merged(base: SchemaAnswer, sub: SchemaAnswer | undefined): Field[] {
  const refined = new Map(fieldsOf(sub?.fields).map((field) => [field.name, field]))
  const fields = fieldsOf(base.fields).map((field) => ({ ...field, ...refined.get(field.name) }))
  const known = new Set(fields.map((field) => field.name))
  return [...fields, ...[...refined.values()].filter((field) => !known.has(field.name))]
}

const ACRONYMS: Record<string, string> = {
  id: 'ID', url: 'URL', uri: 'URI', tls: 'TLS', ssl: 'SSL', http: 'HTTP', https: 'HTTPS', ca: 'CA', ip: 'IP',
  sni: 'SNI', snis: 'SNIs', jwt: 'JWT', jwk: 'JWK', pem: 'PEM', ttl: 'TTL', ldap: 'LDAP', acl: 'ACL', cors: 'CORS',
  hmac: 'HMAC', rsa: 'RSA', api: 'API', tcp: 'TCP', udp: 'UDP', aws: 'AWS', oauth2: 'OAuth 2.0', grpc: 'gRPC',
  json: 'JSON', dns: 'DNS', csr: 'CSR', kid: 'Key ID', mtls: 'mTLS', openid: 'OpenID', opa: 'OPA', graphql: 'GraphQL', otlp: 'OTLP', xml: 'XML', ai: 'AI',
  oas: 'OAS', saml: 'SAML', ratelimiting: 'rate limiting',
}

/** Names of products are written as their makers do. */
const WHOLE: Record<string, string> = {
  'aws-lambda': 'AWS Lambda', 'azure-functions': 'Azure Functions', openwhisk: 'OpenWhisk', 'openid-connect': 'OpenID Connect',
  opentelemetry: 'OpenTelemetry', 'key-auth-enc': 'Key auth, encrypted', statsd: 'StatsD', 'statsd-advanced': 'StatsD advanced',
}

/** `hash_on_header` as `Hash on header`. */
export function humanName(name: string): string {
  if (WHOLE[name]) return WHOLE[name]
  const words = name.split(/[_-]/).filter((word) => word !== '')
  const shown = words.map((word) => ACRONYMS[word.toLowerCase()] ?? word)
  const text = shown.join(' ')
  // An acronym is written as it is: mTLS, gRPC.
  return shown[0] === words[0] ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

/** What a new document holds in a field before anybody touched it; undefined for nothing. */
export function initial(field: FieldSchema): Json | undefined {
  if (field.default !== undefined && field.default !== null) return structuredClone(field.default)
  if (field.type === 'record' && field.required && !field.abstract) return initialDocument(fieldsOf(field.fields))
  return undefined
}

export function initialDocument(fields: Field[]): Document {
  const out: Document = {}
  for (const field of fields) {
    const value = isGiven(field) ? undefined : initial(field)
    if (value !== undefined) out[field.name] = value
  }
  return out
}

/** Whether the control plane alone says what it is: ids and times. Keys and secrets it makes only when nobody does. */
export function isGiven(field: Field): boolean {
  return field.auto === true && (field.uuid === true || field.timestamp === true || field.name === 'id')
}

/** Whether a form has an input for it. */
export function isEditable(field: Field): boolean {
  return !isGiven(field) && !(field.eq === null && field.type === 'foreign') && field.type !== 'function'
}

/** Whether texts of this field take more than a line. */
export function isLong(field: Field): boolean {
  return (
    field.type === 'string' &&
    !field.one_of &&
    /^(cert|key|cert_alt|key_alt|certificate|private_key|public_key|rsa_public_key|jwk|pem|expression|lua_schema|body|ca_cert|html_template)$/.test(
      field.name,
    )
  )
}

/** The unit of a number, where its description names one: `ms`, `s` or nothing. */
export function unitOf(field: FieldSchema): string {
  const said = field.description ?? ''
  if ((field.type !== 'integer' && field.type !== 'number') || field.timestamp || /since 1970|per second/i.test(said)) return ''
  if (/\bmilliseconds?\b/i.test(said)) return 'ms'
  return /\bseconds\b/i.test(said) ? 's' : ''
}

const FOREMOST = ['name', 'username', 'custom_id', 'instance_name', 'enabled', 'host', 'target', 'prefix']

/** Fields that a person has to see: required ones without a default, and those that name things. */
export function isMain(field: Field, chosen: readonly string[] = []): boolean {
  return chosen.includes(field.name) || FOREMOST.includes(field.name) || field.type === 'foreign' || isDemanded(field)
}

/** Whether nothing can be saved before somebody has filled it in. */
function isDemanded(field: Field): boolean {
  if (field.required !== true || (field.default !== undefined && field.default !== null)) return false
  return field.type === 'record' ? fieldsOf(field.fields).some(isDemanded) : field.type !== 'boolean'
}
