// Chromium with a camera that shows a scene, and pages that tell everything that went wrong in them.
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

export const require = createRequire(resolve(import.meta.dirname, '../../../ui/package.json'))
const { chromium } = require('playwright-core')

export const SIZES = { '390x844': { width: 390, height: 844 }, '1180x820': { width: 1180, height: 820 }, '1440x900': { width: 1440, height: 900 } }
/** A cheap phone. */
const SMALL = { '360x640': { width: 360, height: 640 } }
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
/** `scene`: a file with motion JPEG for the camera. */
export function launch(scene) {
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', ...(scene ? [`--use-file-for-fake-video-capture=${scene}`] : [])]
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...QUIET, ...camera], handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false })
}

/** One person's browser: a page of its own size, its troubles, and every text that the server gave it. */
export class Visitor {
  static async open(browser, base, size, { screens, here } = {}) {
    const visitor = new Visitor()
    Object.assign(visitor, { base, size, screens, troubles: [], data: new Set() })
    visitor.context = await browser.newContext({
      viewport: SIZES[size],
      deviceScaleFactor: 1,
      hasTouch: size !== '1440x900',
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      permissions: ['geolocation', 'camera', 'microphone'],
      geolocation: here && { longitude: here[0], latitude: here[1], accuracy: 6 },
    })
    visitor.context.setDefaultTimeout(15_000)
    await visitor.newPage()
    return visitor
  }

  async newPage() {
    const page = await this.context.newPage()
    const host = new URL(this.base).host
    page.on('pageerror', (error) => this.troubles.push(`page: ${error.message}`))
    page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text()) && this.troubles.push(`console: ${message.text()}`))
    page.on('request', (request) => /^https?:/.test(request.url()) && new URL(request.url()).host !== host && !this.answered?.test(new URL(request.url()).host) && this.troubles.push(`left the machine: ${request.url()}`))
    page.on('response', (response) => {
      if (response.status() >= 400) this.refusals.push(`${response.status()} ${new URL(response.url()).pathname}`)
      else if (response.url().includes('/web/call/') || response.url().endsWith('/web/start') || response.url().endsWith('/web/sign-in')) response.json().then((body) => gather(body, this.data), () => undefined)
    })
    this.page = page
    return page
  }

  /** Hosts whose requests the story itself answers: they leave no more than the others. */
  answered

  /** Answers of 400 and above since the last look. */
  refusals = []

  async signIn(code, home) {
    await this.page.goto(`${this.base}/#/sign-in/${code}`)
    await this.page.waitForURL(`**/#${home}*`)
  }

  goto(route) {
    return this.page.goto(`${this.base}/#${route}`)
  }

  /** A command by the page's own session. */
  async call(name, args = null) {
    const reply = await this.context.request.post(`${this.base}/web/call/${name}`, { headers: { 'x-xuncun': '1' }, data: args ?? 'null' })
    const body = await reply.json()
    if (!reply.ok()) throw Object.assign(new Error(`${name}: ${body.code}`), { code: body.code, status: reply.status() })
    return body
  }

  /** Takes the network away from the person's pages, or gives it back. `call` has it all the while. */
  cut(isCut) {
    return this.context.setOffline(isCut)
  }

  async resize(size) {
    this.size = size
    await this.page.setViewportSize(SIZES[size] ?? SMALL[size])
    await this.settle()
  }

  /** Two frames and the fonts: what was asked for is on the screen. */
  settle() {
    return this.page.evaluate(async () => {
      await document.fonts.ready
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      const pictures = [...document.images].filter((image) => !image.complete && image.loading !== 'lazy')
      await Promise.all(pictures.map((image) => image.decode().catch(() => undefined)))
      await Promise.all(document.getAnimations().map((animation) => (animation.effect?.getComputedTiming().iterations === Infinity ? undefined : animation.finished.catch(() => undefined))))
    })
  }

  /** `name-390x844.png` among the pictures; blanks of the name become hyphens. */
  async picture(name) {
    await this.settle()
    await this.page.screenshot({ path: join(this.screens, `${name.replace(/\W+/g, '-')}-${this.size}.png`) })
  }
}

function gather(body, data) {
  if (typeof body === 'string') data.add(body)
  else if (body && typeof body === 'object') for (const part of Object.values(body)) gather(part, data)
}
