// The village's day through real screens: `run.mjs chromium` by the web door, `run.mjs window` in the app's own window.
// Makes a demo district in a folder of its own, starts its own server, and leaves neither processes nor files behind,
// but pictures in tests/out/screens; those that the documentation shows go into the folder that XUNCUN_SCREENS names, too.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { District } from './kit/district.mjs'
import { endAll } from './kit/processes.mjs'
import { show } from './kit/shown.mjs'
import { Suite } from './kit/suite.mjs'

const ROOT = resolve(import.meta.dirname, '../..')
/** Longest run (ms), the making of the district left out. */
const LIMITS = { chromium: 900_000, window: 600_000 }

const half = process.argv[2]
if (!(half in LIMITS)) {
  console.error('usage: run.mjs chromium|window')
  process.exit(2)
}
const screens = join(ROOT, 'tests/out/screens')
const failures = join(ROOT, 'tests/out', `failed-${half}`)
rmSync(failures, { recursive: true, force: true })
for (const kept of [screens, failures]) mkdirSync(kept, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'xuncun-'))

let leaving = false
async function leave(status, why) {
  if (leaving) return
  leaving = true
  if (why) console.error(why)
  await endAll()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  process.exit(status)
}
for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.once(signal, () => leave(status, `ended by ${signal}`))
process.once('uncaughtException', (error) => leave(1, error.stack))

let district
let stage
let ok = false
try {
  const began = Date.now()
  district = await District.make(folder)
  await district.serve()
  console.log(`the demo district is ready after ${((Date.now() - began) / 1000).toFixed(1)} s`)
  setTimeout(() => leave(1, `not done after ${LIMITS[half] / 1000} s`), LIMITS[half]).unref()
  const suite = new Suite()
  stage = await (await import(`./${half}/stage.mjs`)).open({ district, folder, screens, failures })
  suite.onFailure = (name) => stage.picture(name)
  await stage.play(suite)
  ok = suite.end()
  if (ok && process.env.XUNCUN_SCREENS) show(screens, resolve(ROOT, process.env.XUNCUN_SCREENS))
} catch (error) {
  console.error(error)
} finally {
  await stage?.close().catch((error) => console.error(error))
  await district?.close().catch((error) => console.error(error))
}
leave(ok ? 0 : 1)
