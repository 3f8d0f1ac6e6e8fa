// Processes that a run starts: each leads a group of its own, so that whatever it starts ends with it, by id.
import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const leaders = new Set()

/** Starts a program; its output goes to the file `log`, unless `stdout: 'pipe'` asks for it; `stdin: 'pipe'` to speak to it. */
export function start(command, args, { log, env = {}, stdin, stdout } = {}) {
  const file = openSync(log, 'a')
  const child = spawn(command, args, { detached: true, stdio: [stdin ?? 'ignore', stdout ?? file, file], env: { ...process.env, ...env } })
  if (child.pid) leaders.add(child.pid)
  child.once('error', (error) => console.error(`${command}: ${error.message}`))
  return child
}

/** Runs a program to its end and answers what it wrote; a status other than 0 is an error. */
export async function run(command, args, options) {
  const child = start(command, args, { ...options, stdout: 'pipe' })
  let text = ''
  child.stdout.on('data', (part) => (text += part))
  const [status] = await once(child, 'close')
  endGroup(child.pid, 'SIGKILL')
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}; its log is ${options.log}`)
  return text
}

/** The first line of a child's output that matches. */
export function lineOf(child, pattern) {
  return new Promise((found, failed) => {
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (text) => {
      const match = pattern.exec(text)
      if (match) found(match)
    })
    child.once('exit', (status) => failed(new Error(`ended with ${status} before it said ${pattern}`)))
    child.once('error', failed)
  })
}

/** Asks a child to end, and makes it end after `grace` ms. Answers its status, null if a signal ended it. */
export async function end(child, { signal = 'SIGTERM', grace = 8000 } = {}) {
  if (!child?.pid) return null
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit')
    try {
      process.kill(child.pid, signal)
    } catch {
      // it has ended in this very moment
    }
    const timer = setTimeout(() => endGroup(child.pid, 'SIGKILL', true), grace)
    await gone
    clearTimeout(timer)
  }
  endGroup(child.pid, 'SIGKILL')
  return child.exitCode
}

function endGroup(pid, signal, keep = false) {
  try {
    process.kill(-pid, signal)
  } catch {
    // nobody is left in the group
  }
  if (!keep) leaders.delete(pid)
}

/** Whatever is still there at the very end: asked, and after `grace` ms made to. */
export async function endAll(grace = 3000) {
  const last = Date.now() + grace
  for (const pid of leaders) endGroup(pid, 'SIGTERM', true)
  while (Date.now() < last && [...leaders].some(lives)) await new Promise((next) => setTimeout(next, 20))
  for (const pid of [...leaders]) endGroup(pid, 'SIGKILL')
}

function lives(pid) {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}
