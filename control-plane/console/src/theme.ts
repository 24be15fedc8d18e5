/** Troop's own look: PrimeVue's neutral base with our green, on cool greys. */
import Aura from '@primeuix/themes/aura'
import { definePreset } from '@primeuix/themes'
import { ref } from 'vue'

const scale = (name: string) =>
  Object.fromEntries([50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950].map((step) => [step, `{${name}.${step}}`]))

/** Aura's second buttons are hardly seen on our ground. */
const second = (background: string, hover: string) => ({ root: { secondary: { background, borderColor: background, hoverBackground: hover, hoverBorderColor: hover } } })

/** Aura's red is too light to be read as text on its own background. */
const danger = (color: string) => ({ outlined: { danger: { color } }, text: { danger: { color } } })

export const Troop = definePreset(Aura, {
  components: {
    button: {
      colorScheme: {
        light: { ...second('#e4eaee', '#d6dfe4'), ...danger('{red.700}') },
        dark: { ...second('#22323c', '#2c404c'), ...danger('{red.300}') },
      },
    },
  },
  semantic: {
    primary: scale('teal'),
    focusRing: { width: '2px', style: 'solid', color: '{primary.color}', offset: '2px' },
    colorScheme: {
      light: {
        surface: { 0: '#ffffff', ...scale('slate') },
        primary: { color: '{teal.700}', contrastColor: '#ffffff', hoverColor: '{teal.800}', activeColor: '{teal.900}' },
        formField: { placeholderColor: '{surface.500}' },
        text: { mutedColor: '{surface.600}' },
      },
      dark: {
        surface: { 0: '#ffffff', ...scale('slate') },
        primary: { color: '{teal.400}', contrastColor: '{surface.950}', hoverColor: '{teal.300}', activeColor: '{teal.200}' },
        formField: { background: '#0f191f', borderColor: '#3b4f5b', placeholderColor: '{surface.400}' },
        content: { background: '#152027', borderColor: '#283842' },
        overlay: { select: { background: '#152027' }, popover: { background: '#152027' }, modal: { background: '#152027' } },
      },
    },
  },
})

export type Scheme = 'light' | 'dark'

const KEY = 'troop.scheme'

function preferred(): Scheme {
  const kept = localStorage.getItem(KEY)
  if (kept === 'light' || kept === 'dark') return kept
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export const scheme = ref<Scheme>('light')

function show(wanted: Scheme): void {
  scheme.value = wanted
  document.documentElement.classList.toggle('dark', wanted === 'dark')
}

export function startScheme(): void {
  show(preferred())
}

export function toggleScheme(): void {
  show(scheme.value === 'dark' ? 'light' : 'dark')
  localStorage.setItem(KEY, scheme.value)
}
