/** Something a person starts and waits for: whether it goes on, and what went wrong. */
import { ref, type Ref } from 'vue'
import { reasonOf } from '@/api/client'

export interface Task<A extends unknown[]> {
  isBusy: Ref<boolean>
  problem: Ref<string>
  /** Whether it went well; a failure stands in `problem`. */
  run: (...args: A) => Promise<boolean>
}

export function useTask<A extends unknown[]>(act: (...args: A) => Promise<void>): Task<A> {
  const isBusy = ref(false)
  const problem = ref('')

  async function run(...args: A): Promise<boolean> {
    isBusy.value = true
    problem.value = ''
    try {
      await act(...args)
      return true
    } catch (caught) {
      problem.value = reasonOf(caught)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, problem, run }
}
