/** Asks again when something has changed, or again and again while nobody tells, so that pages stay current by themselves. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { reasonOf } from '@/api/client'
import { isTold, onNews, type Topic } from './live'

/** Even who is told of changes looks from time to time: what depends on the clock is told by nobody. */
const TOLD_MILLIS = 30_000

export interface Polled<T> {
  value: Ref<T | undefined>
  error: Ref<string>
  refresh: () => Promise<void>
}

/** @param topics what the answer depends on: told of all of them, it is asked for when they change */
export function polled<T>(ask: () => Promise<T>, everyMillis: number, topics: readonly Topic[] = []): Polled<T> {
  const value = ref<T>() as Ref<T | undefined>
  const error = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  async function refresh(): Promise<void> {
    clearTimeout(timer)
    try {
      value.value = await ask()
      error.value = ''
    } catch (problem) {
      error.value = reasonOf(problem)
    }
    wait()
  }

  function wait(): void {
    clearTimeout(timer)
    if (!isGone && everyMillis > 0) timer = setTimeout(tick, isTold(topics) ? Math.max(everyMillis, TOLD_MILLIS) : everyMillis)
  }

  function tick(): void {
    if (document.hidden) wait()
    else void refresh()
  }

  onNews(topics, () => void refresh())
  onMounted(() => void refresh())
  onBeforeUnmount(() => {
    isGone = true
    clearTimeout(timer)
  })
  return { value, error, refresh }
}
