// Prints what the field's first screen weighs: JavaScript and CSS of the entry and of one page (default: today), gzipped, in bytes.
// Usage: node scripts/first-screen.mjs [src/field/today/TodayPage.vue] — after `npm run build`.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const page = process.argv[2] ?? 'src/field/today/TodayPage.vue'

const files = new Set()
function take(key) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`not in the manifest: ${key}`)
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) take(next)
}
take('index.html')
take(page)
take('src/shared/door-app.ts')

const sizes = [...files].map((file) => [file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length])
if (process.argv.includes('--list')) for (const [file, size] of sizes) console.error(size, file)
console.log(sizes.reduce((sum, [, size]) => sum + size, 0))
