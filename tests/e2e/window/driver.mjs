// The app's own window, held by WebKitWebDriver under a display of its own. Plain WebDriver over fetch: what a finger would do, by a pointer.
import { createServer } from 'node:net'
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from '../kit/district.mjs'
import { end, lineOf, start } from '../kit/processes.mjs'
import { until } from '../kit/suite.mjs'

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** A display without a screen; it names itself, so that two runs do not meet. */
export async function openDisplay(log) {
  const child = start('Xvfb', ['-displayfd', '1', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], { log, stdout: 'pipe' })
  const [number] = await lineOf(child, /^\d+$/)
  return { name: `:${number}`, close: () => end(child) }
}

export class Window {
  /** Opens the app over the replica in `folder`, with a mock camera and a mock position (`lon,lat,accuracy`); `opened`: what stands for the system's opener, in a folder. */
  static async open({ display, folder, log, position, screens, width, height, opened }) {
    const window = new Window()
    window.screens = screens
    const port = await freePort()
    window.base = `http://127.0.0.1:${port}`
    const home = (name) => join(folder, name)
    const env = {
      DISPLAY: display.name,
      TAURI_WEBVIEW_AUTOMATION: 'true',
      XUNCUN_DATA: join(folder, 'app'),
      XUNCUN_MOCK_CAPTURE: '1',
      XUNCUN_MOCK_POSITION: position,
      XDG_CONFIG_HOME: home('config'),
      XDG_DATA_HOME: home('share'),
      XDG_CACHE_HOME: home('cache'),
      ...(opened && { PATH: `${opened.folder}:${process.env.PATH}` }),
    }
    window.driver = start('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], { log, env })
    await until('WebKitWebDriver', () => fetch(`${window.base}/status`).then((reply) => reply.ok, () => false))
    const session = await window.ask('POST', '/session', { capabilities: { alwaysMatch: { browserName: 'wry', 'webkitgtk:browserOptions': { binary: program('xuncun'), args: [] } } } })
    window.session = `/session/${session.sessionId}`
    await window.ask('POST', `${window.session}/window/rect`, { width, height })
    return window
  }

  async ask(method, path, body) {
    const reply = await fetch(this.base + path, { method, headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(30_000) })
    const { value } = await reply.json()
    if (!reply.ok) throw Object.assign(new Error(`${method} ${path}: ${value?.error} ${value?.message ?? ''}`), { code: value?.error })
    return value
  }

  /** Runs `script` in the page with `args`; a promise is waited for. */
  run(script, ...args) {
    const body = `const done = arguments[arguments.length - 1]; Promise.resolve((${script})(...Array.from(arguments).slice(0, -1))).then((value) => done({ value }), (error) => done({ error: error && error.code ? error : String(error) }))`
    return this.ask('POST', `${this.session}/execute/async`, { script: body, args }).then((answer) => {
      if (answer?.error) throw Object.assign(new Error(JSON.stringify(answer.error)), answer.error)
      return answer?.value
    })
  }

  /** A command by the window's own door. */
  call(name, args = null) {
    return this.run((name, args) => window.__TAURI_INTERNALS__.invoke(name, args === null ? {} : { args }), name, args)
  }

  /** The first element of `css` that is seen and whose text or label matches; waited for. */
  async find(css, words = '', limit = 15_000) {
    const pattern = words instanceof RegExp ? words : { source: words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') }
    const found = await until(`${css} ${words}`, () => this.run((css, source) => {
      const pattern = new RegExp(source, 'u')
      const said = (element) => [element.innerText, element.getAttribute('aria-label'), element.value].filter((text) => typeof text === 'string').map((text) => text.trim().replace(/\s+/g, ' '))
      return [...document.querySelectorAll(css)].find((element) => element.checkVisibility() && !element.disabled && (!source || said(element).some((text) => pattern.test(text)))) ?? null
    }, css, pattern.source), limit)
    return found[ELEMENT]
  }

  async click(css, words) {
    await until(`a click on ${css} ${words ?? ''}`, async () => {
      const element = await this.find(css, words)
      return this.ask('POST', `${this.session}/element/${element}/click`, {}).then(() => true, (error) => {
        // It was drawn anew, or something was still above it: look again.
        if (['stale element reference', 'element click intercepted', 'element not interactable'].includes(error.code)) return false
        throw error
      })
    })
  }

  async type(css, text) {
    const element = await this.find(css)
    await this.ask('POST', `${this.session}/element/${element}/value`, { text })
  }

  /** One stroke of a pressed pointer through points in shares of the element's box. */
  async stroke(css, points) {
    const element = await this.find(css)
    const { width, height } = await this.ask('GET', `${this.session}/element/${element}/rect`)
    const moves = points.map(([x, y]) => ({ type: 'pointerMove', duration: 40, origin: { [ELEMENT]: element }, x: Math.round((x - 0.5) * width), y: Math.round((y - 0.5) * height) }))
    const actions = [moves[0], { type: 'pointerDown', button: 0 }, ...moves.slice(1), { type: 'pointerUp', button: 0 }]
    await this.ask('POST', `${this.session}/actions`, { actions: [{ type: 'pointer', id: 'pen', parameters: { pointerType: 'mouse' }, actions }] })
  }

  text(css) {
    return this.run((css) => [...document.querySelectorAll(css)].filter((element) => element.checkVisibility()).map((element) => element.innerText).join('\n'), css)
  }

  /** Goes to a route by the hash, as a link does. */
  go(route) {
    return this.run((route) => void (location.hash = route), route)
  }

  /** The route after the hash. */
  route() {
    return this.run(() => location.hash.slice(1))
  }

  async picture(name) {
    await this.run(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true)))))
    writeFileSync(join(this.screens, `${name}.png`), Buffer.from(await this.ask('GET', `${this.session}/screenshot`), 'base64'))
  }

  /** The app's own process, a child of the driver. */
  appPid() {
    const children = readFileSync(`/proc/${this.driver.pid}/task/${this.driver.pid}/children`, 'utf8').trim().split(/\s+/)
    const pid = children.map(Number).find((child) => readlinkSync(`/proc/${child}/exe`) === program('xuncun'))
    if (!pid) throw new Error('the app is no child of the driver')
    return pid
  }

  /** As a power cut would: nothing of the app gets to say goodbye. */
  async kill() {
    process.kill(this.appPid(), 'SIGKILL')
    await end(this.driver, { signal: 'SIGKILL' })
    // Opened again at once, as a person would: the app may still be on its way out.
  }

  /** Closes the window by its session. */
  async close() {
    if (this.driver.exitCode !== null || this.driver.signalCode !== null) return
    await this.ask('DELETE', this.session).catch(() => undefined)
    await end(this.driver)
  }
}

function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => found(port))
    })
  })
}
