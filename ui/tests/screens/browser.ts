// Chromium over the fixture: the built pages, with the web door answered in memory.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, LaunchOptions, Page } from 'playwright-core'
import { fixtureServer, type Options } from '../fixture/server'
import { tileAt } from '../fixture/tile'

const DIST = join(import.meta.dirname, '../../dist')
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }

export const launchOptions: LaunchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
}

/** The fixture behind the pages; `down` and `delay` (ms) make trouble. */
export interface FixtureDoor {
  server: ReturnType<typeof fixtureServer>
  down: boolean
  delay: number
}

export async function openFixture(browser: Browser, viewport: { width: number; height: number }, route: string, options: Options = {}, scale = 1): Promise<{ page: Page; door: FixtureDoor }> {
  const context = await browser.newContext({ viewport, deviceScaleFactor: scale, hasTouch: true, permissions: ['geolocation', 'camera', 'microphone'], geolocation: { longitude: 106.6847, latitude: 35.5428, accuracy: 6 } })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(route, error))
  const door: FixtureDoor = { server: fixtureServer(options), down: false, delay: 0 }
  await page.clock.setFixedTime(new Date(Date.UTC(2026, 10, 23, 2, 32, 8)))
  await page.route('**/*', async (asked) => {
    const url = new URL(asked.request().url())
    const tile = tileAt(url.href)
    if (tile) return door.down ? asked.abort('internetdisconnected') : asked.fulfill({ contentType: 'image/png', headers: { 'access-control-allow-origin': '*' }, body: tile })
    if (url.pathname === '/web/live') return asked.fulfill({ contentType: 'text/event-stream', body: ': quiet\n\n' })
    if (url.pathname.startsWith('/web/') && door.down) return asked.abort('connectionrefused')
    if (url.pathname.startsWith('/web/call/')) {
      const reply = door.server.call(url.pathname.slice('/web/call/'.length), asked.request().postDataJSON())
      return asked.fulfill({ status: reply.status, json: reply.body })
    }
    if (url.pathname === '/web/photo') {
      const meta = JSON.parse(decodeURIComponent(asked.request().headers()['x-photo-meta'] ?? '')) as never
      if (door.delay) await new Promise((done) => setTimeout(done, door.delay))
      return asked.fulfill({ json: door.server.photo(meta) })
    }
    if (url.pathname === '/web/voice') {
      const meta = JSON.parse(decodeURIComponent(asked.request().headers()['x-voice-meta'] ?? '')) as never
      return asked.fulfill({ json: door.server.voice(meta) })
    }
    if (url.pathname.startsWith('/web/media/heic')) return asked.fulfill({ contentType: 'image/heic', body: 'no browser here shows it' })
    if (url.pathname.startsWith('/web/media')) return asked.fulfill({ contentType: 'image/svg+xml', body: scene(url.pathname) })
    const file = url.pathname === '/' ? 'index.html' : url.pathname.slice(1)
    return asked.fulfill({ contentType: TYPES[file.split('.').pop() ?? ''] ?? 'text/plain', body: readFileSync(join(DIST, file)) })
  })
  await page.goto(`http://localhost/#${route}`)
  await page.waitForSelector('h1')
  return { page, door }
}

function scene(seed: string): string {
  const hue = [...seed].reduce((n, c) => n + c.charCodeAt(0), 0) % 60
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120"><rect width="160" height="70" fill="#c5d8e4"/><rect y="62" width="160" height="58" fill="hsl(${30 + hue / 3} 35% 58%)"/><path d="M90 70h60v30H90z" fill="#e0d2b8"/><path d="M84 72l12-22h50l12 22z" fill="#8f5540"/><path d="M20 104q30-50 60 0z" fill="#4b3a28"/></svg>`
}

/** The map has drawn all that it has. */
export const drawn = (page: Page) => page.locator('[data-map][data-idle]').waitFor()

/** Fonts, pictures and animations have come to rest, and two frames are drawn: what was asked for is on the screen. */
export function settle(page: Page): Promise<void> {
  return page.evaluate(async () => {
    await document.fonts.ready
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    await Promise.all([...document.images].filter((image) => !image.complete && image.loading !== 'lazy').map((image) => image.decode().catch(() => undefined)))
    await Promise.all(document.getAnimations().map((one) => (one.effect?.getComputedTiming().iterations === Infinity ? undefined : one.finished.catch(() => undefined))))
  })
}
