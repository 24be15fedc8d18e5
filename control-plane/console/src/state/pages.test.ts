import { expect, test } from 'vitest'
import { numbered } from './pages'

const ALL = ['a', 'b', 'c', 'd', 'e']
const ask = (size: number) => (number: string) => {
  const from = (Number(number) - 1) * size
  const data = ALL.slice(from, from + size)
  return Promise.resolve({ data, meta: { page: { number: Number(number), size: data.length, total: ALL.length } } })
}

test('pages that are counted follow each other to the last', async () => {
  const found: string[][] = []
  let offset: string | undefined = ''
  while (offset !== undefined && found.length < 9) {
    const page: Awaited<ReturnType<typeof numbered<string>>> = await numbered(offset, ask(2))
    found.push(page.data)
    offset = page.offset
  }
  expect(found).toEqual([['a', 'b'], ['c', 'd'], ['e']])
})

test('a list of one page has no other', async () => {
  expect(await numbered('', ask(5))).toEqual({ data: ALL, next: null })
})
