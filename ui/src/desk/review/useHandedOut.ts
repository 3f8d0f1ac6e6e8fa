import { type Ref, computed, watch } from 'vue'
import type { FindingBrief, SubmissionView } from '@/shared/api'
import { call } from '@/shared/door'
import { isOver } from '@/shared/finding'
import { argsOf, NONE } from '../findings/filters'
import { useLive } from '../live'

/** Which of a visit's sightings are findings by now: a finding has its sighting's id. */
export function useHandedOut(view: Ref<SubmissionView>) {
  const live = useLive(() => call('findings', argsOf({ ...NONE, all: true, villages: [view.value.inspection.village.id] })))
  watch(() => view.value.inspection.village.id, () => (live.clear(), void live.reload()), { immediate: true })
  const findings = computed(() => new Map<string, FindingBrief>(live.data.value?.rows.map((row) => [row.id, row])))
  const sightings = computed(() => view.value.inspection.sightings)
  const done = computed(() => sightings.value.filter((one) => findings.value.has(one.id)).length)
  /** Those that may be handed out: neither put right on the spot nor somebody else's ground, no findings yet, nor one that was there before and is not closed. */
  const left = computed(() => sightings.value.filter((one) => !one.fixedOnSpot && !one.transferred && !findings.value.has(one.id) && (!one.finding || one.finding.status === 'closed')).map((one) => one.id))
  /** Those that a notice is about. */
  const toClear = computed(() => sightings.value.map((one) => findings.value.get(one.id)).filter((one) => one !== undefined).filter((one) => !isOver(one)))
  return { ready: computed(() => live.data.value !== undefined), error: live.error, reload: live.reload, findings, done, left, toClear }
}

export type HandedOut = ReturnType<typeof useHandedOut>
