/** Asks again and again while somebody looks, so that pages stay current by themselves. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { reasonOf } from '@/api/client'

export interface Polled<T> {
  value: Ref<T | undefined>
  error: Ref<string>
  refresh: () => Promise<void>
}

export function polled<T>(ask: () => Promise<T>, everyMillis: number): Polled<T> {
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
    if (!isGone && everyMillis > 0) timer = setTimeout(tick, everyMillis)
  }

  function tick(): void {
    if (document.hidden) timer = setTimeout(tick, everyMillis)
    else void refresh()
  }

  onMounted(() => void refresh())
  onBeforeUnmount(() => {
    isGone = true
    clearTimeout(timer)
  })
  return { value, error, refresh }
}
