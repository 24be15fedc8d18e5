/** A list that the server searches, filters, sorts and pages. What is asked for stands in the address, so that it can be shared. */
import { computed, onBeforeUnmount, reactive, watch, type ComputedRef } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate, useRoute, useRouter } from 'vue-router'
import { orderOf, type Page } from '@/api/client'
import type { Topic } from './live'
import { paged, type Paged } from './pages'

/** The arguments of one page. */
export interface Asked {
  size: number
  offset: string
  search: string
  sort_by?: string
  sort_desc?: boolean
}

export type Direction = 'ascending' | 'descending' | 'none'

export interface List<T> extends Paged<T> {
  /** What people typed and chose: `search`, and further filters by their names. */
  wanted: Record<string, string>
  isFiltered: ComputedRef<boolean>
  directionOf: (by: string) => Direction
  /** Upwards, then downwards, then as it was. */
  turn: (by: string) => void
  clear: () => void
}

interface Options {
  topics?: readonly Topic[]
  /** Names of filters beside the search. */
  filters?: readonly string[]
  /** Whether the address keeps what is asked for: a page has room for one such list. */
  remember?: boolean
  size?: number
  /** The order while nobody chose one. */
  sort?: string
}

const PAUSE_MILLIS = 250

export function listed<T>(ask: (asked: Asked, wanted: Record<string, string>) => Promise<Page<T>>, options: Options = {}): List<T> {
  const { topics = [], filters = [], remember = true, size = 25, sort = '' } = options
  const route = useRoute()
  const router = useRouter()
  const first = (name: string): string => (remember && typeof route.query[name] === 'string' ? route.query[name] : name === 'sort' ? sort : '')
  const wanted = reactive<Record<string, string>>(Object.fromEntries(['search', 'sort', ...filters].map((name) => [name, first(name)])))
  const list = paged((offset) => ask({ size, offset, search: wanted.search ?? '', ...orderOf(wanted.sort ?? '') }, wanted), topics)

  let timer: ReturnType<typeof setTimeout> | undefined
  function find(): void {
    timer = undefined
    if (remember) {
      const others = Object.entries(route.query).filter(([name]) => !(name in wanted))
      void router.replace({ query: Object.fromEntries([...others, ...Object.entries(wanted).filter(([name, value]) => value !== (name === 'sort' ? sort : ''))]) })
    }
    void list.begin()
  }

  watch(wanted, () => {
    clearTimeout(timer)
    timer = setTimeout(find, PAUSE_MILLIS)
  })
  onBeforeUnmount(() => clearTimeout(timer))

  const here = route.path
  // Who goes on at once is not called back by an address that is written a moment later.
  onBeforeRouteLeave(() => clearTimeout(timer))
  onBeforeRouteUpdate((to) => {
    if (to.path !== here) clearTimeout(timer)
  })

  // A link to the same list asks for something else, or for all of it.
  watch(
    () => route.query,
    () => {
      if (!remember || route.path !== here || timer !== undefined) return
      for (const name of Object.keys(wanted)) wanted[name] = first(name)
    },
  )

  return {
    ...list,
    wanted,
    isFiltered: computed(() => Object.entries(wanted).some(([name, value]) => name !== 'sort' && value !== '')),
    directionOf: (by) => (wanted.sort === by ? 'ascending' : wanted.sort === `-${by}` ? 'descending' : 'none'),
    turn: (by) => {
      wanted.sort = wanted.sort === by ? `-${by}` : wanted.sort === `-${by}` ? '' : by
    },
    clear: () => {
      for (const name of Object.keys(wanted)) if (name !== 'sort') wanted[name] = ''
    },
  }
}
