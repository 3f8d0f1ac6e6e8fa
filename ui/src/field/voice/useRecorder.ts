// The microphone: pressed, it records; pressed again, left, hidden or full, it stops and hands over what there is.
import { getCurrentScope, onScopeDispose, ref } from 'vue'

export type RecorderState = 'idle' | 'asking' | 'recording' | 'denied' | 'missing'

/** What is recorded: its sound, when it began, how long it is in milliseconds. */
export interface Recording {
  sound: Blob
  at: number
  ms: number
}

/** The longest, in seconds. */
export const LONGEST = 180
/** What the platform can make of these, the first one. */
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']
/** Speech is well understood at this rate, and three minutes of it are smaller than one photograph. */
const BITS = 32_000
/** A piece of sound each so many milliseconds: what a page loses that dies without a word is at most the last one. */
const PIECE = 1_000

const typeOf = () => (typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((type) => MediaRecorder.isTypeSupported(type)))
/** Whether sound can be recorded here at all, before anybody is asked. */
export const canRecord = () => typeof navigator.mediaDevices?.getUserMedia === 'function' && typeOf() !== undefined

/** One microphone: whoever begins ends the other. */
let stopOther: (() => void) | undefined

export function useRecorder(done: (recording: Recording) => void) {
  const state = ref<RecorderState>('idle')
  const seconds = ref(0)
  /** The last one was over before anything was heard. */
  const empty = ref(false)
  let recorder: MediaRecorder | undefined
  let ticking: ReturnType<typeof setInterval> | undefined
  /** Left, or stopped while the microphone was still being opened. */
  let called = 0

  async function start(): Promise<void> {
    if (state.value === 'recording' || state.value === 'asking') return
    const type = typeOf()
    if (!type || !canRecord()) {
      state.value = 'missing'
      return
    }
    stopOther?.()
    stopOther = stop
    const mine = ++called
    empty.value = false
    state.value = 'asking'
    try {
      const media = await navigator.mediaDevices.getUserMedia({ audio: true })
      if (mine !== called) return close(media)
      begin(media, type)
    } catch (error) {
      if (mine === called) state.value = error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'missing'
    }
  }

  function begin(media: MediaStream, type: string): void {
    const pieces: Blob[] = []
    const at = Date.now()
    const began = performance.now()
    const made = new MediaRecorder(media, { mimeType: type, audioBitsPerSecond: BITS })
    made.addEventListener('dataavailable', (event) => event.data.size > 0 && pieces.push(event.data))
    made.addEventListener('stop', () => {
      close(media)
      if (recorder === made) ended()
      // the plain type: what is behind the semicolon is for the recorder alone
      empty.value = pieces.length === 0
      if (pieces.length) done({ sound: new Blob(pieces, { type: type.split(';')[0] }), at, ms: Math.min(LONGEST * 1000, Math.round(performance.now() - began)) })
    })
    recorder = made
    made.start(PIECE)
    seconds.value = 0
    state.value = 'recording'
    ticking = setInterval(() => {
      seconds.value = Math.floor((performance.now() - began) / 1000)
      if (seconds.value >= LONGEST) stop()
    }, 200)
  }

  /** Ends the recording; it is handed over when the platform has closed it. */
  function stop(): void {
    called += 1
    if (state.value === 'asking') state.value = 'idle'
    if (recorder && recorder.state !== 'inactive') recorder.stop()
    if (recorder) ended()
  }

  function ended(): void {
    clearInterval(ticking)
    recorder = undefined
    if (state.value === 'recording') state.value = 'idle'
    if (stopOther === stop) stopOther = undefined
  }

  const away = () => document.visibilityState === 'hidden' && stop()
  document.addEventListener('visibilitychange', away)
  addEventListener('pagehide', stop)
  if (getCurrentScope()) {
    onScopeDispose(() => {
      document.removeEventListener('visibilitychange', away)
      removeEventListener('pagehide', stop)
      stop()
    })
  }

  return { state, seconds, empty, start, stop }
}

function close(media: MediaStream): void {
  for (const track of media.getTracks()) track.stop()
}
