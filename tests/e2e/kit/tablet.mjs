// A colleague's tablet without a window: the app over its own replica, asked by lines of JSON.
import { createInterface } from 'node:readline'
import { program } from './district.mjs'
import { end, start } from './processes.mjs'

export class Tablet {
  constructor(folder) {
    this.folder = folder
  }

  async open() {
    this.child = start(program('xuncun-device'), [this.folder], { log: `${this.folder}.log`, stdin: 'pipe', stdout: 'pipe' })
    this.waiting = new Map()
    this.next = 1
    const lines = createInterface({ input: this.child.stdout })
    const ready = new Promise((opened, failed) => {
      this.child.once('exit', (status) => failed(new Error(`the tablet ended with ${status}`)))
      lines.on('line', (text) => {
        const said = JSON.parse(text)
        if (said.ready) opened()
        const reply = this.waiting.get(said.id)
        this.waiting.delete(said.id)
        if (said.error) reply?.failed(Object.assign(new Error(said.error.code), said.error))
        else reply?.done(said.ok)
      })
    })
    await ready
  }

  call(command, args = null) {
    const id = this.next++
    const answered = new Promise((done, failed) => this.waiting.set(id, { done, failed }))
    this.child.stdin.write(`${JSON.stringify({ id, command, args })}\n`)
    return answered
  }

  /** Ends as an empty battery ends it. */
  async kill() {
    await end(this.child, { signal: 'SIGKILL' })
  }
}
