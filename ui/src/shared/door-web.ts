// The server's door: POST /web/call/<name>, session by cookie. The header keeps other sites' forms out.
import { AppError, type MediaKind, type WebDoor } from './door'

/** For a browser to have begun a download, in milliseconds. */
const LONG_ENOUGH = 60_000
const HEADERS = { 'x-xuncun': '1' }
const SIGN_IN = '/web/sign-in'

/** The longest rest that a busy server may ask for while somebody waits, in seconds, and how often. */
const REST = 5
const RESTS = 2
/** What a server is given that does not say how long, in seconds. */
const UNSAID = 5

/** An answer, after the rest that a busy server asked for. */
async function answer(path: string, init: RequestInit, rests = RESTS): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
  } catch {
    throw new AppError('server_unreachable')
  }
  const seconds = busyFor(path, response)
  if (seconds === null) return response
  // refused before anything was done, so that asking again does nothing twice
  if (rests === 0 || seconds > REST) throw new AppError('server_busy', { seconds })
  await new Promise((done) => setTimeout(done, seconds * 1000))
  return answer(path, init, rests - 1)
}

/** What an answer that is no success says. */
function refusal(response: Response, body: unknown): AppError {
  const error = AppError.from(body)
  return error.code === 'internal' ? new AppError(byStatus(response.status)) : error
}

/** The answer's JSON, or the coded error that it carries. No answer at all is `server_unreachable`. */
async function ask(path: string, init: RequestInit): Promise<unknown> {
  const response = await answer(path, init)
  const text = await response.text().catch(() => '')
  let body: unknown = null
  if (text) {
    try {
      body = JSON.parse(text)
    } catch {
      throw new AppError(response.ok ? 'internal' : byStatus(response.status))
    }
  }
  if (response.ok) return body
  throw refusal(response, body)
}

/** Seconds to wait of a server that takes no more just now; null of any other answer. Too many tries are of codes only. */
function busyFor(path: string, response: Response): number | null {
  if (path === SIGN_IN || (response.status !== 429 && !(response.status === 503 && response.headers.has('retry-after')))) return null
  const said = Number(response.headers.get('retry-after') ?? UNSAID)
  return Number.isFinite(said) && said > 0 ? Math.ceil(said) : UNSAID
}

/** For answers that carry no code of ours: a proxy's page, say. */
function byStatus(status: number): string {
  if (status === 401) return 'not_enrolled'
  if (status === 403) return 'forbidden'
  if (status === 413) return 'photo_too_large'
  if (status === 429) return 'too_many_tries'
  return status >= 502 && status <= 504 ? 'server_unreachable' : 'internal'
}

function post(path: string, body: unknown): Promise<unknown> {
  return ask(path, { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

/** Bytes, with their particulars in a header. */
function hand(path: string, bytes: Blob, header: string, meta: object): Promise<unknown> {
  const headers = { ...HEADERS, 'content-type': bytes.type || 'application/octet-stream', [header]: encodeURIComponent(JSON.stringify(meta)) }
  return ask(path, { method: 'POST', headers, body: bytes })
}

function download(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes)
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), LONG_ENOUGH)
}

/** To another app where the browser can, else as a download. False if the person thought better of it. */
async function handOn(file: File): Promise<boolean> {
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] })
      return true
    } catch (thrown) {
      if (thrown instanceof DOMException && thrown.name === 'AbortError') return false
      // not allowed here after all
    }
  }
  download(file, file.name)
  return true
}

// One connection for all who listen: a browser has six to a host, and each of these stays open.
const ears = new Set<() => void>()
let source: EventSource | undefined
let reopening: ReturnType<typeof setTimeout> | undefined
/** Milliseconds before a connection that was refused is opened again: doubled at each refusal, up to the most. */
const FIRST_PAUSE = 2_000
const MOST_PAUSE = 60_000
let pause = FIRST_PAUSE

function ring(): void {
  ears.forEach((heard) => heard())
}

/** A broken connection comes back by itself, and hears a first event when it has; one that was answered by an error is given up by the browser. */
function listen(): void {
  reopening = undefined
  const live = (source = new EventSource('/web/live'))
  const heard = () => {
    pause = FIRST_PAUSE
    ring()
  }
  live.addEventListener('changed', heard)
  live.addEventListener('message', heard)
  live.addEventListener('error', () => {
    if (live.readyState !== EventSource.CLOSED || source !== live) return
    source = undefined
    reopening = setTimeout(listen, pause)
    pause = Math.min(MOST_PAUSE, pause * 2)
  })
}

function deafen(): void {
  clearTimeout(reopening)
  reopening = undefined
  source?.close()
  source = undefined
}

export const webDoor: WebDoor = {
  call: (name, args) => post(`/web/call/${name}`, args) as never,
  takePhoto: (bytes, meta) => hand('/web/photo', bytes, 'x-photo-meta', meta) as never,
  keepVoice: (bytes, meta) => hand('/web/voice', bytes, 'x-voice-meta', meta) as never,
  saveBundle: async (args) => {
    const response = await answer('/web/bundle/give', { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(args) })
    if (!response.ok) throw refusal(response, await response.json().catch(() => null))
    download(await response.blob(), response.headers.get('x-bundle-name') ?? 'bundle.xuncun')
    return JSON.parse(decodeURIComponent(response.headers.get('x-bundle') ?? 'null')) as never
  },
  takeBundle: (file) => ask('/web/bundle', { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/octet-stream' }, body: file }) as never,
  saveMarked: async (photo, name) => {
    const response = await answer(`/web/media/${encodeURIComponent(photo)}/marked`, {})
    if (!response.ok) throw refusal(response, await response.json().catch(() => null))
    return handOn(new File([await response.blob()], `${name}.jpg`, { type: 'image/jpeg' }))
  },
  saveDocument: async (args, name) => {
    const response = await answer('/web/document', { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(args) })
    if (!response.ok) throw refusal(response, await response.json().catch(() => null))
    const file = new File([await response.blob()], `${name}.${response.headers.get('x-document-ending') ?? 'bin'}`, { type: response.headers.get('content-type') ?? '' })
    // a picture goes into a chat; what is worked with goes into a folder
    if (args.what === 'share') return handOn(file)
    download(file, file.name)
    return true
  },
  mediaUrl: (photo: string, kind: MediaKind) => `/web/media/${encodeURIComponent(photo)}/${kind}`,
  openLink: async (url) => void window.open(url, '_blank', 'noopener,noreferrer'),
  basemapUrl: () => '/web/basemap',
  onChange(heard) {
    ears.add(heard)
    if (!source && !reopening) listen()
    return () => {
      ears.delete(heard)
      if (ears.size === 0) deafen()
    }
  },
  signIn: (code) => post(SIGN_IN, { code }) as never,
  signOut: () => post('/web/sign-out', null) as never,
  start: () => ask('/web/start', { headers: HEADERS }) as never,
}
