// A walk: what the shutter and the chips do. The shutter never waits, not for the saving and not for a chip.
import { computed, ref } from 'vue'
import type { PutSighting, SightingView } from '@/shared/api'
import type { Shot } from '../photo/outbox'
import type { useShutter } from '../photo/useShutter'
import type { Visit } from '../visit/useVisit'
import { entriesOf, lacksWide, sightingWith } from './entries'

type Edit = Partial<Pick<PutSighting, 'kind' | 'grade' | 'count' | 'fixedOnSpot'>>

export function useWalk(visit: Visit, shutter: ReturnType<typeof useShutter>) {
  const chosen = ref<string>()
  /** Kinds tapped for shots that are still being saved. */
  const named = ref(new Map<string, string>())
  /** The sighting whose wide shot the next press takes. */
  const wideFor = ref<string | null>(null)

  /** Changes of sightings that were tapped and not yet replied to, so that quick taps add up. */
  const edits = ref(new Map<string, Edit>())

  const entries = computed(() => (visit.view.value ? entriesOf(visit.view.value, shutter.ofVisit.value).map((entry) => ({ ...entry, sighting: entry.sighting && { ...entry.sighting, ...edits.value.get(entry.sighting.id) } })) : []))
  const current = computed(() => entries.value.find((entry) => entry.key === chosen.value) ?? null)
  const kind = computed(() => current.value?.sighting?.kind ?? (current.value && named.value.get(current.value.key)) ?? '')
  const canWiden = computed(() => wideFor.value !== null || (current.value?.sighting ? lacksWide(current.value.sighting) : false))

  async function shoot(): Promise<void> {
    const sighting = wideFor.value
    wideFor.value = null
    const shot = await shutter.shoot(sighting ? { item: null, sighting, phase: 'wide' } : { item: null, sighting: null, phase: 'near' })
    if (shot) follow(shot, sighting)
  }

  function files(picked: File[]): void {
    const sighting = wideFor.value
    wideFor.value = null
    for (const shot of shutter.take(picked, sighting ? { item: null, sighting, phase: 'wide' } : { item: null, sighting: null, phase: 'near' })) follow(shot, sighting)
  }

  function follow(shot: Shot, sighting: string | null): void {
    if (!sighting) chosen.value = `shot:${shot.key}`
    void shot.saved.then(() => visit.load())
  }

  /** One tap on what it is: a new sighting of the shot, or another kind for the sighting. */
  async function name(kindId: string): Promise<void> {
    const entry = current.value
    if (!entry) return
    if (entry.sighting) {
      await change({ kind: kindId, grade: '' })
      return
    }
    const before = named.value.get(entry.key)
    named.value.set(entry.key, kindId)
    if (before !== undefined) return // the first tap is still waiting for its photograph, and will take this kind
    const photo = entry.photo ?? (await entry.shot?.saved)
    const latest = named.value.get(entry.key) ?? kindId
    if (!photo) return
    const fix = photo.fix ?? entry.shot?.meta.fix ?? null
    const saved = await visit.act('put_sighting', { id: null, kind: latest, grade: '', count: 1, fix, landmark: '', fixedOnSpot: false, transferred: false, note: '', photo: photo.id })
    named.value.delete(entry.key)
    const made = saved && visit.view.value && sightingWith(visit.view.value, photo.id)
    if (made && chosen.value === entry.key) chosen.value = `sighting:${made.id}`
  }

  async function change(change: Edit): Promise<void> {
    const sighting = current.value?.sighting
    if (!sighting) return
    const edit = { ...edits.value.get(sighting.id), ...change }
    edits.value.set(sighting.id, edit)
    await visit.act('put_sighting', { ...asPut(sighting), ...change })
    if (JSON.stringify(edits.value.get(sighting.id)) === JSON.stringify(edit)) edits.value.delete(sighting.id)
  }

  /** Takes a photograph without a place out of the visit; its bytes stay. */
  async function discard(): Promise<void> {
    const photo = current.value?.photo
    if (!photo || current.value?.sighting) return
    if (await visit.act('move_photo', { photo: photo.id, item: null, sighting: null, phase: photo.phase, removed: true })) chosen.value = undefined
  }

  const choose = (key: string) => {
    chosen.value = chosen.value === key ? undefined : key
    wideFor.value = null
  }
  const toggleWide = () => (wideFor.value = wideFor.value === null ? (current.value?.sighting?.id ?? null) : null)

  return { entries, current, kind, canWiden, wideFor, shoot, files, name, change, discard, choose, toggleWide }
}

export type Walk = ReturnType<typeof useWalk>

function asPut(sighting: SightingView): Omit<PutSighting, 'inspection'> {
  const { id, kind, grade, count, fix, landmark, fixedOnSpot, transferred, note } = sighting
  return { id, kind, grade, count, fix, landmark, fixedOnSpot, transferred, note, photo: null }
}
