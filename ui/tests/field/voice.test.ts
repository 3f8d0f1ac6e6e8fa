import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, reactive } from 'vue'
import { again, drop, hand, retry, spoken } from '@/field/voice/outbox'
import { canRecord, LONGEST, type Recording, useRecorder } from '@/field/voice/useRecorder'
import VoiceNotes from '@/field/voice/VoiceNotes.vue'
import { saidIn } from '@/desk/review/said'
import type { KeepVoice, VoiceView } from '@/shared/api'
import { AppError, type Door, useDoor } from '@/shared/door'
import { lengthText } from '@/shared/voice/usePlayer'
import { begun } from '../fixture/visit'
import { inComponent, mount, unmountAll } from './mounted'

const meta: Omit<KeepVoice, 'key'> = { finding: null, inspection: 'v1', item: 'H1', sighting: null, durationMs: 4_000, recordedAt: 1, offsetMin: 480 }
const voiceOf = (id: string): VoiceView => ({ id, item: 'H1', durationMs: 4_000, recordedAt: 1, by: '周建平', here: true, delivered: false })

/** A microphone and a recorder in memory: it gives a piece of sound when it is stopped. */
class FakeRecorder extends EventTarget {
  static supported = ['audio/webm;codecs=opus']
  static made: FakeRecorder[] = []
  static isTypeSupported = (type: string) => FakeRecorder.supported.includes(type)
  state = 'inactive'
  constructor(readonly stream: { getTracks(): Array<{ stop(): void }> }, readonly options: { mimeType: string }) {
    super()
    FakeRecorder.made.push(this)
  }
  start() {
    this.state = 'recording'
  }
  stop() {
    this.state = 'inactive'
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob(['sound']) }))
    this.dispatchEvent(new Event('stop'))
  }
}

const closed = vi.fn()
let microphone: ReturnType<typeof vi.fn>

beforeEach(() => {
  vi.useFakeTimers()
  FakeRecorder.made = []
  FakeRecorder.supported = ['audio/webm;codecs=opus']
  closed.mockReset()
  microphone = vi.fn(async () => ({ getTracks: () => [{ stop: closed }] }))
  vi.stubGlobal('MediaRecorder', FakeRecorder)
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: microphone } })
  spoken.splice(0)
})
afterEach(() => {
  unmountAll()
  vi.unstubAllGlobals()
  vi.useRealTimers()
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'visible' })
})

describe('the recorder', () => {
  const use = () => {
    const done = vi.fn<(recording: Recording) => void>()
    return { done, ...inComponent(() => useRecorder(done)) }
  }

  it('records until it is stopped, and hands over the sound with its length', async () => {
    const { state, seconds, start, stop, done } = use()
    await start()
    expect(state.value).toBe('recording')
    vi.advanceTimersByTime(8_300)
    expect(seconds.value).toBe(8)
    stop()
    expect([state.value, closed.mock.calls.length]).toEqual(['idle', 1])
    const [{ sound, ms }] = done.mock.calls[0]!
    expect([sound.type, sound.size, ms]).toEqual(['audio/webm', 5, 8_300])
  })

  it('stops by itself when it is full', async () => {
    const { start, state, done } = use()
    await start()
    vi.advanceTimersByTime(LONGEST * 1000 + 400)
    expect([state.value, done.mock.calls.length]).toEqual(['idle', 1])
    expect(done.mock.calls[0]![0].ms).toBeLessThanOrEqual(LONGEST * 1000)
  })

  it('keeps what there is when the screen is left or the page is hidden', async () => {
    const left = use()
    await left.start()
    unmountAll()
    expect(left.done).toHaveBeenCalledOnce()
    const hidden = use()
    await hidden.start()
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
    expect([hidden.state.value, hidden.done.mock.calls.length]).toEqual(['idle', 1])
  })

  it('closes a microphone that opens after the screen was left', async () => {
    let open: (value: unknown) => void = () => undefined
    microphone.mockReturnValueOnce(new Promise((done) => (open = done)))
    const { start, done } = use()
    const starting = start()
    unmountAll()
    open({ getTracks: () => [{ stop: closed }] })
    await starting
    expect([closed.mock.calls.length, FakeRecorder.made.length, done.mock.calls.length]).toEqual([1, 0, 0])
  })

  it('takes the first type that the platform can make', async () => {
    FakeRecorder.supported = ['audio/mp4', 'audio/ogg;codecs=opus']
    const { start } = use()
    await start()
    expect(FakeRecorder.made[0]?.options.mimeType).toBe('audio/mp4')
  })

  it('says apart that it may not, and that it cannot', async () => {
    microphone.mockRejectedValueOnce(new DOMException('no', 'NotAllowedError'))
    const denied = use()
    await denied.start()
    expect(denied.state.value).toBe('denied')
    microphone.mockRejectedValueOnce(new DOMException('none', 'NotFoundError'))
    const missing = use()
    await missing.start()
    expect(missing.state.value).toBe('missing')
    vi.stubGlobal('MediaRecorder', undefined)
    expect(canRecord()).toBe(false)
    const without = use()
    await without.start()
    expect(without.state.value).toBe('missing')
  })

  it('is one: a second ends the first, and loses nothing of it', async () => {
    const [first, second] = [use(), use()]
    await first.start()
    await second.start()
    expect([first.state.value, second.state.value, first.done.mock.calls.length]).toEqual(['idle', 'recording', 1])
  })
})

describe('the outbox of voice notes', () => {
  let keepVoice: ReturnType<typeof vi.fn<Door['keepVoice']>>
  beforeEach(() => {
    vi.useRealTimers()
    keepVoice = vi.fn<Door['keepVoice']>()
    useDoor({ keepVoice, mediaUrl: (id: string) => `/m/${id}` } as unknown as Door)
  })

  it('keeps the sound of what failed, and saves it again under its key', async () => {
    keepVoice.mockRejectedValueOnce(new AppError('disk_full')).mockImplementation(async (_sound, m) => voiceOf(m.key ?? ''))
    const one = hand(new Blob(['four']), meta)
    await vi.waitFor(() => expect(one.state).toBe('failed'))
    await again(one)
    expect([one.state, one.voice?.id]).toEqual(['saved', one.key])
    expect(keepVoice.mock.calls.map(([, m]) => m.key)).toEqual([one.key, one.key])
    await drop(one)
    expect(spoken).toHaveLength(0)
  })

  it('saves what the server could not be reached for when it answers again, and nothing else', async () => {
    keepVoice.mockRejectedValueOnce(new AppError('server_unreachable')).mockRejectedValueOnce(new AppError('voice_too_long'))
    const two = [1, 2].map((recordedAt) => hand(new Blob(['x']), { ...meta, recordedAt }))
    await vi.waitFor(() => expect(two.every((one) => one.state === 'failed')).toBe(true))
    keepVoice.mockImplementation(async (_sound, m) => voiceOf(m.key ?? ''))
    await retry()
    expect(two.map((one) => one.state)).toEqual(['saved', 'failed'])
  })
})

describe('voice notes of an item', () => {
  it('records at a press, saves at the next, shows it, and takes it out at a second tap', async () => {
    const kept = vi.fn<Door['keepVoice']>(async (_sound, m) => ({ ...voiceOf(m.key ?? ''), durationMs: m.durationMs }))
    useDoor({ keepVoice: kept, mediaUrl: (id: string) => `/m/${id}` } as unknown as Door)
    const removed = vi.fn()
    const props = reactive({ inspection: 'v1', item: 'H1', voices: [] as VoiceView[], editable: true, onRemove: removed })
    const host = mount(VoiceNotes, props)
    const mic = () => host.querySelector<HTMLButtonElement>('[data-mic]')
    mic()?.click()
    await vi.waitFor(() => expect(mic()?.textContent).toContain('停止'))
    expect(host.querySelector('[role=status]')?.textContent).toBe('正在录音')
    vi.advanceTimersByTime(65_000)
    await nextTick()
    expect(host.textContent).toContain('1:05')
    mic()?.click()
    await vi.waitFor(() => expect(host.querySelectorAll('[data-voice]')).toHaveLength(1))
    expect(kept.mock.calls[0]![1]).toMatchObject({ inspection: 'v1', item: 'H1', sighting: null, offsetMin: 480 })
    expect(Math.floor(kept.mock.calls[0]![1].durationMs / 1000)).toBe(65)
    const bin = () => [...host.querySelectorAll<HTMLButtonElement>('[data-voice] button')].at(-1)
    bin()?.click()
    expect(removed).not.toHaveBeenCalled()
    await nextTick()
    bin()?.click()
    expect(removed).toHaveBeenCalledWith(kept.mock.calls[0]![1].key)
  })

  it('offers a file where there is no microphone, and says what to do', async () => {
    vi.stubGlobal('MediaRecorder', undefined)
    const host = mount(VoiceNotes, { inspection: 'v1', item: 'H1', voices: [], editable: true })
    host.querySelector<HTMLButtonElement>('[data-mic]')?.click()
    await vi.waitFor(() => expect(host.querySelector('[role=alert]')?.textContent).toContain('录音机'))
    expect(host.querySelector('[data-voice-file]')?.getAttribute('accept')).toBe('audio/*')
  })

  it('has no microphone where nothing can be changed, and plays all the same', () => {
    const host = mount(VoiceNotes, { inspection: 'v1', item: 'H1', voices: [voiceOf('a')], editable: false })
    expect([host.querySelector('[data-mic]'), host.querySelectorAll('[data-voice] button').length]).toEqual([null, 1])
  })
})

describe('what was said in a visit', () => {
  it('is listed with what it is about', () => {
    const visit = begun()
    visit.voice({ ...meta, key: 'a' })
    const sighting = visit.view().sightings[0]!
    visit.voice({ ...meta, item: null, sighting: sighting.id, key: 'b' })
    const said = saidIn(visit.view())
    expect(said.map((one) => one.voice.id)).toEqual(['a', 'b'])
    expect(said[0]?.about).toMatch(/^H1 /)
    expect(said[1]?.about).toContain(sighting.landmark)
  })
  it.each([[8_400, '0:08'], [65_000, '1:05'], [0, ''], [300, '0:01'], [180_000, '3:00']])('%i ms is %s', (ms, text) => expect(lengthText(ms)).toBe(text))
})
