/** Why a request goes where it goes, as the control plane explains it. */
export interface Named {
  id: string
  name: string | null
}

export type Conditions = Record<string, string[] | string | Record<string, string[]>>

export interface Other {
  workspace: string
  route: Named
  conditions: Conditions
  /** Whether it would take the request, were there no better one. */
  matches: boolean
  reason: string | null
  unmet: string[]
}

export interface PluginUse {
  id: string
  name: string
  instance_name: string | null
  priority: number | null
  scope: Record<string, string>
  reason?: string
}

export interface Explanation {
  revision: number
  router_flavor: string
  request: { method: string; scheme: string; host: string; path: string; sni: string | null }
  match: null | {
    hidden?: boolean
    workspace: string
    route: Named
    conditions: Conditions
    service: (Named & { protocol: string; host: string; port: number }) | null
    taken_off: string | null
    upstream_path: string
    upstream_host: string | null
    refusal: string | null
  }
  routes: number
  others: Other[]
  plugins: PluginUse[]
  left_out: PluginUse[]
}

export function titleOfRoute(route: Named): string {
  return route.name ?? route.id
}

/** What a route asks for in one field, in a line. */
export function wordsOf(value: Conditions[string] | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.join(', ')
  return Object.entries(value)
    .map(([name, all]) => `${name}: ${all.join(' or ')}`)
    .join(', ')
}

/** Where the request is sent. */
export function upstreamOf(match: NonNullable<Explanation['match']>): string {
  const { service } = match
  return service ? `${service.protocol}://${service.host}:${service.port}${match.upstream_path}` : ''
}

/** Why a plugin takes part: what it is configured for. */
export function scopeOf(plugin: PluginUse): string {
  const words = Object.entries(plugin.scope).map(([kind, name]) => `${kind.replace('_', ' ')} ${name}`)
  return words.length === 0 ? 'all requests' : words.join(', ')
}
