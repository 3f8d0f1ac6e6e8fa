// Runs tests one after another, prints each with its time, and counts. A story's later steps need its earlier ones.
import assert from 'node:assert/strict'

export { assert }

export class Suite {
  passed = 0
  failed = 0
  /** Called with the name of a test that failed, to picture what was on the screens. */
  onFailure = async () => {}

  async test(name, body) {
    const began = Date.now()
    const took = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
    try {
      await body()
      this.passed += 1
      console.log(`ok      ${name} (${took()})`)
      return true
    } catch (error) {
      this.failed += 1
      console.log(`FAILED  ${name} (${took()})`)
      console.log(indent(error?.stack ?? String(error)))
      await this.onFailure(name).catch((trouble) => console.log(indent(`no picture: ${trouble.message}`)))
      return false
    }
  }

  /** Steps of one story: after one that failed, the others count as failed without being tried. */
  async story(title, steps) {
    let going = true
    for (const [name, body] of steps) {
      if (going) going = await this.test(`${title}: ${name}`, body)
      else {
        this.failed += 1
        console.log(`FAILED  ${title}: ${name} (not tried)`)
      }
    }
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`)
    return this.failed === 0 && this.passed > 0
  }
}

const indent = (text) => text.replace(/^/gm, '        ')

/** Asks again and again, with the next turn of the event loop and a look every 100 ms, until `look` gives something; a late answer is an error. */
export async function until(what, look, limit = 10_000) {
  const last = Date.now() + limit
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > last) throw new Error(`waited ${limit} ms for ${what}`)
    await new Promise((next) => setTimeout(next, 100))
  }
}
