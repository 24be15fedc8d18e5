/** Which parts of the control plane are there: pages of others are not offered. */
import { reactive } from 'vue'
import { everywhere } from '@/api/operations'

export const features = reactive({ analytics: false, audit: false, groupMembers: false, rollouts: false, access: false })

export async function discover(): Promise<void> {
  const { data } = await everywhere.get('/endpoints')
  const has = (start: string) => data.some((path) => path === start || path.startsWith(`${start}/`))
  features.analytics = has('/analytics')
  features.audit = has('/audit/requests')
  features.rollouts = has('/rollouts')
  features.access = has('/rbac/users')
  features.groupMembers = has('/consumer_groups/{consumer_groups}/consumers')
}
