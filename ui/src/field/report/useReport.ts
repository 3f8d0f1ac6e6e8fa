// A village reports a finding of its own. What is filled in is kept, and its key with it: however often it is tried, it is one finding.
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { Difficulty, Fix, SameFinding, SightingKindView } from '@/shared/api'
import { AppError, call } from '@/shared/door'
import { kindName } from '@/shared/kinds'
import { newId } from '@/shared/newId'
import { EMPTY } from '@/shared/size'
import { session } from '@/shared/session'
import { useDraft } from '../drafts'
import { positionSoon, usePosition } from '../photo/position'
import { ownVillages } from './villages'

/** How long a position is waited for that is not known when it is sent (ms). */
const PATIENCE = 5_000

/** More than these would ask for a choice that nobody can make by distance. */
const MOST = 2

/** `here`: the person stands beside it. `tried`: it was sent, whatever became of it. */
const empty = () => ({ key: newId(), village: '', kind: '', count: 1, landmark: '', size: EMPTY, difficulty: null as Difficulty | null, note: '', here: true, tried: false })

export function useReport() {
  const villages = ownVillages()
  const draft = reactive(empty())
  const { forget } = useDraft(`report/${session.me.value?.person}`, draft)
  const { fix, denied } = usePosition()
  const chips = shallowRef<SightingKindView[]>([])
  const kinds = computed(() => chips.value.map(({ id }) => ({ value: id, label: kindName(chips.value, id) })))
  /** Where there is only one there is nothing to choose. */
  const village = computed(() => (villages.length === 1 ? villages[0] : villages.find(({ id }) => id === draft.village))?.id ?? '')
  const ready = computed(() => village.value !== '' && draft.kind !== '')
  const measure = computed(() => chips.value.find(({ id }) => id === draft.kind)?.measure ?? 'nothing')
  const busy = ref(false)
  /** Why the last try did not make it. */
  const refused = shallowRef<AppError>()

  /** What of this kind is known where the person stands, the nearest two: a second report of it would be one too many. */
  const known = shallowRef<SameFinding[]>([])
  let looked = 0
  watch(
    [village, () => draft.kind, () => draft.here && fix.value !== null],
    async ([place, kind, here]) => {
      const mine = ++looked
      known.value = []
      if (!place || !kind || !here || !fix.value) return
      // what cannot be found out holds nobody up
      const found = await call('findings_near', { village: place, kind, fix: fix.value }).catch(() => [])
      if (mine === looked) known.value = found.slice(0, MOST)
    },
    { immediate: true },
  )

  async function report(at: Fix | null): Promise<string> {
    const { key, kind, count, landmark, size, difficulty, note } = draft
    try {
      const made = await call('report_finding', { village: village.value, key, kind, count, fix: at, landmark, size, difficulty, note })
      return made.brief.id
    } catch (error) {
      // it is worth more than a position that is none
      if (at && AppError.from(error).code === 'position_not_real') return report(null)
      throw error
    }
  }

  /** Its id once it is saved; nothing if it was not, and `refused` says why. */
  async function send(): Promise<string | undefined> {
    if (!ready.value || busy.value) return undefined
    busy.value = true
    refused.value = undefined
    draft.tried = true
    try {
      const id = await report(draft.here ? (fix.value ?? (await positionSoon(PATIENCE, true))) : null)
      forget()
      return id
    } catch (error) {
      refused.value = AppError.from(error)
      return undefined
    } finally {
      busy.value = false
    }
  }

  /** A try whose answer was lost may have made it all the same: another one must not go under its key. */
  async function settleLast(): Promise<void> {
    if (!draft.tried) return
    busy.value = true
    try {
      await call('finding', { finding: draft.key })
      Object.assign(draft, empty())
      forget()
    } catch {
      // it was not made, or that cannot be known now: it goes on as it is
    } finally {
      busy.value = false
    }
  }

  void settleLast()
  void call('finding_filters').then((found) => (chips.value = found.chips), (error) => (refused.value = AppError.from(error)))
  return { draft, villages, village, kinds, measure, known, fix, denied, ready, busy, refused, send }
}
