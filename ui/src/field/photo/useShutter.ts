// From the shutter, or a picked file, to a shot in the outbox: with the time and the position of that moment.
import { computed, type Ref, ref } from 'vue'
import type { Fix, TakePhoto } from '@/shared/api'
import { OFFSET_MIN } from '@/shared/time'
import { bearingNow, useCompass } from './compass'
import { hand, type Shot, shots } from './outbox'
import { fixedAt, fixNow, freshen } from './position'
import { refine } from './refine'

/** With where the camera looked at that moment. */
const facing = (fix: Fix | null): Fix | null => fix && { ...fix, bearing: bearingNow() }

type Place = Pick<TakePhoto, 'item' | 'sighting' | 'phase'> & Partial<Pick<TakePhoto, 'pair' | 'consentAt'>>

/** What photographs are taken of: a visit, or a finding. */
export type Of = Pick<TakePhoto, 'inspection' | 'finding'>

export function useShutter(of: Of, finder: Readonly<Ref<{ shoot(): Promise<Blob | null> } | null>>) {
  useCompass()
  const keys = ref(new Set<string>())
  /** Shots taken on this screen, newest first. */
  const mine = computed(() => shots.filter((shot) => keys.value.has(shot.key)))
  /** Shots of the same that are on their way or failed, whatever screen took them. */
  const ofThis = computed(() => shots.filter((shot) => shot.meta.inspection === of.inspection && (shot.meta.finding ?? null) === of.finding))
  const failed = ref(false)

  function add(picture: Blob | Promise<Blob | null>, meta: Omit<TakePhoto, 'key'>): Shot {
    const shot = hand(picture, meta)
    keys.value.add(shot.key)
    return shot
  }

  /** There at once, so that what is tapped next is tapped for it. If the camera gives no picture the shot goes again, and `failed` says so. */
  function shoot(place: Place): Shot {
    freshen()
    const picture = (finder.value?.shoot() ?? Promise.resolve(null)).catch(() => null)
    void picture.then((blob) => (failed.value = blob === null))
    const shot = add(picture, { ...of, pair: null, consentAt: null, ...place, source: 'camera', name: null, takenAt: Date.now(), offsetMin: OFFSET_MIN, fix: facing(fixNow()), fixedAt: fixedAt() })
    refine(shot)
    return shot
  }

  /** Files have a time of their own; where they were taken is not where the person is now. */
  function take(files: readonly File[], place: Place): Shot[] {
    return files.map((file) => add(file, { ...of, pair: null, consentAt: null, ...place, source: 'file', name: file.name, takenAt: file.lastModified || Date.now(), offsetMin: OFFSET_MIN, fix: null, fixedAt: null }))
  }

  return { shoot, take, mine, ofThis, failed }
}
