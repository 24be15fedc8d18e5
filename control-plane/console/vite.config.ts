import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const out = process.env.CONSOLE_OUT ?? '../target/classes/console'

/** Packs texts once, so that the control plane need not for every answer. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    closeBundle() {
      const folder = join(out, 'assets')
      for (const name of readdirSync(folder)) {
        const file = join(folder, name)
        if (/\.(js|css|svg)$/.test(name) && statSync(file).size > 1000) {
          writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
        }
      }
    },
  }
}

const controlPlane = process.env.CONTROL_PLANE ?? 'http://127.0.0.1:8002'

export default defineConfig({
  base: './',
  plugins: [vue(), packed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // Everything comes from this origin's files: the page's policy refuses data: fonts and scripts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': controlPlane } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    reporters: ['default', 'junit'],
    outputFile: { junit: '../target/console-tests.xml' },
  },
})
