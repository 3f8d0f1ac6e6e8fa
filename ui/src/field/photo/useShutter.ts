// From the shutter, or a picked file, to a shot in the outbox: with the time and the position of that moment.
import { computed, type Ref, ref } from 'vue'
import type { TakePhoto } from '@/shared/api'
import { OFFSET_MIN } from '@/shared/time'
import { hand, type Shot, shots } from './outbox'
import { fixNow } from './position'

type Place = Pick<TakePhoto, 'item' | 'sighting' | 'phase'>

export function useShutter(inspection: string, finder: Readonly<Ref<{ shoot(): Promise<Blob | null> } | null>>) {
  const keys = ref(new Set<string>())
  /** Shots taken on this screen, newest first. */
  const mine = computed(() => shots.filter((shot) => keys.value.has(shot.key)))
  /** Shots of this visit that are on their way or failed, whatever screen took them. */
  const ofVisit = computed(() => shots.filter((shot) => shot.meta.inspection === inspection))
  const failed = ref(false)

  function add(blob: Blob, meta: TakePhoto): Shot {
    const shot = hand(blob, meta)
    keys.value.add(shot.key)
    return shot
  }

  /** Null if the camera gave no picture; then `failed` says so. */
  async function shoot(place: Place): Promise<Shot | null> {
    const meta: TakePhoto = { inspection, ...place, source: 'camera', takenAt: Date.now(), offsetMin: OFFSET_MIN, fix: fixNow() }
    const blob = await (finder.value?.shoot() ?? Promise.resolve(null)).catch(() => null)
    failed.value = blob === null
    return blob && add(blob, meta)
  }

  /** Files have a time of their own; where they were taken is not where the person is now. */
  function take(files: readonly File[], place: Place): Shot[] {
    return files.map((file) => add(file, { inspection, ...place, source: 'file', takenAt: file.lastModified || Date.now(), offsetMin: OFFSET_MIN, fix: null }))
  }

  return { shoot, take, mine, ofVisit, failed }
}
