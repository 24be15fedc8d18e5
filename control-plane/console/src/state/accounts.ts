/** What roles permit. */
import type { Schemas } from '@/api/operations'

export const ACTIONS = ['read', 'create', 'update', 'delete']

/** The segments of the endpoint that a permission is about. */
export function segmentsOf(permission: Schemas['Permission']): string[] {
  return permission.endpoint.replace(/^\//, '').split('/')
}
