/** Who may sign in, and what they may do. */

export interface User {
  id: string
  name: string
  comment: string | null
  enabled: boolean
  /** The token itself, only in the answer that made it; else its digest. */
  user_token?: string
  user_token_expires_at: number | null
  created_at: number
}

export interface Role {
  id: string
  name: string
  comment: string | null
  is_default: boolean
  created_at: number
}

export interface Permission {
  workspace: string
  endpoint: string
  actions: string[]
  negative: boolean
  comment: string | null
}

export interface EntityPermission {
  entity_id: string
  entity_type: string
  actions: string[]
  negative: boolean
  comment: string | null
}

export const ACTIONS = ['read', 'create', 'update', 'delete']

/** The path of a permission: its endpoint stands in it as it is written. */
export function pathOf(role: string, permission: Permission): string {
  const endpoint = permission.endpoint.replace(/^\//, '').split('/').map(encodeURIComponent).join('/')
  return `/rbac/roles/${encodeURIComponent(role)}/endpoints/${encodeURIComponent(permission.workspace)}/${endpoint}`
}
