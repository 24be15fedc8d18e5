/** Calls of the Admin API, which the control plane serves beside this page. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
export type Document = { [name: string]: Json }

export interface Page<T = Document> {
  data: T[]
  next: string | null
  offset?: string
}

/** A refusal. `fields` is the tree of messages that a schema violation has, else empty. */
export class ApiError extends Error {
  readonly status: number
  readonly body: Document
  readonly fields: Document

  constructor(status: number, body: Document, text: string) {
    super(text)
    this.status = status
    this.body = body
    this.fields = isDocument(body.fields) ? body.fields : {}
  }
}

/** What to tell a person of something that went wrong. */
export function reasonOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Listener = () => void
let onExpired: Listener = () => {}
let csrfToken = ''

/** What to do when the API no longer knows who we are. */
export function whenExpired(listener: Listener): void {
  onExpired = listener
}

/** The token that proves that a change was asked for by this page. */
export function proveWith(token: string): void {
  csrfToken = token
}

export function address(path: string): string {
  const base = document.querySelector('base')?.getAttribute('href') ?? '/'
  return `${base.replace(/\/$/, '')}/api${path}`
}

/** What an answer says; undefined for what is no JSON: cut off, or of something between here and the control plane. */
async function decode(response: Response): Promise<Document | undefined> {
  const text = await response.text()
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text)
    return isDocument(value) ? value : { value: value as Json }
  } catch {
    return undefined
  }
}

/** What a person can do about a refusal that its sentences leave open. */
function adviceOn(status: number): string {
  if (status === 403) return 'Your roles do not permit this; who looks after users can give you one that does.'
  if (status >= 502 && status <= 504) return 'The control plane could not be reached through what stands in front of it. Try again in a moment.'
  return status >= 500 ? 'The log of the control plane says more.' : ''
}

/** The sentences of a refusal, whichever of the API's two shapes it has. */
export function messageOf(status: number, body: Document): string {
  const invalid = Array.isArray(body.invalid_parameters) ? body.invalid_parameters.filter(isDocument) : []
  const detail = invalid.map((one) => `${String(one.field)}: ${String(one.reason)}`).join('; ')
  const said = body.message ?? body.detail ?? body.title
  const text = typeof said === 'string' && said !== '' ? said : `The answer was ${status}, without a reason`
  const sentence = detail === '' ? text : `${text}: ${detail}`
  const advice = adviceOn(status)
  return advice === '' ? sentence : `${sentence.replace(/\.$/, '')}. ${advice}`
}

export async function call<T = Document>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (csrfToken !== '' && method !== 'GET') headers['X-CSRF-Token'] = csrfToken
  try {
    response = await fetch(address(path), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch {
    throw new ApiError(0, {}, 'The control plane does not answer. Is it running, and can this browser reach it?')
  }
  const answer = await decode(response)
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/auth/')) onExpired()
    throw new ApiError(response.status, answer ?? {}, messageOf(response.status, answer ?? {}))
  }
  if (!answer) throw new ApiError(response.status, {}, 'The answer of the control plane can not be read: it was cut off, or something in between wrote it. Try again.')
  return answer as T
}

export function get<T = Document>(path: string): Promise<T> {
  return call<T>('GET', path)
}

/** A query string of those arguments that have a value. */
export function query(args: Record<string, string | number | boolean | undefined>): string {
  const pairs = Object.entries(args).filter(([, value]) => value !== undefined && value !== '')
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')
  return text === '' ? '' : `?${text}`
}

/** Of `name` or `-name`, the arguments that ask for a list in that order. */
export function orderOf(sort: string): { sort_by?: string; sort_desc?: boolean } {
  if (sort === '') return {}
  return sort.startsWith('-') ? { sort_by: sort.slice(1), sort_desc: true } : { sort_by: sort }
}
