/** The fleet as the console shows it. */
import type { Schemas } from '@/api/operations'

export type Node = Schemas['Node']

export interface State {
  kind: 'good' | 'warn' | 'bad' | 'plain' | 'accent'
  text: string
  icon: string
}

/** What the control plane says of a node in one word, for people. */
const STATES: Record<Node['state'], State> = {
  lost: { kind: 'bad', text: 'disconnected', icon: 'pi-times-circle' },
  incompatible: { kind: 'bad', text: 'incompatible', icon: 'pi-times-circle' },
  rejecting: { kind: 'bad', text: 'rejects the configuration', icon: 'pi-times-circle' },
  pinned: { kind: 'warn', text: 'pinned', icon: 'pi-lock' },
  behind: { kind: 'warn', text: 'behind', icon: 'pi-clock' },
  quarantined: { kind: 'warn', text: 'in quarantine', icon: 'pi-exclamation-triangle' },
  troubled: { kind: 'warn', text: 'in trouble', icon: 'pi-exclamation-triangle' },
  new: { kind: 'plain', text: 'has no configuration yet', icon: 'pi-hourglass' },
  in_sync: { kind: 'good', text: 'in sync', icon: 'pi-check-circle' },
}

export const NODE_STATES = Object.entries(STATES).map(([value, { text }]) => ({ value, label: text }))

export function stateOf(node: Pick<Node, 'state' | 'quarantined' | 'drift'>): State {
  const state = STATES[node.state]
  if (node.state === 'quarantined') return { ...state, text: `${node.quarantined.length} in quarantine` }
  return node.state === 'behind' && node.drift.revisions ? { ...state, text: `${node.drift.revisions} behind` } : state
}

/** How soon a node's certificate ends. */
export function expiryOf({ state, days_left: days }: Pick<Schemas['NodeCertificate'], 'state' | 'days_left'>): State {
  if (state === 'expired') return { kind: 'bad', text: 'expired', icon: 'pi-times-circle' }
  const years = Math.floor(days / 365)
  const text = days === 0 ? 'today' : years > 1 ? `in ${years} years` : `in ${days} ${days === 1 ? 'day' : 'days'}`
  return { kind: state === 'expiring' ? 'warn' : 'plain', text, icon: 'pi-id-card' }
}
