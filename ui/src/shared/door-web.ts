// The server's door: POST /web/call/<name>, session by cookie. The header keeps other sites' forms out.
import { AppError, type MediaKind, type WebDoor } from './door'

const HEADERS = { 'x-xuncun': '1' }

/** The answer's JSON, or the coded error that it carries. No answer at all is `server_unreachable`. */
async function ask(path: string, init: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
  } catch {
    throw new AppError('server_unreachable')
  }
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
