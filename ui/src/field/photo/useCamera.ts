// The camera: a live picture, and a shutter that hands over a JPEG of the sensor's full picture without making anybody wait.
import { onScopeDispose, ref, shallowRef } from 'vue'

interface Extras extends MediaTrackCapabilities {
  torch?: boolean
  zoom?: { min: number; max: number; step: number }
}
interface StillCamera {
  takePhoto(): Promise<Blob>
}
type StillCameraMaker = new (track: MediaStreamTrack) => StillCamera

/** How long the sensor's own picture may take before the frame that was seen is used (ms). */
const STILL_WAIT = 2500

export type CameraState = 'off' | 'starting' | 'live' | 'denied' | 'missing'

export function useCamera() {
  const state = ref<CameraState>('off')
  const stream = shallowRef<MediaStream>()
  const torch = ref<boolean>()
  const zooms = ref<number[]>([])
  const zoom = ref(1)
  let still: StillCamera | undefined
  let stillBusy = false
  /** The screen was left: a camera that opens after that is closed at once. */
  let left = false

  async function start(): Promise<void> {
    if (state.value === 'live' || state.value === 'starting') return
    if (!navigator.mediaDevices?.getUserMedia) {
      state.value = 'missing'
      return
    }
    state.value = 'starting'
    try {
      const media = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 4096 }, height: { ideal: 3072 } } })
      if (left) {
        for (const open of media.getTracks()) open.stop()
        return
      }
      const track = media.getVideoTracks()[0]
      if (!track) throw new DOMException('no track', 'NotFoundError')
      track.addEventListener('ended', () => (state.value = 'off'))
      read(track)
      stream.value = media
      state.value = 'live'
    } catch (error) {
      state.value = error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'missing'
    }
  }

  function read(track: MediaStreamTrack): void {
    const can = (track.getCapabilities?.() ?? {}) as Extras
    torch.value = can.torch ? false : undefined
    zooms.value = can.zoom ? [1, 2, 3].filter((z) => z >= (can.zoom?.min ?? 1) && z <= (can.zoom?.max ?? 1)) : []
    const Maker = (globalThis as { ImageCapture?: StillCameraMaker }).ImageCapture
    still = Maker && matchMedia('(pointer: coarse)').matches ? new Maker(track) : undefined
  }

  function set(extra: Record<string, unknown>): void {
    const track = stream.value?.getVideoTracks()[0]
    void track?.applyConstraints({ advanced: [extra as MediaTrackConstraintSet] }).catch(() => undefined)
  }

  function toggleTorch(): void {
    if (torch.value === undefined) return
    torch.value = !torch.value
    set({ torch: torch.value })
  }

  function nextZoom(): void {
    const at = zooms.value.indexOf(zoom.value)
    zoom.value = zooms.value[(at + 1) % zooms.value.length] ?? 1
    set({ zoom: zoom.value })
  }

  /** The picture at this moment as JPEG. The frame is copied at once; encoding goes on behind. */
  async function shoot(video: HTMLVideoElement): Promise<Blob> {
    const frame = grab(video)
    return (await stillPicture()) ?? frame()
  }

  /** The sensor's own picture. One at a time and not for ever: a second request while one runs may never be answered. */
  async function stillPicture(): Promise<Blob | undefined> {
    if (!still || stillBusy) return undefined
    stillBusy = true
    const taking = still.takePhoto().catch(() => undefined).finally(() => (stillBusy = false))
    const taken = await Promise.race([taking, new Promise<undefined>((late) => setTimeout(late, STILL_WAIT))])
    return taken && taken.size > 0 ? taken : undefined
  }

  function stop(): void {
    for (const track of stream.value?.getTracks() ?? []) track.stop()
    stream.value = undefined
    state.value = 'off'
  }
  onScopeDispose(() => {
    left = true
    stop()
  })

  return { state, stream, torch, zoom, zooms, start, stop, shoot, toggleTorch, nextZoom }
}

/** Copies the frame now; the returned function encodes it. */
function grab(video: HTMLVideoElement): () => Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return () =>
    new Promise((done, failed) => {
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new DOMException('no picture', 'EncodingError'))), 'image/jpeg', 0.92)
    })
}
