/** The same change as a person would make it elsewhere: by curl, or in decK's file. */
import { isDocument, type Document, type Json } from '@/api/client'

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

export function curl(method: string, url: string, body?: Document): string {
  const head = `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(url)}`
  if (body === undefined) return head
  return `${head} \\\n  -H 'Content-Type: application/json' \\\n  --data ${quoted(JSON.stringify(body, null, 2))}`
}

const PLAIN = /^[A-Za-z_/][A-Za-z0-9_./-]*$/
const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', '~'])

function scalar(value: Json): string {
  if (typeof value === 'string') return PLAIN.test(value) && !WORDS.has(value.toLowerCase()) ? value : JSON.stringify(value)
  return String(value)
}

/** YAML of a document; block style, two blanks an indent. */
export function yaml(value: Json, indent = ''): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return value.map((each) => `${indent}- ${yaml(each, `${indent}  `).trimStart()}`).join('\n')
  }
  if (isDocument(value)) {
    const members = Object.entries(value)
    if (members.length === 0) return '{}'
    return members.map(([name, each]) => `${indent}${scalar(name)}:${below(each, indent)}`).join('\n')
  }
  if (typeof value === 'string' && value.includes('\n')) {
    return `|\n${value.trimEnd().split('\n').map((line) => indent + line).join('\n')}`
  }
  return scalar(value)
}

function below(value: Json, indent: string): string {
  const isBlock = (Array.isArray(value) && value.length > 0) || (isDocument(value) && Object.keys(value).length > 0)
  if (!isBlock) return ` ${yaml(value, `${indent}  `)}`
  return `\n${yaml(value, Array.isArray(value) ? indent : `${indent}  `)}`
}

/** decK's file with this one entity in it. */
export function deck(collection: string, body: Document): string {
  return yaml({ _format_version: '3.0', [collection]: [body] })
}
