import 'primeicons/primeicons.css'
import './app.css'
import PrimeVue from 'primevue/config'
import ToastService from 'primevue/toastservice'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { startScheme, Troop } from './theme'

startScheme()
const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
createApp(App)
  .use(router)
  .use(PrimeVue, {
    theme: { preset: Troop, options: { darkModeSelector: '.dark', cssLayer: false } },
    csp: { nonce },
  })
  .use(ToastService)
  .mount('#app')
