import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// `base: './'` lets one build work under tauri://localhost and at a server's root or below it.
export default defineConfig({
  base: './',
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: 'true', // Element Plus still has option components
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  build: { license: { fileName: 'licences.md' }, outDir: 'dist', emptyOutDir: true, target: ['chrome107', 'safari16'], manifest: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 /* the map's engine, fetched where a map is opened */ },
  server: { strictPort: true, port: 1420, proxy: { '/web': { target: process.env.XUNCUN_SERVER ?? 'http://127.0.0.1:8460' } } },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], setupFiles: ['tests/words.ts'] },
})
