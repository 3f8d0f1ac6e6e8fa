// The field half in the app's own window: enrolled, then a visit without the server, killed in the middle, submitted, delivered.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDisplay, Window } from './driver.mjs'
import { spoken } from '../kit/spoken.mjs'
import { day } from './day.mjs'

export async function open({ district, folder, screens, failures }) {
  const log = join(folder, 'window.log')
  const device = join(folder, 'device')
  mkdirSync(device, { recursive: true })
  // What the system would open is written down instead: there is no map app here.
  const opened = { folder: join(folder, 'bin'), said: join(folder, 'opened') }
  mkdirSync(opened.folder, { recursive: true })
  writeFileSync(opened.said, '')
  writeFileSync(join(opened.folder, 'xdg-open'), `#!/bin/sh\nprintf '%s\\n' "$1" >>'${opened.said}'\n`, { mode: 0o755 })
  const display = await openDisplay(log)
  const stage = {
    district,
    window: undefined,
    async open() {
      stage.window = await Window.open({ display, folder: device, log, screens, position: '106.6847,35.5428,6', width: 1180, height: 820, opened })
      return stage.window
    },
    play: (suite) => day(stage, suite),
    /** Addresses that the app had the system open. */
    opened: () => readFileSync(opened.said, 'utf8').split('\n').filter(Boolean),
    recording: () => spoken(join(folder, 'recording.wav')),
    async picture(name) {
      if (!stage.window) return
      const said = await stage.window.run(() => document.body.innerText.trim().replace(/\s+/g, ' ').slice(0, 400))
      console.log(`        ${await stage.window.route()}: ${said || 'nothing on the screen'}`)
      writeFileSync(join(failures, `${name.replace(/[^\w-]+/gu, '-').slice(0, 60)}.png`), Buffer.from(await stage.window.ask('GET', `${stage.window.session}/screenshot`), 'base64'))
    },
    async close() {
      await stage.window?.close()
      await display.close()
    },
  }
  return stage
}
