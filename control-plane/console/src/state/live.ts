/**
 * What the control plane tells an open page by itself. An event only says which answer is out of date: pages ask again. Without
 * events they ask again and again.
 */
import { onBeforeUnmount, reactive, watch } from 'vue'
import { address } from '@/api/client'
import { scoped } from '@/api/scope'
import { session } from './session'

/** `entities:services` for a kind, else the name of an event. */
export type Topic = 'revisions' | 'nodes' | 'rollouts' | `entities:${string}`

export const live = reactive({
  /** What the control plane will tell of; empty while it tells nothing. */
  topics: [] as string[],
})

const listeners = new Map<Topic, Set<() => void>>()
let source: EventSource | undefined
let path = ''
let retry: ReturnType<typeof setTimeout> | undefined
const RETRY_MILLIS = 15_000

function tell(topic: Topic): void {
  listeners.get(topic)?.forEach((listener) => listener())
}

function open(): void {
  // A hidden page takes no connection: a browser has few for one host.
  if (source || path === '' || document.hidden || !session.isSignedIn) return
  source = new EventSource(address(path))
  source.addEventListener('hello', (event) => {
    live.topics = (JSON.parse(event.data as string) as { topics: string[] }).topics
    // What happened while nobody listened.
    listeners.forEach((all) => all.forEach((listener) => listener()))
  })
  source.addEventListener('full', lost)
  for (const topic of ['revisions', 'nodes', 'rollouts'] as const) source.addEventListener(topic, () => tell(topic))
  source.addEventListener('entities', (event) => tell(`entities:${(JSON.parse(event.data as string) as { kind: string }).kind}`))
  source.addEventListener('error', () => {
    live.topics = []
    if (source?.readyState === EventSource.CLOSED) lost()
  })
}

function close(): void {
  source?.close()
  source = undefined
  live.topics = []
  clearTimeout(retry)
}

function lost(): void {
  close()
  retry = setTimeout(open, RETRY_MILLIS)
}

/** Listens to the control plane and workspace that the page is about now. */
export function listen(): void {
  const wanted = scoped('/events')
  if (wanted === path) return
  close()
  path = wanted
  open()
}

document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()))
watch(
  () => session.isSignedIn,
  (isSignedIn) => (isSignedIn ? open() : close()),
)

/** Whether all of these will be told of. Those of entities are, as soon as anything is. */
export function isTold(topics: readonly Topic[]): boolean {
  return topics.length > 0 && live.topics.length > 0 && topics.every((topic) => topic.startsWith('entities:') || live.topics.includes(topic))
}

const PAUSE_MILLIS = 400

/** Calls back soon after something of the topics has changed, and not more often than it takes to look. */
export function onNews(topics: readonly Topic[], changed: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const listener = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      changed()
    }, PAUSE_MILLIS)
  }
  for (const topic of topics) listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener))
  onBeforeUnmount(() => {
    clearTimeout(timer)
    for (const topic of topics) listeners.get(topic)?.delete(listener)
  })
}
