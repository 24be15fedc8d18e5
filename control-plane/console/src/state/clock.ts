/** Pages whose answers depend on the clock, or that nobody tells of changes, ask again and again. */
import { onBeforeUnmount, onMounted } from 'vue'
import { isTold, type Topic } from './live'

const OFTEN_MILLIS = 3000
/** Even who is told of changes looks from time to time: what depends on the clock is told by nobody. */
const TOLD_MILLIS = 30_000

/** @param topics told of all of them, the page asks seldom */
export function onClock(topics: readonly Topic[], ask: () => Promise<unknown>, everyMillis = OFTEN_MILLIS): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  function wait(): void {
    clearTimeout(timer)
    if (!isGone) timer = setTimeout(() => void tick(), isTold(topics) ? Math.max(everyMillis, TOLD_MILLIS) : everyMillis)
  }

  async function tick(): Promise<void> {
    if (!document.hidden) await ask()
    wait()
  }

  onMounted(wait)
  onBeforeUnmount(() => {
    isGone = true
    clearTimeout(timer)
  })
}
