/** Which kinds of entities the control plane has, and what they look like. Asked once, then kept. */
import { reactive } from 'vue'
import type { Schemas } from '@/api/operations'
import { inControlPlane, ofControlPlane } from '@/api/scope'
import { merged } from '@/schema/fields'
import type { Field, SchemaAnswer } from '@/schema/types'

export type Kind = Schemas['Kind']

export const catalogue = reactive({ kinds: [] as Kind[] })

const schemas = new Map<string, Promise<SchemaAnswer>>()

export async function loadCatalogue(): Promise<void> {
  schemas.clear()
  catalogue.kinds = (await inControlPlane.get('/schemas')).data
}

export function kindAt(path: string): Kind | undefined {
  return catalogue.kinds.find((kind) => kind.path === path)
}

export function kindNamed(name: string): Kind | undefined {
  return catalogue.kinds.find((kind) => kind.name === name)
}

/** Collections below entities of a kind, such as the credentials of consumers. */
export function below(kind: Kind): { kind: Kind; path: string; field: string }[] {
  return catalogue.kinds.flatMap((each) =>
    each.nested
      .filter((nested) => nested.parent === kind.name)
      .map((nested) => ({ kind: each, path: nested.path, field: nested.field })),
  )
}

/** Whether people look for it by itself; credentials and targets are found below what they belong to. */
export function standsAlone(kind: Kind): boolean {
  return kind.collection && (kind.name === 'plugins' || !kind.references.some((each) => each.target === 'consumers'))
}

function schema(...name: string[]): Promise<SchemaAnswer> {
  const address = ofControlPlane(`/schemas/${name.join('/')}`)
  let known = schemas.get(address)
  if (!known) {
    known = inControlPlane.get('/schemas/{name}', { path: { name } }) as Promise<unknown> as Promise<SchemaAnswer>
    schemas.set(address, known)
    known.catch(() => schemas.delete(address))
  }
  return known
}

/** The fields of a kind, or of one of its sub-kinds. */
export async function fieldsFor(kind: Kind, subKind?: string): Promise<Field[]> {
  const refined = subKind !== undefined && kind.kinds.includes(subKind)
  const [base, sub] = await Promise.all([
    schema(kind.name),
    refined ? schema(kind.name, subKind) : undefined,
  ])
  return merged(base, sub).map((field) => (isSecret(kind, field) ? { ...field, encrypted: true } : field))
}

/** The key is all that a caller proves who it is with, though schemas don't say so. */
function isSecret(kind: Kind, field: Field): boolean {
  return kind.name === 'keyauth_credentials' && field.name === 'key'
}
