// The one way from the screens to the commands. In the app it is Tauri's IPC, on the server's web pages it is HTTP;
// nothing above this file knows which.
import type { BundleOutcome, BundleView, GiveBundle, KeepVoice, MakeDocument, Param, PhotoView, StartPage, Status, TakePhoto, VoiceView } from './generated'
import type { Commands } from './generated/commands'

export type Command = keyof Commands
export type Args<C extends Command> = Commands[C]['args']
export type Reply<C extends Command> = Commands[C]['reply']

/** What went wrong, as a code that the catalogues translate (`error.<code>`), with the figures for its sentence. */
export class AppError extends Error {
  readonly code: string
  readonly params: Record<string, Param>

  constructor(code: string, params: Record<string, Param> = {}) {
    super(code)
    this.name = 'AppError'
    this.code = code
    this.params = params
  }

  /** Whatever a door threw, as an AppError; what has no code becomes `internal`. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown
    if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string') {
      const params = 'params' in thrown && typeof thrown.params === 'object' && thrown.params ? thrown.params : {}
      return new AppError(thrown.code, params as Record<string, Param>)
    }
    return new AppError('internal')
  }
}

export type MediaKind = 'thumb' | 'evidence' | 'original' | 'marked' | 'voice'

/** A door: the app's or the server's. Tests bring their own. */
export interface Door {
  call<C extends Command>(name: C, args: Args<C>): Promise<Reply<C>>
  takePhoto(bytes: Blob, meta: TakePhoto): Promise<PhotoView>
  keepVoice(bytes: Blob, meta: KeepVoice): Promise<VoiceView>
  /** Makes a bundle and saves it where the person says; null if they thought better of it. */
  saveBundle(args: GiveBundle): Promise<BundleView | null>
  /** Takes in a bundle: the chosen file, or in the app one that its own dialog asks for. */
  takeBundle(file: File | null): Promise<BundleOutcome | null>
  /** Makes a copy with its watermark and hands it to whatever sends files, or saves it; false if the person thought better of it. */
  saveMarked(photo: string, name: string): Promise<boolean>
  /** Makes a document and saves it, or hands it to whatever sends files; false if the person thought better of it. */
  saveDocument(args: MakeDocument, name: string): Promise<boolean>
  /** Hands an address to the app of this device that opens it. */
  openLink(url: string): Promise<void>
  mediaUrl(photo: string, kind: MediaKind): string
  /** Where the ground map lies, an archive that is read by ranges. */
  basemapUrl(): string
  /** Tells when anything in the replica changed. Returns how to stop. */
  onChange(heard: () => void): () => void
}

/** Only the server's web pages can do these. */
export interface WebDoor extends Door {
  signIn(code: string): Promise<Status>
  signOut(): Promise<void>
  start(): Promise<StartPage>
}

export const inApp = typeof window !== 'undefined' && '__TAURI_INTERNALS__' in window

let open: Promise<Door> | undefined
let opened: Door | undefined

/** Puts another door in place (tests). */
export function useDoor(door: Door): void {
  opened = door
  open = Promise.resolve(door)
}

async function door(): Promise<Door> {
  open ??= inApp ? import('./door-app').then((m) => m.appDoor) : import('./door-web').then((m) => m.webDoor)
  return (opened = await open)
}

let whenUnknown: (() => void) | undefined

/** Told when a command was refused because nobody is known here any more: a web session that ended. */
export function onUnknown(heard: () => void): void {
  whenUnknown = heard
}

function told(thrown: unknown): AppError {
  const error = AppError.from(thrown)
  if (error.code === 'not_enrolled') whenUnknown?.()
  return error
}

/** Calls a command. Throws `AppError` and nothing else. */
export async function call<C extends Command>(name: C, ...args: Args<C> extends null ? [] : [Args<C>]): Promise<Reply<C>> {
  try {
    return await (await door()).call(name, (args[0] ?? null) as Args<C>)
  } catch (thrown) {
    throw told(thrown)
  }
}

/** Hands a photograph's bytes over; resolves once it is durable. */
export async function takePhoto(bytes: Blob, meta: TakePhoto): Promise<PhotoView> {
  try {
    return await (await door()).takePhoto(bytes, meta)
  } catch (thrown) {
    throw told(thrown)
  }
}

/** Hands a voice note's bytes over; resolves once it is durable. */
export async function keepVoice(bytes: Blob, meta: KeepVoice): Promise<VoiceView> {
  try {
    return await (await door()).keepVoice(bytes, meta)
  } catch (thrown) {
    throw told(thrown)
  }
}

/** What a voice note says, from here or from the server. */
export async function sound(voice: string): Promise<Blob> {
  const url = (await door()).mediaUrl(voice, 'voice')
  const response = await fetch(url, { credentials: 'same-origin' }).catch(() => null)
  if (!response) throw new AppError('server_unreachable')
  if (!response.ok) throw told(await response.json().catch(() => null))
  return response.blob()
}

/** Makes a bundle and saves it as a file. Null if the person thought better of it. */
export async function saveBundle(args: GiveBundle): Promise<BundleView | null> {
  try {
    return await (await door()).saveBundle(args)
  } catch (thrown) {
    throw AppError.from(thrown)
  }
}

/** A copy with its watermark, to be sent on or saved. False if the person thought better of it. */
export async function saveMarked(photo: Pick<PhotoView, 'id' | 'code'>): Promise<boolean> {
  try {
    return await (await door()).saveMarked(photo.id, photo.code)
  } catch (thrown) {
    throw AppError.from(thrown)
  }
}

/** A list, a notice or a picture as a file of that name. False if the person thought better of it. */
export async function saveDocument(args: MakeDocument, name: string): Promise<boolean> {
  try {
    return await (await door()).saveDocument(args, name)
  } catch (thrown) {
    throw told(thrown)
  }
}

/** Takes in a bundle. On a web page it is the file chosen there; the app asks for one itself. */
export async function takeBundle(file: File | null): Promise<BundleOutcome | null> {
  try {
    return await (await door()).takeBundle(file)
  } catch (thrown) {
    throw AppError.from(thrown)
  }
}

/** Hands an address to the app of this device that opens it. */
export async function openLink(url: string): Promise<void> {
  return (await door()).openLink(url)
}

/** Where the ground map lies; empty before the first call. */
export function basemapUrl(): string {
  return opened?.basemapUrl() ?? ''
}

/** Address of a photograph's picture, for `<img src>`: another one for other blurs, so that no picture from before them is shown. Empty until the first command has been answered. */
export function mediaUrl(photo: string | { id: string; blurred: string | null }, kind: MediaKind): string {
  if (typeof photo === 'string') return opened?.mediaUrl(photo, kind) ?? ''
  const url = mediaUrl(photo.id, kind)
  return url && photo.blurred ? `${url}?blurred=${photo.blurred}` : url
}

/** Tells when anything changed, from this person or from a sync. Returns how to stop. */
export function onChange(heard: () => void): () => void {
  let stop: (() => void) | undefined
  let stopped = false
  void door().then((d) => {
    if (!stopped) stop = d.onChange(heard)
  })
  return () => {
    stopped = true
    stop?.()
  }
}

async function web(): Promise<WebDoor> {
  const d = await door()
  if (!('signIn' in d)) throw new AppError('not_at_this_door')
  return d as WebDoor
}

/** Web pages: redeems a one-time code for a session. */
export async function signIn(code: string): Promise<Status> {
  try {
    return await (await web()).signIn(code)
  } catch (thrown) {
    throw AppError.from(thrown)
  }
}

/** Web pages: ends the session. */
export async function signOut(): Promise<void> {
  try {
    await (await web()).signOut()
  } catch (thrown) {
    throw AppError.from(thrown)
  }
}

/** Web pages of a demo server on this machine: one-time links for each role. */
export async function startPage(): Promise<StartPage> {
  try {
    return await (await web()).start()
  } catch (thrown) {
    throw AppError.from(thrown)
  }
}
