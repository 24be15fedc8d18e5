/** Documents as a form edits them: reading and writing at paths, and what to send. */
import { isDocument, type Document, type Json } from '@/api/client'
import { fieldsOf, isGiven } from './fields'
import type { Field, FieldSchema } from './types'

export type Path = readonly (string | number)[]

export function readAt(document: Json | undefined, path: Path): Json | undefined {
  let value: Json | undefined = document
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)]
    else if (isDocument(value)) value = value[String(step)]
    else return undefined
  }
  return value
}

/** Writes a value, making the records on the way; undefined takes the member away. */
export function writeAt(document: Document, path: Path, value: Json | undefined): void {
  let holder: Document | Json[] = document
  path.slice(0, -1).forEach((step, i) => {
    const next: Json | undefined = Array.isArray(holder) ? holder[Number(step)] : holder[String(step)]
    if (isDocument(next) || Array.isArray(next)) {
      holder = next
      return
    }
    const made: Document | Json[] = typeof path[i + 1] === 'number' ? [] : {}
    if (Array.isArray(holder)) holder[Number(step)] = made
    else holder[String(step)] = made
    // Read again: a reactive holder gives a reactive member.
    holder = (Array.isArray(holder) ? holder[Number(step)] : holder[String(step)]) as Document | Json[]
  })
  const last = path[path.length - 1]
  if (Array.isArray(holder)) holder[Number(last)] = value ?? null
  else if (value === undefined) delete holder[String(last)]
  else holder[String(last)] = value
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => same(each, b[i]))
  if (isDocument(a) && isDocument(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...names].every((name) => same(a[name] ?? null, b[name] ?? null))
  }
  return (a ?? null) === (b ?? null)
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === ''
}

/** A value without the blanks that inputs leave. */
function tidy(value: Json): Json {
  if (Array.isArray(value)) return value.filter((each) => !isEmpty(each)).map(tidy)
  if (!isDocument(value)) return value === '' ? null : value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, tidy(each)]))
}

/** A record without its members that hold nothing. */
function bare(value: Json): Json {
  if (Array.isArray(value)) return value.map(bare)
  if (!isDocument(value)) return value
  const members = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(members.map(([name, each]) => [name, bare(each)]))
}

/** What to POST: everything but what is empty anyway. A default that was cleared is sent as null. */
export function forCreation(document: Document, fields: Field[]): Document {
  const out: Document = {}
  for (const field of fields) {
    if (isGiven(field)) continue
    const value = tidy(document[field.name] ?? null)
    if (value !== null) out[field.name] = bare(value)
    else if (field.default !== undefined && field.default !== null && field.name in document) out[field.name] = null
  }
  return out
}

/** What to PATCH: the fields that differ, cleared ones as null. */
export function forChange(before: Document, after: Document, fields: Field[]): Document {
  const out: Document = {}
  for (const field of fields) {
    if (isGiven(field)) continue
    const value = tidy(after[field.name] ?? null)
    if (!same(tidy(before[field.name] ?? null), value)) out[field.name] = value
  }
  return out
}

const VEIL = '••••••••'

/** A document whose secrets can't be read; references to vaults are none. */
export function veiled(document: Document, fields: Field[]): Document {
  const known = new Map(fields.map((field) => [field.name, field]))
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, veil(value, known.get(name))]))
}

function veil(value: Json, field: FieldSchema | undefined): Json {
  if (value === null || field === undefined) return value
  if (Array.isArray(value)) return value.map((each) => veil(each, field.encrypted ? field : field.elements))
  if (field.encrypted) return typeof value === 'string' && value.startsWith('{vault://') ? value : VEIL
  if (!isDocument(value)) return value
  return field.type === 'map'
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, veil(each, field.values)]))
    : veiled(value, fieldsOf(field.fields))
}
