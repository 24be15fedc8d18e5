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

/** What a browser fetches to show the overview, packed. More stops the build: people wait for it. */
const MOST_FIRST_LOAD = 400_000
const FIRST = ['/src/main.ts', '/src/pages/ScopePage.vue', '/src/pages/OverviewPage.vue']

function light(): Plugin {
  return {
    name: 'light',
    apply: 'build',
    generateBundle(_, bundle) {
      const wanted = new Set<string>()
      const need = (name: string): void => {
        const chunk = bundle[name]
        if (wanted.has(name) || !chunk) return
        wanted.add(name)
        if (chunk.type !== 'chunk') return
        chunk.imports.forEach(need)
        chunk.viteMetadata?.importedCss.forEach(need)
      }
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && chunk.moduleIds.some((id) => FIRST.some((end) => id.endsWith(end)))) need(chunk.fileName)
        // The icons' font, in the form that browsers choose.
        if (chunk.fileName.endsWith('.woff2')) need(chunk.fileName)
      }
      const packedSize = (name: string): number => {
        const file = bundle[name]
        if (!file) return 0
        return name.endsWith('.woff2') && file.type === 'asset' ? file.source.length : gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }).length
      }
      const size = [...wanted].reduce((sum, name) => sum + packedSize(name), 0)
      this.info(`first load: ${Math.round(size / 1000)} kB in ${wanted.size} files`)
      if (size > MOST_FIRST_LOAD) this.error(`the first load is ${size} bytes, packed (expected: at most ${MOST_FIRST_LOAD}); load what few pages need with those pages`)
    },
  }
}

const controlPlane = process.env.CONTROL_PLANE ?? 'http://127.0.0.1:8002'

export default defineConfig({
  base: './',
  plugins: [vue(), light(), packed()],
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
