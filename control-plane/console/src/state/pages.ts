/** A list that the server pages: the page that is shown, and the way on and back. */
import { computed, onMounted, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { reasonOf, type Page } from '@/api/client'
import { onNews, type Topic } from './live'

/** A list that counts its pages, as one whose pages say where the next begins. */
export async function numbered<T>(
  offset: string,
  ask: (number: string) => Promise<{ data: T[]; meta: { page: { number: number; size: number; total: number } } }>,
): Promise<Page<T>> {
  const [number, before] = offset === '' ? [1, 0] : offset.split('/').map(Number)
  const { data, meta } = await ask(String(number))
  const shown = (before ?? 0) + data.length
  return { data, next: null, ...(data.length > 0 && shown < meta.page.total ? { offset: `${(number ?? 1) + 1}/${shown}` } : {}) }
}

export interface Paged<T> {
  /** Null until the first answer. */
  rows: ShallowRef<T[] | null>
  problem: Ref<string>
  isBusy: Ref<boolean>
  /** From 1. */
  page: ComputedRef<number>
  hasMore: ComputedRef<boolean>
  load: () => Promise<void>
  /** Starts again at the first page. */
  begin: () => Promise<void>
  on: () => void
  back: () => void
}

/** @param topics what the list depends on: the page that is shown is asked for again when they change */
export function paged<T>(ask: (offset: string) => Promise<Page<T>>, topics: readonly Topic[] = []): Paged<T> {
  const rows = shallowRef<T[] | null>(null)
  const problem = ref('')
  const isBusy = ref(false)
  /** Where the pages so far began. */
  const offsets = ref<string[]>([''])
  const next = ref<string>()
  let latest = 0

  async function load(): Promise<void> {
    // An answer that comes after a later question would show the wrong page.
    const mine = ++latest
    isBusy.value = true
    try {
      const answer = await ask(offsets.value[offsets.value.length - 1] ?? '')
      if (mine !== latest) return
      rows.value = answer.data
      next.value = answer.offset
      problem.value = ''
    } catch (caught) {
      if (mine === latest) problem.value = reasonOf(caught)
    } finally {
      if (mine === latest) isBusy.value = false
    }
  }

  function begin(): Promise<void> {
    offsets.value = ['']
    return load()
  }

  function on(): void {
    if (next.value) offsets.value.push(next.value)
    void load()
  }

  function back(): void {
    offsets.value.pop()
    void load()
  }

  onNews(topics, () => void load())
  onMounted(() => void load())
  return {
    rows,
    problem,
    isBusy,
    page: computed(() => offsets.value.length),
    hasMore: computed(() => next.value !== undefined && next.value !== ''),
    load,
    begin,
    on,
    back,
  }
}
