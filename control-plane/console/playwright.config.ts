import { defineConfig } from '@playwright/test'

/**
 * Flows against an installation that runs. `deploy/e2e` starts one for all of them; by hand:
 * CONSOLE=http://127.0.0.1:8002 PASSWORD=… npx playwright test
 */
export default defineConfig({
  testDir: './e2e',
  globalSetup: './e2e/setup.ts',
  // One installation for all: each flow leaves what the next builds on. What only looks has a browser of its own meanwhile.
  fullyParallel: false,
  workers: 2,
  // Far more than any takes: what a slow machine needs is no failure.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['junit', { outputFile: process.env.REPORT ?? '../target/console-flows.xml' }]],
  outputDir: '../target/console-flows',
  use: {
    baseURL: process.env.CONSOLE ?? 'http://127.0.0.1:8002',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    // What is not there to be clicked is told soon, not after all of the test's time.
    actionTimeout: 60_000,
    launchOptions: {
      executablePath: process.env.TROOP_BROWSER ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
