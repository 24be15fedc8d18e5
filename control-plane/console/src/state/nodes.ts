/** The fleet as the console shows it. */
import { get } from '@/api/client'
import { ofControlPlane } from '@/api/scope'

export interface Quarantined {
  entity: string
  id: string
  reason: string
  serves_last_good: boolean
}

export interface Node {
  id: string
  ip: string
  hostname: string
  version: string
  last_seen: number
  config_hash: string
  sync_status: string
  labels: Record<string, string>
  cert_details: { expiry_timestamp: number }
  connected: boolean
  revision: number | null
  root: string | null
  applied_at: number | null
  apply_micros: number | null
  quarantined: Quarantined[]
  rejection: string | null
  last_transfer: string
  snapshots: number
}

export interface Fleet {
  nodes: Node[]
  /** The newest revision; 0 for none. */
  revision: number
}

/** All nodes, with what they should hold. */
export async function fleet(): Promise<Fleet> {
  const [head, nodes] = await Promise.all([
    get<{ data: { revision: number }[] }>(ofControlPlane('/revisions?size=1')),
    allNodes(),
  ])
  return { nodes, revision: head.data[0]?.revision ?? 0 }
}

async function allNodes(): Promise<Node[]> {
  const nodes: Node[] = []
  let offset = ''
  do {
    const page = await get<{ data: Node[]; offset?: string }>(
      ofControlPlane(`/clustering/data-planes?size=1000${offset ? `&offset=${offset}` : ''}`),
    )
    nodes.push(...page.data)
    offset = page.offset ?? ''
  } while (offset !== '')
  return nodes.sort((a, b) => Number(b.connected) - Number(a.connected) || a.hostname.localeCompare(b.hostname))
}

export interface State {
  kind: 'good' | 'warn' | 'bad' | 'plain' | 'accent'
  text: string
  icon: string
}

/** How a node is, in the order of what matters most. */
export function stateOf(node: Node, revision: number): State {
  if (!node.connected) return { kind: 'bad', text: 'disconnected', icon: 'pi-times-circle' }
  if (node.rejection) return { kind: 'bad', text: 'rejects the configuration', icon: 'pi-times-circle' }
  if (node.quarantined.length > 0) {
    return { kind: 'warn', text: `${node.quarantined.length} in quarantine`, icon: 'pi-exclamation-triangle' }
  }
  if (node.sync_status !== 'normal' && node.sync_status !== 'unknown') {
    return { kind: 'warn', text: node.sync_status.replaceAll('_', ' '), icon: 'pi-exclamation-triangle' }
  }
  if (node.revision === null) return { kind: 'plain', text: 'has no configuration yet', icon: 'pi-hourglass' }
  if (node.revision < revision) return { kind: 'warn', text: `${revision - node.revision} behind`, icon: 'pi-clock' }
  return { kind: 'good', text: 'in sync', icon: 'pi-check-circle' }
}

const DAY = 24 * 60 * 60

/** How soon a node's certificate ends. */
export function expiryOf(node: Node, nowSeconds: number): State {
  const left = node.cert_details.expiry_timestamp - nowSeconds
  if (left <= 0) return { kind: 'bad', text: 'expired', icon: 'pi-times-circle' }
  const days = Math.floor(left / DAY)
  return { kind: days < 14 ? 'warn' : 'plain', text: days === 0 ? 'today' : `in ${days} ${days === 1 ? 'day' : 'days'}`, icon: 'pi-id-card' }
}
