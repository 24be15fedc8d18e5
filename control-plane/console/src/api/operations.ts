/**
 * The Admin API by its operations: which there are, what each takes and answers, is generated from the control plane's OpenAPI. One
 * that goes, or a field that goes, stops `npm run check`. Entities are asked for by `client.ts`: their kinds and fields are known
 * when the page runs, not before.
 */
import type { components, paths } from '#api'
import { call, query } from './client'

export type Schemas = components['schemas']

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'
type PathOf<V extends Verb> = { [P in keyof paths]: paths[P][V] extends { responses: object } ? P : never }[keyof paths]
type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined
type AnswerOf<O> = O extends { responses: infer R } ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Json<R[S]> : never }[keyof R] : never
type NameIn<P> = P extends `${string}{${infer N}}${infer Rest}` ? N | NameIn<Rest> : never
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? (Q extends object ? Q : never) : never
type BodyOf<O> = O extends { requestBody?: infer B } ? Json<NonNullable<B>> : never

type PathPart<P> = [NameIn<P>] extends [never] ? unknown : { path: Record<NameIn<P>, string | number | string[]> }
type QueryPart<O> = [QueryOf<O>] extends [never] ? unknown : { query?: QueryOf<O> }
type BodyPart<O> = [BodyOf<O>] extends [never] ? unknown : BodyOf<O> extends undefined ? unknown : { body: BodyOf<O> }
type Arguments<P, O> = PathPart<P> & QueryPart<O> & BodyPart<O>
type Rest<A> = [A] extends [never] ? [] : object extends A ? [given?: A] : unknown extends A ? [] : [given: A]

interface Given {
  path?: Record<string, string | number | string[]>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
}

type Ask<V extends Verb> = <P extends PathOf<V>>(path: P, ...given: Rest<Arguments<P, paths[P][V]>>) => Promise<AnswerOf<paths[P][V]>>

export interface Operations {
  get: Ask<'get'>
  post: Ask<'post'>
  put: Ask<'put'>
  patch: Ask<'patch'>
  del: Ask<'delete'>
}

/** A path with what stands in the place of its braces; a list there is several segments. */
export function filled(path: string, values: Given['path'] = {}): string {
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => [values[name] ?? ''].flat().map((each) => encodeURIComponent(each)).join('/'))
}

/** @param where from a path of the API to that of a control plane or workspace */
export function operations(where: (path: string) => string): Operations {
  const ask =
    (method: string) =>
    (path: string, given: Given = {}): Promise<unknown> =>
      call(method, where(filled(path, given.path)) + query(given.query ?? {}), given.body)
  return { get: ask('GET'), post: ask('POST'), put: ask('PUT'), patch: ask('PATCH'), del: ask('DELETE') } as unknown as Operations
}

/** Operations that are about no control plane and no workspace. */
export const everywhere = operations((path) => path)
