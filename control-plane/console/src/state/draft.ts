/** Edits that are collected to be committed together. They wait in this browser. */
import { computed, reactive } from 'vue'
import { call, type Document } from '@/api/client'
import type { Schemas } from '@/api/operations'
import { inWorkspace, scope, scoped } from '@/api/scope'

export interface Operation {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  body?: Document
  /** For people: `service orders`. */
  what: string
}

interface Draft {
  isOn: boolean
  operations: Operation[]
}

export type Change = Schemas['Change']
export type Committed = Schemas['Committed']

const drafts = reactive<Record<string, Draft>>({})

function key(): string {
  return `troop.draft.${scope.controlPlane}.${scope.workspace}`
}

function stored(name: string): Draft {
  try {
    const text = localStorage.getItem(name)
    return text === null ? { isOn: false, operations: [] } : (JSON.parse(text) as Draft)
  } catch {
    return { isOn: false, operations: [] }
  }
}

export const draft = computed<Draft>(() => {
  const name = key()
  return (drafts[name] ??= stored(name))
})

function keep(): void {
  localStorage.setItem(key(), JSON.stringify(draft.value))
}

export function collect(isOn: boolean): void {
  draft.value.isOn = isOn
  keep()
}

export function drop(index: number): void {
  draft.value.operations.splice(index, 1)
  keep()
}

export function clear(): void {
  draft.value.operations = []
  draft.value.isOn = false
  keep()
}

/** Makes a change now, or puts it into the draft; null says the latter. */
export async function write(operation: Operation): Promise<Document | null> {
  if (draft.value.isOn) {
    draft.value.operations.push(operation)
    keep()
    return null
  }
  return call(operation.method, scoped(operation.path), operation.body)
}

function changeSet(message: string): Schemas['ChangeSet'] {
  return {
    message,
    operations: draft.value.operations.map(({ method, path, body }) => ({ method, path, body: body ?? {} })),
  }
}

/** What a plan does that nobody may have meant, in sentences. */
export function warningsOf({ warnings }: Committed): string[] {
  if (!warnings) return []
  const name = (said: string | null, id: string): string => said ?? id
  return [
    ...warnings.shadowed_routes.map((each) => `Route ${name(each.route_name, each.route_id)} would get no requests: ${name(each.by_name, each.by_id)} asks for the same.`),
    ...warnings.unreachable_routes.map((each) => `Route ${name(each.route_name, each.route_id)} would get no requests: ${each.reason}.`),
    ...warnings.missing_plugins.map((each) => `Plugin ${each.plugin} would run no more where it runs now.`),
  ]
}

/** What the draft would change, were it committed now. */
export function plan(): Promise<Committed> {
  return inWorkspace.post('/change-sets', { query: { dry_run: '1' }, body: changeSet('') })
}

export async function commit(message: string): Promise<Committed> {
  const committed = await inWorkspace.post('/change-sets', { body: changeSet(message) })
  clear()
  return committed
}
