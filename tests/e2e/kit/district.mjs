// A demo district in a folder of its own, and the server over it.
import { cpSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { end, lineOf, run, start } from './processes.mjs'

const ROOT = resolve(import.meta.dirname, '../../..')
const BIN = join(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target'), 'debug')
const SEED = '7'

export function program(name) {
  const path = join(BIN, name)
  if (!existsSync(path)) throw new Error(`${path} is missing: cargo build -p ${name}`)
  return realpathSync(path) // a running process is known by its real path, and `target` may be a link
}

export class District {
  /**
   * Makes the district's data in `folder`, and keeps the UI as it is built now. XUNCUN_DEMO names a district that was
   * made before, to be copied instead: for whoever runs one test again and again.
   */
  static async make(folder) {
    const district = new District()
    district.folder = folder
    district.data = join(folder, 'demo')
    district.log = join(folder, 'server.log')
    district.ui = join(folder, 'ui')
    if (!existsSync(join(ROOT, 'ui/dist/index.html'))) throw new Error('ui/dist is missing: scripts/build-ui.sh')
    mkdirSync(folder, { recursive: true })
    cpSync(join(ROOT, 'ui/dist'), district.ui, { recursive: true })
    if (process.env.XUNCUN_DEMO) cpSync(process.env.XUNCUN_DEMO, district.data, { recursive: true })
    else await run(program('xuncun-server'), ['--data', district.data, 'init', '--demo', SEED], { log: district.log })
    return district
  }

  /** Starts the server; the second time on the port it had. */
  async serve() {
    const listen = this.base ? new URL(this.base).host : '127.0.0.1:0'
    const args = ['--data', this.data, 'serve', '--listen', listen, '--ui', this.ui, '--demo', '--port-file', join(this.folder, 'port')]
    this.server = start(program('xuncun-server'), args, { log: this.log, stdout: 'pipe' })
    const [, base] = await lineOf(this.server, /^Listening on (http:\/\/127\.0\.0\.1:\d+)/)
    this.base = base
    this.server.stdout.resume()
  }

  /** Stops the server as its keeper would; it must end by itself and without an error. */
  async stop() {
    const status = await end(this.server)
    if (status !== 0) throw new Error(`the server ended with ${status}`)
  }

  /** Fresh one-time links, as the start page offers them. */
  async links() {
    const reply = await fetch(`${this.base}/web/start`)
    if (!reply.ok) throw new Error(`/web/start answered ${reply.status}`)
    return reply.json()
  }

  async code(role) {
    return (await this.links()).signIn.find((link) => link.role === role).code
  }

  /** A one-time sign-in code for the village's cadre, by the server's command line. */
  cadreCode(village) {
    return this.codeFor('cadre', village)
  }

  /** The same for whoever has that role in that place itself. */
  async codeFor(role, place) {
    const people = (await this.command('people', 'list', '--json')).trim().split('\n').map((row) => JSON.parse(row))
    const person = people.find((person) => person.grants.some((grant) => grant.role === role && grant.prefixes.includes(place)))
    if (!person) throw new Error(`${place} has no ${role}`)
    const link = await this.command('invite', '--person', person.id, '--sign-in')
    return { name: person.name, code: /sign-in\/([\w-]+)/.exec(link)[1] }
  }

  command(...args) {
    return run(program('xuncun-server'), ['--data', this.data, ...args], { log: this.log, env: { XUNCUN_PUBLIC_URL: this.base } })
  }

  async close() {
    if (this.server) await end(this.server)
  }
}

/** Somebody at the web door without a page: signs in, calls commands. */
export class Caller {
  static async signIn(base, code) {
    const reply = await fetch(`${base}/web/sign-in`, { method: 'POST', headers: { 'x-xuncun': '1', 'content-type': 'application/json' }, body: JSON.stringify({ code }) })
    if (!reply.ok) throw new Error(`sign-in answered ${reply.status}: ${await reply.text()}`)
    const caller = new Caller()
    caller.base = base
    caller.cookie = reply.headers.get('set-cookie').split(';')[0]
    return caller
  }

  /** The command's reply; an error carries `code`. */
  async call(name, args = null) {
    const reply = await fetch(`${this.base}/web/call/${name}`, { method: 'POST', headers: { cookie: this.cookie, 'x-xuncun': '1', 'content-type': 'application/json' }, body: JSON.stringify(args) })
    const body = await reply.json()
    if (!reply.ok) throw Object.assign(new Error(`${name}: ${body.code}`), { code: body.code, status: reply.status })
    return body
  }

  async media(photo, kind) {
    const reply = await fetch(`${this.base}/web/media/${photo}/${kind}`, { headers: { cookie: this.cookie } })
    return { status: reply.status, bytes: Buffer.from(await reply.arrayBuffer()) }
  }
}
