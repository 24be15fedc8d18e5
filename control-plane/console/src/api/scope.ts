/** Which control plane and workspace the page is about. The router sets it from the address. */
import { computed, reactive } from 'vue'
import { everywhere, operations, type Schemas } from './operations'

export type ControlPlane = Schemas['ControlPlane']

export const scope = reactive({
  controlPlanes: [] as ControlPlane[],
  workspaces: ['default'] as string[],
  controlPlane: 'default',
  workspace: 'default',
})

export const current = computed(() => scope.controlPlanes.find((each) => each.name === scope.controlPlane))

/** A path of the current control plane; the first needs no prefix. */
export function ofControlPlane(path: string): string {
  const here = current.value
  return !here || here.name === 'default' ? path : `/v2/control-planes/${here.id}/core-entities${path}`
}

/** A path of the current workspace. */
export function scoped(path: string): string {
  return ofControlPlane(scope.workspace === 'default' ? path : `/${encodeURIComponent(scope.workspace)}${path}`)
}

/** Operations of the current control plane. */
export const inControlPlane = operations(ofControlPlane)

/** Operations of the current workspace. */
export const inWorkspace = operations(scoped)

/** An address within the console for the current scope. */
export function place(path: string): string {
  return `/${encodeURIComponent(scope.controlPlane)}/${encodeURIComponent(scope.workspace)}${path}`
}

export async function loadControlPlanes(): Promise<void> {
  const all: ControlPlane[] = []
  for (let number = 1; ; number++) {
    const page = await everywhere.get('/v2/control-planes', { query: { 'page[size]': '100', 'page[number]': String(number) } })
    all.push(...page.data)
    if (all.length >= page.meta.page.total || page.data.length === 0) break
  }
  scope.controlPlanes = all
}

export async function loadWorkspaces(): Promise<void> {
  const page = await inControlPlane.get('/workspaces', { query: { size: 1000 } })
  scope.workspaces = page.data.map((each) => each.name).sort()
}
