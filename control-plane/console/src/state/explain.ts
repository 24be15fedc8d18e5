/** Why a request goes where it goes, as the control plane explains it. */
import { isDocument, type Document, type Json } from '@/api/client'
import type { Schemas } from '@/api/operations'

export type Named = Schemas['Named']
export type PluginUse = Schemas['PluginUse']
/** A route that takes the request, and that the caller may see. */
export type Match = Required<Omit<Schemas['Match'], 'hidden'>>

export function isShown(match: Schemas['Match']): match is Match {
  return !match.hidden
}

export function titleOfRoute(route: Named): string {
  return route.name ?? route.id
}

/** What a route asks for in one field, in a line. */
export function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.join(', ')
  return Object.entries(value ?? {})
    .map(([name, all]) => `${name}: ${[all].flat().join(' or ')}`)
    .join(', ')
}

/** Where the request is sent. */
export function upstreamOf(match: Match): string {
  const { service } = match
  return service?.host ? `${service.protocol}://${service.host}:${service.port}${match.upstream_path}` : ''
}

/** Why a plugin takes part: what it is configured for. */
export function scopeOf(plugin: PluginUse): string {
  const words = Object.entries(plugin.scope).map(([kind, name]) => `${kind.replace('_', ' ')} ${name}`)
  return words.length === 0 ? 'all requests' : words.join(', ')
}

function first(value: Json | undefined): string | undefined {
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined
}

/** A request that a route may take, as a curl line; undefined for one that asks for what can't be guessed. */
export function exampleFor(route: Document): string | undefined {
  const path = first(route.paths) ?? '/'
  const host = first(route.hosts)?.replace('*', 'www')
  const method = first(route.methods) ?? 'GET'
  if (path.startsWith('~') || typeof route.expression === 'string') return undefined
  const headers = Object.entries(isDocument(route.headers) ? route.headers : {}).map(([name, values]) => ` -H '${name}: ${first(values) ?? ''}'`)
  return `curl${method === 'GET' ? '' : ` -X ${method}`} http://${host ?? 'localhost:8000'}${path}${headers.join('')}`
}
