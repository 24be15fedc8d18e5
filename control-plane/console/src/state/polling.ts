/** Asks again when something has changed, or again and again while nobody tells, so that pages stay current by themselves. */
import { onMounted, ref, type Ref } from 'vue'
import { reasonOf } from '@/api/client'
import { onClock } from './clock'
import { onNews, type Topic } from './live'

export interface Polled<T> {
  value: Ref<T | undefined>
  error: Ref<string>
  refresh: () => Promise<void>
}

/** @param topics what the answer depends on: told of all of them, it is asked for when they change */
export function polled<T>(ask: () => Promise<T>, everyMillis: number, topics: readonly Topic[] = []): Polled<T> {
  const value = ref<T>() as Ref<T | undefined>
  const error = ref('')

  async function refresh(): Promise<void> {
    try {
      value.value = await ask()
      error.value = ''
    } catch (problem) {
      error.value = reasonOf(problem)
    }
  }

  onNews(topics, () => void refresh())
  onMounted(() => void refresh())
  if (everyMillis > 0) onClock(topics, refresh, everyMillis)
  return { value, error, refresh }
}
