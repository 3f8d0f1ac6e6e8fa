// Photographs between the shutter and the replica. The bytes are put into IndexedDB before anything else and leave it when the
// replica says that they are durable, so that neither a failure nor a killed page loses a photograph.
import { reactive, shallowReactive } from 'vue'
import type { PhotoView, TakePhoto } from '@/shared/api'
import { AppError, call, mediaUrl, takePhoto } from '@/shared/door'

export interface Shot {
  key: string
  meta: TakePhoto
  /** Address of the picture: of the bytes in memory, and of the replica's thumbnail once it is saved. */
  url: string
  state: 'saving' | 'saved' | 'failed'
  error: AppError | null
  photo: PhotoView | null
  /** Resolves with the photograph once it is saved, by whichever try. */
  saved: Promise<PhotoView>
}

interface Kept {
  key: string
  meta: TakePhoto
  bytes: Blob
}

const bytes = new Map<string, Blob>()
/** Every shot of this page's life. */
const handed = new Set<string>()
const settle = new Map<string, (photo: PhotoView) => void>()
export const shots = shallowReactive<Shot[]>([])
let turn: Promise<unknown> = Promise.resolve()

/** Takes the bytes and returns at once; saving goes on behind, one after the other. */
export function hand(blob: Blob, meta: TakePhoto, key: string = crypto.randomUUID()): Shot {
  const saved = new Promise<PhotoView>((done) => settle.set(key, done))
  const shot = reactive<Shot>({ key, meta, url: URL.createObjectURL(blob), state: 'saving', error: null, photo: null, saved })
  bytes.set(key, blob)
  handed.add(key)
  shots.unshift(shot)
  const kept = keep({ key, meta, bytes: blob })
  turn = turn.then(() => kept).then(() => send(shot))
  return shot
}

/** Tries again to save a shot that failed; the bytes are still here. */
export function again(shot: Shot): Promise<void> {
  shot.state = 'saving'
  shot.error = null
  const sending = turn.then(() => send(shot))
  turn = sending
  return sending
}

async function send(shot: Shot): Promise<void> {
  const blob = bytes.get(shot.key)
  if (!blob || shot.state === 'saved') return
  try {
    shot.photo = await takePhoto(blob, shot.meta)
    shot.state = 'saved'
    const here = shot.url
    shot.url = mediaUrl(shot.photo.id, 'thumb')
    URL.revokeObjectURL(here) // else a day's photographs would stay in memory
    settle.get(shot.key)?.(shot.photo)
    bytes.delete(shot.key)
    await forget(shot.key)
  } catch (thrown) {
    shot.error = AppError.from(thrown)
    shot.state = 'failed'
  }
}

/** Lets a shot go that cannot be saved (no picture, too large). */
export async function drop(shot: Shot): Promise<void> {
  bytes.delete(shot.key)
  URL.revokeObjectURL(shot.url)
  const at = shots.indexOf(shot)
  if (at >= 0) shots.splice(at, 1)
  await forget(shot.key)
}

/** After a reopening: what was not saved when the page went away is saved now, and what was saved but not yet forgotten is not saved twice. */
export async function recover(): Promise<void> {
  const left = (await all()).filter((kept) => !handed.has(kept.key))
  const moments = new Map<string, Set<number>>()
  for (const kept of left) {
    const { inspection, takenAt } = kept.meta
    if (!moments.has(inspection)) moments.set(inspection, await momentsOf(inspection))
    if (handed.has(kept.key)) continue
    if (moments.get(inspection)?.has(takenAt)) await forget(kept.key)
    else hand(kept.bytes, kept.meta, kept.key)
  }
}

/** When the photographs that an inspection has were taken: nobody presses twice in a millisecond. */
async function momentsOf(inspection: string): Promise<Set<number>> {
  const view = await call('inspection', { inspection }).catch(() => null)
  const items = view?.groups.flatMap((group) => group.items.flatMap((item) => item.photos)) ?? []
  const sighted = view?.sightings.flatMap((sighting) => sighting.photos) ?? []
  return new Set([...items, ...sighted, ...(view?.unclassified ?? [])].map((photo) => photo.takenAt))
}

/** The replica was wiped: nothing of it stays in the page either. */
export async function forgetAll(): Promise<void> {
  for (const shot of shots) URL.revokeObjectURL(shot.url)
  shots.splice(0)
  bytes.clear()
  await store('readwrite', (s) => s.clear())
}

// ── IndexedDB: where it is missing or full the bytes are still in memory, so its failures are not the person's ──

let database: Promise<IDBDatabase | null> | undefined

function open(): Promise<IDBDatabase | null> {
  database ??= new Promise((done) => {
    if (typeof indexedDB === 'undefined') return done(null)
    const request = indexedDB.open('xuncun-shots', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('shots', { keyPath: 'key' })
    request.onsuccess = () => done(request.result)
    request.onerror = () => done(null)
  })
  return database
}

async function store<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  const db = await open()
  if (!db) return undefined
  return new Promise((done) => {
    try {
      const request = use(db.transaction('shots', mode).objectStore('shots'))
      request.onsuccess = () => done(request.result)
      request.onerror = () => done(undefined)
    } catch {
      done(undefined)
    }
  })
}

const keep = (kept: Kept) => store('readwrite', (s) => s.put(kept))
const forget = (key: string) => store('readwrite', (s) => s.delete(key))
const all = async (): Promise<Kept[]> => (await store('readonly', (s) => s.getAll() as IDBRequest<Kept[]>)) ?? []
