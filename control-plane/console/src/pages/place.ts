/** What the address names: a kind, perhaps below another entity, perhaps one of its entities. */
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { place } from '@/api/scope'
import { below, kindAt } from '@/kinds/catalogue'
import { lookOf } from '@/kinds/looks'
import { nameOf } from '@/kinds/names'

export function useEntityPlace() {
  const route = useRoute()
  const text = (name: string) => String(route.params[name] ?? '')
  return computed(() => {
    const id = text('id')
    const parent = kindAt(text('parent'))
    if (!parent) {
      const kind = kindAt(text('kind') || (route.meta.kind ?? ''))
      if (!kind) return undefined
      const link = `/${kind.path}`
      return { kind, id, path: link, link, parent: undefined, above: [{ label: lookOf(kind).many, to: place(link) }] }
    }
    const nested = below(parent).find((each) => each.path === text('nested'))
    if (!nested) return undefined
    const parentId = text('parentId')
    const up = `/${parent.path}/${parentId}`
    return {
      kind: nested.kind,
      id,
      path: `${up}/${nested.path}`,
      link: `${up}/${nested.path}`,
      parent: { kind: parent, id: parentId, field: nested.field },
      above: [
        { label: lookOf(parent).many, to: place(`/${parent.path}`) },
        { label: nameOf(parent.name, parentId), to: place(`${up}?tab=${nested.path}`) },
      ],
    }
  })
}
