/** The form of `/schemas/…`: what a field may hold. */
import type { Json } from '@/api/client'

export interface FieldSchema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'set' | 'array' | 'map' | 'record' | 'foreign' | 'function' | 'json'
  description?: string
  required?: boolean
  default?: Json
  auto?: boolean
  unique?: boolean
  one_of?: Json[]
  between?: [number, number]
  eq?: Json
  reference?: string
  referenceable?: boolean
  encrypted?: boolean
  abstract?: boolean
  timestamp?: boolean
  uuid?: boolean
  transient?: boolean
  deprecation?: unknown
  elements?: FieldSchema
  keys?: FieldSchema
  values?: FieldSchema
  fields?: Record<string, FieldSchema>[]
  [more: string]: unknown
}

export interface Field extends FieldSchema {
  name: string
}

export interface SchemaAnswer {
  fields: Record<string, FieldSchema>[]
  entity_checks?: Json[]
}
