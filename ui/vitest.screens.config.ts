import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Screens for the eye: `npm run build && npm run screens` photographs every field screen over the fixture into tests/out/.
export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: { environment: 'node', include: ['tests/screens/*.ts'], exclude: ['tests/screens/browser.ts'], testTimeout: 120_000, fileParallelism: false },
})
