/** What somebody is about to delete: it is named, and the dialog that asks is open. */
import { computed, ref, type Ref, type WritableComputedRef } from 'vue'

export function useDoomed<T>(): { doomed: Ref<T | undefined>; isDeleting: WritableComputedRef<boolean> } {
  const doomed = ref<T>() as Ref<T | undefined>
  const isDeleting = computed({
    get: () => doomed.value !== undefined,
    set: (isOpen) => {
      if (!isOpen) doomed.value = undefined
    },
  })
  return { doomed, isDeleting }
}
