// A walk: what the shutter and the chips do. The shutter never waits, not for the saving and not for a chip.
import { computed, ref, watch } from 'vue'
import type { PutSighting, SightingView } from '@/shared/api'
import { newId } from '@/shared/newId'
import type { Shot } from '../photo/outbox'
import { usePosition } from '../photo/position'
import type { useShutter } from '../photo/useShutter'
import type { Visit } from '../visit/useVisit'
import { entriesOf, lacksWide } from './entries'
import { type Unfinished, offerOf, unfinishedOf } from './unfinished'

type Edit = Partial<Pick<PutSighting, 'kind' | 'grade' | 'count' | 'fixedOnSpot'>>

/** A sighting that a chip has begun and no view shows yet. */
interface Plan {
  id: string
  kind: string
  /** A try is under way, and will take the kind as it is when its turn comes. */
  busy: boolean
}

export function useWalk(visit: Visit, shutter: ReturnType<typeof useShutter>) {
  const chosen = ref<string>()
  /** What was tapped for photographs that are still being saved, by entry. */
  const plans = ref(new Map<string, Plan>())
  /** The sighting whose wide shot the next press takes. */
  const wideFor = ref<string | null>(null)
  /** What the next press takes the photograph from after of. */
  const afterOf = ref<Unfinished | null>(null)
  const { fix: here } = usePosition()

  /** Changes of sightings that were tapped and not yet replied to, so that quick taps add up. */
  const edits = ref(new Map<string, Edit>())

  const entries = computed(() => (visit.view.value ? entriesOf(visit.view.value, shutter.ofThis.value).map((entry) => ({ ...entry, sighting: entry.sighting && { ...entry.sighting, ...edits.value.get(entry.sighting.id) } })) : []))
  const current = computed(() => entries.value.find((entry) => entry.key === chosen.value) ?? null)
  const kind = computed(() => current.value?.sighting?.kind ?? (current.value && plans.value.get(current.value.key)?.kind) ?? '')
  const canWiden = computed(() => wideFor.value !== null || (current.value?.sighting ? lacksWide(current.value.sighting) : false))

  const unfinished = computed(() => (visit.view.value?.editable ? unfinishedOf(visit.view.value, shutter.ofThis.value, here.value) : []))
  /** What a photograph from after could be taken of, here and now. */
  const offer = computed(() => offerOf(unfinished.value, current.value?.sighting?.id ?? null, here.value))

  // A plan is done when a view shows its sighting, by whichever try. A chip tapped after the try had left is a change of it.
  watch(
    visit.view,
    (view) => {
      for (const [key, plan] of plans.value) {
        const made = view?.sightings.find((sighting) => sighting.id === plan.id)
        if (!made) continue
        plans.value.delete(key)
        if (chosen.value === key) chosen.value = `sighting:${made.id}`
        if (made.kind !== plan.kind) void changeOf(made, { kind: plan.kind, grade: '' })
      }
    },
    { flush: 'sync' },
  )

  function wanted() {
    const [sighting, after] = [wideFor.value, afterOf.value]
    wideFor.value = null
    afterOf.value = null
    if (after) return { item: after.item, sighting: after.sighting, phase: 'after', pair: after.before.id } as const
    return sighting ? ({ item: null, sighting, phase: 'wide' } as const) : ({ item: null, sighting: null, phase: 'near' } as const)
  }

  function shoot(): void {
    follow(shutter.shoot(wanted()))
  }

  function files(picked: File[]): void {
    for (const shot of shutter.take(picked, wanted())) follow(shot)
  }

  function follow(shot: Shot): void {
    if (!shot.meta.sighting && !shot.meta.item) chosen.value = `shot:${shot.key}`
    void shot.saved.then(() => visit.load())
  }

  /** One tap on what it is: a new sighting of the shot, or another kind for the sighting. */
  async function name(kindId: string): Promise<void> {
    const entry = current.value
    if (!entry) return
    if (entry.sighting) {
      await changeOf(entry.sighting, { kind: kindId, grade: '' })
      return
    }
    const before = plans.value.get(entry.key)
    const plan: Plan = { id: before?.id ?? newId(), kind: kindId, busy: true }
    plans.value.set(entry.key, plan)
    if (before?.busy) return // the first tap is still waiting for its photograph, and will take this kind
    const photo = entry.photo ?? (await entry.shot?.saved)
    if (!photo) {
      plans.value.delete(entry.key)
      return
    }
    const fix = photo.fix ?? entry.shot?.meta.fix ?? null
    const latest = () => plans.value.get(entry.key)?.kind ?? kindId
    const saved = await visit.act('put_sighting', () => ({ id: null, key: plan.id, kind: latest(), grade: '', count: 1, fix, landmark: '', fixedOnSpot: false, transferred: false, size: null, difficulty: null, note: '', photo: photo.id }))
    const left = plans.value.get(entry.key)
    if (left && !saved) plans.value.set(entry.key, { ...left, busy: false })
  }

  async function change(change: Edit): Promise<void> {
    const sighting = current.value?.sighting
    if (sighting) await changeOf(sighting, change)
  }

  async function changeOf(sighting: SightingView, change: Edit): Promise<void> {
    const edit = { ...edits.value.get(sighting.id), ...change }
    edits.value.set(sighting.id, edit)
    await visit.act('put_sighting', { ...asPut(sighting), ...edit })
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
    afterOf.value = null
  }
  const toggleWide = () => {
    wideFor.value = wideFor.value === null ? (current.value?.sighting?.id ?? null) : null
    afterOf.value = null
  }
  /** What is offered, against the photograph from before; null thinks better of it. */
  const takeAfter = (one: Unfinished | null) => {
    afterOf.value = one
    wideFor.value = null
  }

  return { entries, current, kind, canWiden, wideFor, offer, afterOf, takeAfter, shoot, files, name, change, discard, choose, toggleWide }
}

export type Walk = ReturnType<typeof useWalk>

function asPut(sighting: SightingView): Omit<PutSighting, 'inspection'> {
  const { id, kind, grade, count, fix, landmark, fixedOnSpot, transferred, size, difficulty, note } = sighting
  return { id, key: null, kind, grade, count, fix, landmark, fixedOnSpot, transferred, size, difficulty, note, photo: null }
}
