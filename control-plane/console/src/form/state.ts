/** What all inputs of one form share. */
import { inject, provide, type InjectionKey } from 'vue'
import { isDocument, type Document, type Json } from '@/api/client'
import { readAt, writeAt, type Path } from '@/schema/document'
import type { FieldErrors } from '@/schema/errors'

export interface FormState {
  document: Document
  errors: FieldErrors
}

const KEY: InjectionKey<FormState> = Symbol('form')

export function provideForm(state: FormState): void {
  provide(KEY, state)
}

export function useForm(): FormState {
  const state = inject(KEY)
  if (!state) throw new Error('an input stands outside of a form')
  return state
}

export function valueAt(state: FormState, path: Path): Json | undefined {
  return readAt(state.document, path)
}

/** Writes what somebody typed; what was said against the old value no longer stands. */
export function change(state: FormState, path: Path, value: Json | undefined): void {
  writeAt(state.document, path, value)
  const at = path.join('.')
  for (const wrong of Object.keys(state.errors.at)) {
    if (wrong === at || wrong.startsWith(`${at}.`)) delete state.errors.at[wrong]
  }
}

export function idAt(path: Path): string {
  return `field-${path.join('-')}`
}

export function listAt(state: FormState, path: Path): Json[] {
  const value = valueAt(state, path)
  return Array.isArray(value) ? value : isDocument(value) || value === undefined || value === null ? [] : [value]
}
