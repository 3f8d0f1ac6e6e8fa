// Voice notes between the microphone and the replica, as photographs are (photo/outbox.ts): the sound is put into IndexedDB before
// anything else and leaves it when the replica says that it is durable.
import { reactive, shallowReactive, toRaw } from 'vue'
import type { KeepVoice, VoiceView } from '@/shared/api'
import { AppError, keepVoice } from '@/shared/door'
import { newId } from '@/shared/newId'
import { shelf } from '@/shared/shelf'

export interface Spoken {
  /** Becomes the voice note's id: a second try is the same note. */
  key: string
  meta: KeepVoice
  state: 'saving' | 'saved' | 'failed'
  error: AppError | null
  voice: VoiceView | null
}

interface Kept {
  key: string
  meta: KeepVoice
  bytes: Blob
}

const { keep, forget, all, clear } = shelf<Kept>('xuncun-voices', 'voices')
const bytes = new Map<string, Blob>()
/** Every recording of this page's life. */
const handed = new Set<string>()
export const spoken = shallowReactive<Spoken[]>([])
let turn: Promise<unknown> = Promise.resolve()

/** Takes a recording and returns at once; saving goes on behind, one after the other. */
export function hand(sound: Blob, meta: Omit<KeepVoice, 'key'>, key: string = newId()): Spoken {
  const one = reactive<Spoken>({ key, meta: { ...toRaw(meta), key }, state: 'saving', error: null, voice: null })
  handed.add(key)
  bytes.set(key, sound)
  spoken.push(one)
  const kept = keep({ key, meta: toRaw(one).meta, bytes: sound })
  turn = turn.then(() => kept).then(() => send(one))
  return one
}

/** Tries again to save a recording that failed; the sound is still here. */
export function again(one: Spoken): Promise<void> {
  one.state = 'saving'
  one.error = null
  const sending = turn.then(() => send(one))
  turn = sending
  return sending
}

/** The server could not be reached for it. */
export const isCut = (one: Spoken) => one.state === 'failed' && one.error?.code === 'server_unreachable'

/** The server answers again: what it could not be reached for is saved now. */
export async function retry(): Promise<void> {
  await Promise.all(spoken.filter(isCut).map(again))
}

async function send(one: Spoken): Promise<void> {
  const sound = bytes.get(one.key)
  if (!sound || one.state === 'saved') return
  one.state = 'saving'
  one.error = null
  try {
    one.voice = await keepVoice(sound, toRaw(one).meta)
    one.state = 'saved'
    bytes.delete(one.key)
    await forget(one.key)
  } catch (thrown) {
    one.error = AppError.from(thrown)
    if (one.error.code === 'voice_unknown') return drop(one) // it was saved by an earlier try, and taken out since
    one.state = 'failed'
  }
}

/** Where the sound of one that is not saved can be had, to save a copy of it. */
export function copyOf(one: Spoken): string {
  const sound = bytes.get(one.key)
  return sound ? URL.createObjectURL(sound) : ''
}

/** Lets a recording go that cannot be saved, or that the visit shows by now. */
export async function drop(one: Spoken): Promise<void> {
  bytes.delete(one.key)
  const at = spoken.indexOf(one)
  if (at >= 0) spoken.splice(at, 1)
  await forget(one.key)
}

/** When none is on its way any more. */
export async function settled(): Promise<void> {
  for (let end: unknown; end !== turn; ) {
    end = turn
    await end
  }
}

/** After a reopening: what was not saved when the page went away is saved now. What was saved and not yet forgotten has its key. */
export async function recover(): Promise<void> {
  const left = (await all()).sort((a, b) => a.meta.recordedAt - b.meta.recordedAt)
  for (const kept of left) if (!handed.has(kept.key)) hand(kept.bytes, kept.meta, kept.key)
}

/** The replica was wiped: nothing of it stays in the page either. */
export async function forgetAll(): Promise<void> {
  spoken.splice(0)
  bytes.clear()
  await clear()
}
