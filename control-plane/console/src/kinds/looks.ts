/** How kinds are shown where their schema does not say: words, icons, columns. Others get theirs from the schema. */
import { isDocument, type Document } from '@/api/client'
import { humanName } from '@/schema/fields'
import type { Field } from '@/schema/types'
import type { Kind } from './catalogue'

export interface Look {
  one: string
  many: string
  icon: string
  what: string
  columns: string[]
  /** Fields that say together what it applies to: one column of a list. */
  scope: string[]
  /** Fields that forms show before the others, beside the required ones. */
  main: string[]
  example: Document
}

/** The column that stands for the fields of a scope. */
export const APPLIES_TO = 'applies_to'

const LOOKS: Record<string, Partial<Look>> = {
  services: {
    icon: 'pi-server',
    what: 'A service is an upstream API: where requests go once a route has matched.',
    columns: ['name', 'protocol', 'host', 'port', 'path', 'enabled', 'tags'],
    main: ['protocol', 'host', 'port', 'path'],
    example: { name: 'orders', host: 'orders.internal', port: 8080 },
  },
  routes: {
    icon: 'pi-directions',
    what: 'A route says which requests go to a service: by host, path, method or header.',
    columns: ['name', 'methods', 'hosts', 'paths', 'service', 'tags'],
    main: ['service', 'paths', 'hosts', 'methods', 'protocols', 'strip_path', 'expression'],
    example: { name: 'orders', paths: ['/orders'] },
  },
  consumers: {
    icon: 'pi-users',
    what: 'A consumer is somebody who calls your APIs: a person, an app or a team, with credentials.',
    columns: ['username', 'custom_id', 'tags', 'created_at'],
    main: [],
    example: { username: 'mobile-app' },
  },
  consumer_groups: {
    icon: 'pi-sitemap',
    what: 'A consumer group gathers consumers that share plugins and limits.',
    columns: ['name', 'tags', 'created_at'],
    example: { name: 'gold' },
  },
  plugins: {
    icon: 'pi-bolt',
    what: 'A plugin adds behaviour to requests: authentication, limits, transformations, logs.',
    columns: ['name', APPLIES_TO, 'enabled', 'tags', 'created_at'],
    scope: ['service', 'route', 'consumer', 'consumer_group'],
    main: ['instance_name', 'service', 'route', 'consumer', 'consumer_group', 'config'],
    example: { name: 'key-auth' },
  },
  upstreams: {
    icon: 'pi-share-alt',
    what: 'An upstream spreads requests over targets and takes those out that are not healthy.',
    columns: ['name', 'algorithm', 'slots', 'tags'],
    main: ['algorithm', 'hash_on'],
    example: { name: 'orders.upstream' },
  },
  targets: {
    icon: 'pi-bullseye',
    what: 'A target is one address that an upstream sends requests to.',
    columns: ['target', 'weight', 'tags', 'created_at'],
    main: ['weight'],
    example: { target: '10.0.0.5:8080' },
  },
  certificates: {
    icon: 'pi-verified',
    what: 'A certificate with its key, shown to clients that ask for one of its server names.',
    columns: ['id', 'snis', 'tags', 'created_at'],
    main: ['snis'],
    example: { cert: '-----BEGIN CERTIFICATE-----…', key: '-----BEGIN PRIVATE KEY-----…' },
  },
  snis: {
    one: 'SNI',
    many: 'SNIs',
    icon: 'pi-at',
    what: 'A server name and the certificate that is shown for it.',
    columns: ['name', 'certificate', 'tags'],
    example: { name: 'api.example.com', certificate: { id: '…' } },
  },
  ca_certificates: {
    one: 'CA certificate',
    many: 'CA certificates',
    icon: 'pi-shield',
    what: 'A CA certificate that upstreams or clients are verified with.',
    columns: ['id', 'cert_digest', 'tags', 'created_at'],
    example: { cert: '-----BEGIN CERTIFICATE-----…' },
  },
  keys: {
    icon: 'pi-key',
    what: 'A key with which tokens are signed or encrypted.',
    columns: ['name', 'kid', 'set', 'tags'],
    main: ['kid', 'set', 'jwk', 'pem'],
    example: { name: 'issuer-2026', kid: '1', jwk: '{"kty":"…"}' },
  },
  key_sets: {
    icon: 'pi-th-large',
    what: 'A key set gathers keys under one name.',
    columns: ['name', 'tags', 'created_at'],
    example: { name: 'issuer' },
  },
  vaults: {
    icon: 'pi-lock',
    what: 'A vault keeps secrets; fields refer to them by {vault://prefix/key}.',
    columns: ['prefix', 'name', 'description', 'tags'],
    main: ['prefix', 'description', 'config'],
    example: { name: 'env', prefix: 'my-env' },
  },
  keyauth_credentials: { one: 'key', many: 'API keys', icon: 'pi-key', columns: ['key', 'ttl', 'tags', 'created_at'], main: ['key'] },
  basicauth_credentials: { one: 'basic-auth credential', many: 'Basic auth', columns: ['username', 'tags', 'created_at'], main: ['password'] },
  hmacauth_credentials: { one: 'HMAC credential', many: 'HMAC', columns: ['username', 'tags', 'created_at'], main: ['secret'] },
  jwt_secrets: { one: 'JWT credential', many: 'JWT', columns: ['key', 'algorithm', 'tags', 'created_at'], main: ['key', 'algorithm', 'secret', 'rsa_public_key'] },
  acls: { one: 'ACL group', many: 'ACL groups', columns: ['group', 'tags', 'created_at'], main: ['group'] },
  oauth2_credentials: { one: 'OAuth 2.0 app', many: 'OAuth 2.0', columns: ['name', 'client_id', 'redirect_uris', 'tags'] },
  keyauth_enc_credentials: { one: 'key', many: 'API keys, encrypted', icon: 'pi-key' },
  header_cert_auth_credentials: { one: 'header certificate', many: 'Header certificates' },
  mtls_auth_credentials: { one: 'mTLS credential', many: 'mTLS', columns: ['subject_name', 'ca_certificate', 'tags'] },
  degraphql_routes: { one: 'DeGraphQL route', many: 'DeGraphQL routes', icon: 'pi-share-alt', what: 'A DeGraphQL route turns a path into a query of a GraphQL service.' },
  oauth2_tokens: { one: 'OAuth 2.0 token', many: 'OAuth 2.0 tokens', icon: 'pi-ticket', what: 'A token that the oauth2 plugin has handed out.' },
}

/** Where a kind stands among others: those that are met most come first. */
export function rankOf(kind: Kind): number {
  const at = Object.keys(LOOKS).indexOf(kind.name)
  return at < 0 ? Object.keys(LOOKS).length : at
}

function singular(many: string): string {
  return many.replace(/ies$/, 'y').replace(/s$/, '')
}

export function lookOf(kind: Kind): Look {
  const many = humanName(kind.name)
  const known = LOOKS[kind.name] ?? {}
  const plural = known.many ?? many
  return {
    one: known.one ?? singular(plural).toLowerCase(),
    many: plural,
    icon: known.icon ?? 'pi-box',
    what: known.what ?? '',
    columns: known.columns ?? [],
    scope: known.scope ?? [],
    main: known.main ?? [],
    example: known.example ?? {},
  }
}

/** Fields that the server orders names by, the first that an entity has. */
export const NAMED = new Set(['name', 'username', 'prefix', 'group'])

/** Whether the server can order entities of a kind by their names. */
export function hasNames(kind: Kind): boolean {
  return NAMED.has(lookOf(kind).columns[0] ?? '')
}

const SIMPLE = new Set(['string', 'integer', 'number', 'boolean', 'foreign', 'set', 'array'])

/** The columns of a list: those chosen for the kind that its schema has, else its first simple fields. */
export function columnsOf(kind: Kind, fields: Field[], without?: string): Field[] {
  const chosen = lookOf(kind).columns
  const byName = new Map(fields.map((field) => [field.name, field]))
  byName.set(APPLIES_TO, { name: APPLIES_TO, type: 'record' })
  const found = chosen.flatMap((name) => byName.get(name) ?? [])
  const columns =
    found.length > 0 ? found : fields.filter((field) => !field.auto && !field.encrypted && SIMPLE.has(field.type)).slice(0, 6)
  return columns.filter((field) => field.name !== without)
}

const NAMES = ['name', 'username', 'custom_id', 'instance_name', 'prefix', 'target', 'group', 'key', 'kid']

/** What people call this entity. */
export function titleOf(kind: Kind | undefined, document: Document): string {
  if (kind?.name === 'plugins' && typeof document.instance_name === 'string') return document.instance_name
  if (kind?.name === 'vaults' && typeof document.prefix === 'string') return document.prefix
  if (kind?.name === 'certificates' && Array.isArray(document.snis) && document.snis.length > 0) return document.snis.join(', ')
  const secret = ['keyauth_credentials', 'keyauth_enc_credentials', 'jwt_secrets'].includes(kind?.name ?? '')
  for (const name of NAMES) {
    const value = document[name]
    if (typeof value === 'string' && value !== '' && !(secret && name === 'key')) return value
  }
  return typeof document.id === 'string' ? document.id : ''
}

/** The id in a document's path. */
export function idOf(document: Document): string {
  return typeof document.id === 'string' ? document.id : ''
}

/** The collection under which decK's file lists a kind. */
export function deckName(kind: Kind): string {
  return kind.name
}

export function isReference(value: unknown): value is { id: string } {
  return isDocument(value) && typeof value.id === 'string' && Object.keys(value).length === 1
}
