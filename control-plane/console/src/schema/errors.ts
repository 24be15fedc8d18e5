/** The API's tree of messages, laid flat: `config.servers.0.host` → `required field missing`. */
import { isDocument, type Document, type Json } from '@/api/client'

export interface FieldErrors {
  /** By path, its steps joined by dots, list positions counted from 0. */
  at: Record<string, string>
  /** What is said of the whole. */
  general: string[]
}

export function flatten(tree: Document): FieldErrors {
  const out: FieldErrors = { at: {}, general: [] }
  for (const [name, value] of Object.entries(tree)) walk(value, [name], out)
  return out
}

/** Of a conflict, whose tree has the values that another entity has. */
export function taken(tree: Document): FieldErrors {
  return { at: Object.fromEntries(Object.keys(tree).map((name) => [name, 'Another one has this already.'])), general: [] }
}

function walk(value: Json, path: string[], out: FieldErrors): void {
  const last = path[path.length - 1]
  if (last === '@entity') {
    const messages = (Array.isArray(value) ? value : [value]).map(String)
    const holder = path.slice(0, -1).join('.')
    if (holder === '') out.general.push(...messages)
    else out.at[holder] = messages.join('; ')
  } else if (typeof value === 'string') {
    out.at[path.join('.')] = value
  } else if (Array.isArray(value)) {
    value.forEach((each, i) => each !== null && walk(each, [...path, String(i)], out))
  } else if (isDocument(value)) {
    for (const [name, each] of Object.entries(value)) {
      // Lists with gaps come as objects whose names are positions counted from 1.
      walk(each, [...path, /^\d+$/.test(name) ? String(Number(name) - 1) : name], out)
    }
  }
}

/** Whether anything at or below a path is wrong. */
export function isWrongBelow(errors: FieldErrors, path: string): boolean {
  return Object.keys(errors.at).some((at) => at === path || at.startsWith(`${path}.`))
}

/** What is said at places that a form does not show. */
export function unseen(errors: FieldErrors, shown: (path: string) => boolean): string[] {
  const lost = Object.entries(errors.at).filter(([path]) => !shown(path.split('.')[0] ?? ''))
  return [...errors.general, ...lost.map(([path, message]) => `${path}: ${message}`)]
}
