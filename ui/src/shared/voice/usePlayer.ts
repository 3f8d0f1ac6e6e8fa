// Plays a voice note. Its sound is fetched whole and played from memory: not every web view plays from the app's own addresses.
import { onScopeDispose, ref } from 'vue'
import { AppError, sound } from '../door'

export type PlayerState = 'quiet' | 'coming' | 'playing'

/** One at a time: whoever begins ends the other. */
let stopOther: (() => void) | undefined

export function usePlayer(voice: () => string) {
  const state = ref<PlayerState>('quiet')
  /** Seconds played. */
  const at = ref(0)
  /** Why it cannot be heard: a coded error, or `unplayable` where the platform cannot. */
  const trouble = ref<AppError | 'unplayable' | null>(null)
  let audio: HTMLAudioElement | undefined
  let called = 0

  async function play(): Promise<void> {
    stopOther?.()
    stopOther = stop
    const mine = ++called
    trouble.value = null
    at.value = 0
    state.value = 'coming'
    try {
      const url = URL.createObjectURL(await sound(voice()))
      if (mine !== called) return URL.revokeObjectURL(url)
      audio = new Audio(url)
      audio.addEventListener('timeupdate', () => (at.value = audio?.currentTime ?? 0))
      audio.addEventListener('ended', stop)
      await audio.play()
      if (mine === called) state.value = 'playing'
    } catch (thrown) {
      if (mine !== called) return
      trouble.value = thrown instanceof AppError ? thrown : 'unplayable'
      stop()
    }
  }

  function stop(): void {
    called += 1
    audio?.pause()
    if (audio) URL.revokeObjectURL(audio.src)
    audio = undefined
    state.value = 'quiet'
    at.value = 0
    if (stopOther === stop) stopOther = undefined
  }
  onScopeDispose(stop)

  return { state, at, trouble, toggle: () => (state.value === 'quiet' ? void play() : stop()) }
}

/** `0:08`, `2:05`; nothing of a length that is not known. */
export function lengthText(ms: number): string {
  // what is shorter than a second was something, too
  const seconds = Math.max(Math.sign(ms), Math.round(ms / 1000))
  return seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : ''
}
