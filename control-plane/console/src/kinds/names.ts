/** Names of entities that others refer to, asked for once while a page is open. */
import { reactive } from 'vue'
import { get } from '@/api/client'
import { scoped } from '@/api/scope'
import { kindNamed } from './catalogue'
import { titleOf } from './looks'

const names = reactive(new Map<string, string>())
const asked = new Set<string>()

/** The name of an entity; its short id until that is known. */
export function nameOf(kindName: string, id: string): string {
  const kind = kindNamed(kindName)
  const address = kind ? scoped(`/${kind.path}/${encodeURIComponent(id)}`) : ''
  if (kind?.collection && !asked.has(address)) {
    asked.add(address)
    get(address).then(
      (document) => names.set(address, titleOf(kind, document)),
      () => asked.delete(address),
    )
  }
  return names.get(address) ?? id.slice(0, 8)
}

export function forgetNames(): void {
  names.clear()
  asked.clear()
}
