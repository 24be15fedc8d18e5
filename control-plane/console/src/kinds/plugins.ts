import { SUMMARIES } from './summaries'

/** The plugin catalogue's shelves. A plugin that stands on none is shown under Custom. */

export interface Shelf {
  title: string
  icon: string
  names: string[]
}

export const SHELVES: Shelf[] = [
  {
    title: 'Authentication',
    icon: 'pi-id-card',
    names: [
      'key-auth', 'key-auth-enc', 'basic-auth', 'jwt', 'oauth2', 'oauth2-introspection', 'openid-connect', 'hmac-auth',
      'ldap-auth', 'ldap-auth-advanced', 'mtls-auth', 'session', 'vault-auth', 'saml', 'header-cert-auth', 'jwe-decrypt',
      'jwt-signer', 'upstream-oauth',
    ],
  },
  {
    title: 'Security',
    icon: 'pi-shield',
    names: [
      'acl', 'cors', 'ip-restriction', 'bot-detection', 'opa', 'tls-handshake-modifier', 'tls-metadata-headers', 'acme',
      'injection-protection', 'json-threat-protection', 'xml-threat-protection', 'request-validator', 'oas-validation',
      'standard-webhooks', 'redirect',
    ],
  },
  {
    title: 'Traffic control',
    icon: 'pi-sliders-h',
    names: [
      'rate-limiting', 'rate-limiting-advanced', 'response-ratelimiting', 'service-protection', 'graphql-rate-limiting-advanced',
      'request-size-limiting', 'request-termination', 'proxy-cache', 'proxy-cache-advanced', 'graphql-proxy-cache-advanced',
      'canary', 'route-by-header', 'forward-proxy', 'upstream-timeout', 'mocking', 'websocket-size-limit', 'websocket-validator',
    ],
  },
  {
    title: 'Transformation',
    icon: 'pi-arrow-right-arrow-left',
    names: [
      'request-transformer', 'request-transformer-advanced', 'response-transformer', 'response-transformer-advanced',
      'correlation-id', 'grpc-gateway', 'grpc-web', 'jq', 'exit-transformer', 'route-transformer-advanced', 'degraphql',
      'datakit', 'soap-xml-handling', 'xml-json-transformer', 'request-callout',
    ],
  },
  {
    title: 'Logging',
    icon: 'pi-file',
    names: [
      'file-log', 'http-log', 'tcp-log', 'udp-log', 'syslog', 'loggly', 'kafka-log', 'statsd', 'statsd-advanced', 'datadog',
      'confluent-consume', 'solace-log',
    ],
  },
  { title: 'Analytics and monitoring', icon: 'pi-chart-line', names: ['prometheus', 'opentelemetry', 'zipkin', 'app-dynamics', 'moesif', 'traceable'] },
  {
    title: 'Serverless and events',
    icon: 'pi-cloud',
    names: [
      'aws-lambda', 'azure-functions', 'openwhisk', 'pre-function', 'post-function', 'kafka-upstream', 'kafka-consume',
      'confluent', 'solace-upstream', 'solace-consume',
    ],
  },
  {
    title: 'AI',
    icon: 'pi-sparkles',
    names: [
      'ai-proxy', 'ai-proxy-advanced', 'ai-prompt-decorator', 'ai-prompt-guard', 'ai-prompt-template', 'ai-request-transformer',
      'ai-response-transformer', 'ai-rate-limiting-advanced', 'ai-semantic-cache', 'ai-semantic-prompt-guard',
    ],
  },
]

export function shelfOf(plugin: string): Shelf {
  return SHELVES.find((shelf) => shelf.names.includes(plugin)) ?? { title: 'Custom', icon: 'pi-box', names: [] }
}

export interface Stocked {
  shelf: Shelf
  names: string[]
}

/** The plugins that match a search, on their shelves; empty shelves are left out. */
export function stock(plugins: readonly string[], search: string): Stocked[] {
  const wanted = search.trim().toLowerCase()
  const found = plugins.filter(
    (name) => [name, shelfOf(name).title, SUMMARIES[name] ?? ''].some((text) => text.toLowerCase().includes(wanted)),
  )
  const own = found.filter((name) => shelfOf(name).title === 'Custom')
  return [
    ...SHELVES.map((shelf) => ({ shelf, names: found.filter((name) => shelf.names.includes(name)).sort() })),
    { shelf: { title: 'Custom', icon: 'pi-box', names: own }, names: own.sort() },
  ].filter((each) => each.names.length > 0)
}
