// Photographs between the shutter and the replica. The bytes are put into IndexedDB before anything else and leave it when the
// replica says that they are durable, so that neither a failure nor a killed page loses a photograph.
import { reactive, shallowReactive, toRaw } from 'vue'
import type { PhotoView, TakePhoto } from '@/shared/api'
import { AppError, mediaUrl, takePhoto } from '@/shared/door'
import { newId } from '@/shared/newId'
import { shelf } from '@/shared/shelf'

export interface Shot {
  /** Becomes the photograph's id: a second try is the same photograph. */
  key: string
  meta: TakePhoto
  /** Address of the picture: of the bytes in memory, and of the replica's thumbnail once it is saved. Empty until the camera has given it. */
  url: string
  state: 'saving' | 'saved' | 'failed'
  error: AppError | null
  photo: PhotoView | null
  /** Resolves with the photograph once it is saved, by whichever try; with null when it was let go. */
  saved: Promise<PhotoView | null>
}

interface Kept {
  key: string
  meta: TakePhoto
  bytes: Blob
}

const { keep, forget, all, clear } = shelf<Kept>('xuncun-shots', 'shots')
const bytes = new Map<string, Blob>()
/** Every shot of this page's life. */
const handed = new Set<string>()
const settle = new Map<string, (photo: PhotoView | null) => void>()
export const shots = shallowReactive<Shot[]>([])
let turn: Promise<unknown> = Promise.resolve()

/** Takes a picture, or the promise of one, and returns at once; saving goes on behind, one after the other in the order of the presses. */
export function hand(picture: Blob | Promise<Blob | null>, meta: Omit<TakePhoto, 'key'>, key: string = newId()): Shot {
  const saved = new Promise<PhotoView | null>((done) => settle.set(key, done))
  const shot = reactive<Shot>({ key, meta: { ...toRaw(meta), key }, url: '', state: 'saving', error: null, photo: null, saved })
  handed.add(key)
  shots.unshift(shot)
  const kept = picture instanceof Blob ? take(shot, picture) : picture.catch(() => null).then((blob) => (blob ? take(shot, blob) : drop(shot)))
  turn = turn.then(() => kept).then(() => send(shot))
  return shot
}

function take(shot: Shot, blob: Blob): Promise<unknown> {
  bytes.set(shot.key, blob)
  shot.url = URL.createObjectURL(blob)
  // raw: what is reactive cannot be cloned into the database
  return keep({ key: shot.key, meta: toRaw(shot).meta, bytes: blob })
}

/** Tries again to save a shot that failed; the bytes are still here. */
export function again(shot: Shot): Promise<void> {
  shot.state = 'saving'
  shot.error = null
  const sending = turn.then(() => send(shot))
  turn = sending
  return sending
}

/** The server could not be reached for it. */
export const isCut = (shot: Shot) => shot.state === 'failed' && shot.error?.code === 'server_unreachable'

/** The server answers again: what it could not be reached for is saved now, in the order in which it was taken. */
export async function retry(): Promise<void> {
  await Promise.all(shots.filter(isCut).sort((a, b) => a.meta.takenAt - b.meta.takenAt).map(again))
}

async function send(shot: Shot): Promise<void> {
  const blob = bytes.get(shot.key)
  if (!blob || shot.state === 'saved') return
  shot.state = 'saving'
  shot.error = null
  // A pair is made with a photograph that is saved, and with no other: the one from before goes first.
  const before = shots.find((one) => one.key === shot.meta.pair)
  if (before) await send(before)
  try {
    shot.photo = await takePhoto(blob, shot.meta)
    shot.state = 'saved'
    const here = shot.url
    shot.url = mediaUrl(shot.photo, 'thumb')
    URL.revokeObjectURL(here) // else a day's photographs would stay in memory
    settle.get(shot.key)?.(shot.photo)
    bytes.delete(shot.key)
    await forget(shot.key)
  } catch (thrown) {
    shot.error = AppError.from(thrown)
    if (shot.error.code === 'photo_unknown') return drop(shot) // it was saved by an earlier try, and taken out since
    const eased = easedFor(shot.error.code, toRaw(shot).meta)
    if (eased) {
      shot.meta = eased
      shot.error = null
      await keep({ key: shot.key, meta: eased, bytes: blob })
      return send(shot)
    }
    shot.state = 'failed'
  }
}

/** A photograph is worth more than what goes with it: without the position that is none, without the place that is gone. */
export function easedFor(code: string, meta: TakePhoto): TakePhoto | null {
  if (code === 'position_not_real' && meta.fix) return { ...meta, fix: null }
  if (code === 'sighting_unknown' && meta.sighting) return { ...meta, sighting: null, phase: 'near' } // 未分类
  return null
}

/** Lets a shot go that cannot be saved (no picture, too large, a visit that is closed). */
export async function drop(shot: Shot): Promise<void> {
  bytes.delete(shot.key)
  URL.revokeObjectURL(shot.url)
  const at = shots.indexOf(shot)
  if (at >= 0) shots.splice(at, 1)
  settle.get(shot.key)?.(null)
  await forget(shot.key)
}

/** When no shot is on its way any more. */
export async function settled(): Promise<void> {
  for (let end: unknown; end !== turn; ) {
    end = turn
    await end
  }
}

/**
 * After a reopening: what was not saved when the page went away is saved now, in the order in which it was taken.
 * What was saved but not yet forgotten has its key, and is not saved twice.
 */
export async function recover(): Promise<void> {
  const left = (await all()).sort((a, b) => a.meta.takenAt - b.meta.takenAt)
  for (const kept of left) if (!handed.has(kept.key)) hand(kept.bytes, kept.meta, kept.key)
}

/** The replica was wiped: nothing of it stays in the page either. */
export async function forgetAll(): Promise<void> {
  for (const shot of shots) URL.revokeObjectURL(shot.url)
  shots.splice(0)
  bytes.clear()
  await clear()
}
