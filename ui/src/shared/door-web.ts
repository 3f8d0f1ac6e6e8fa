// The server's door: POST /web/call/<name>, session by cookie. The header keeps other sites' forms out.
import { AppError, type MediaKind, type WebDoor } from './door'

/** For a browser to have begun a download, in milliseconds. */
const LONG_ENOUGH = 60_000
const HEADERS = { 'x-xuncun': '1' }

async function answer(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init })
  } catch {
    throw new AppError('server_unreachable')
  }
}

/** What an answer that is no success says. */
async function refusal(response: Response): Promise<AppError> {
  const error = AppError.from(await response.json().catch(() => null))
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
  const error = AppError.from(body)
  throw error.code === 'internal' ? new AppError(byStatus(response.status)) : error
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

// One connection for all who listen: a browser has six to a host, and each of these stays open.
const ears = new Set<() => void>()
let source: EventSource | undefined

function listen(): EventSource {
  const live = new EventSource('/web/live') // reconnects by itself, and hears a first event when it has
  const ring = () => ears.forEach((heard) => heard())
  live.addEventListener('changed', ring)
  live.addEventListener('message', ring)
  return live
}

export const webDoor: WebDoor = {
  call: (name, args) => post(`/web/call/${name}`, args) as never,
  takePhoto: (bytes, meta) =>
    ask('/web/photo', {
      method: 'POST',
      headers: { ...HEADERS, 'content-type': bytes.type || 'application/octet-stream', 'x-photo-meta': encodeURIComponent(JSON.stringify(meta)) },
      body: bytes,
    }) as never,
  saveBundle: async (args) => {
    const response = await answer('/web/bundle/give', { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(args) })
    if (!response.ok) throw await refusal(response)
    const address = URL.createObjectURL(await response.blob())
    const link = Object.assign(document.createElement('a'), { href: address, download: response.headers.get('x-bundle-name') ?? 'bundle.xuncun' })
    link.click()
    setTimeout(() => URL.revokeObjectURL(address), LONG_ENOUGH)
    return JSON.parse(decodeURIComponent(response.headers.get('x-bundle') ?? 'null')) as never
  },
  takeBundle: (file) => ask('/web/bundle', { method: 'POST', headers: { ...HEADERS, 'content-type': 'application/octet-stream' }, body: file }) as never,
  mediaUrl: (photo: string, kind: MediaKind) => `/web/media/${encodeURIComponent(photo)}/${kind}`,
  onChange(heard) {
    ears.add(heard)
    source ??= listen()
    return () => {
      ears.delete(heard)
      if (ears.size > 0) return
      source?.close()
      source = undefined
    }
  },
  signIn: (code) => post('/web/sign-in', { code }) as never,
  signOut: () => post('/web/sign-out', null) as never,
  start: () => ask('/web/start', { headers: HEADERS }) as never,
}
