// What the map of this person shows: open findings, borders, the villages of the round, and where the photographs of the chosen finding were taken from.
import { computed, onBeforeUnmount, type Ref, shallowRef } from 'vue'
import type { FindingBrief, Fix, Today } from '@/shared/api'
import { call, onChange } from '@/shared/door'
import { metresBetween } from '@/shared/ground'
import { useDistrictMap } from '@/shared/map/districtMap'
import type { Tint } from '@/shared/map/features'
import { useViewpoints } from '@/shared/map/viewpoints'
import { session } from '@/shared/session'
import { useFindings } from '../findings/useFindings'

const MOST = 10_000
const TINTS = { due: 'due', open: 'open', returned: 'open', submitted: 'done', accepted: 'done' } as const satisfies Record<Today['cards'][number]['status'], Tint>

/** The round's villages, by their codes. */
function useTints() {
  const tints = shallowRef(new Map<string, Tint>())
  async function load(): Promise<void> {
    const today = await call('today', { position: null }).catch(() => undefined) // then the villages are borders alone
    if (today) tints.value = new Map(today.cards.filter((card) => card.assigned).map((card) => [card.village.id, TINTS[card.status]]))
  }
  if (session.me.value?.roles.includes('inspector')) {
    onBeforeUnmount(onChange(load))
    void load()
  }
  return tints
}

/** The nearest first, and what has no position behind them; as they come where nobody knows where this person is. */
export function nearest(rows: FindingBrief[], here: Fix | null): FindingBrief[] {
  if (!here) return rows
  const far = new Map(rows.map((row) => [row.id, row.fix ? metresBetween(here, row.fix) : Number.POSITIVE_INFINITY]))
  return [...rows].sort((a, b) => (far.get(a.id) ?? 0) - (far.get(b.id) ?? 0))
}

export function useMap(selected: Ref<string | undefined>) {
  const { found, failed, load } = useFindings(() => ({ unsettled: true, limit: MOST }))
  const borders = useDistrictMap()
  const tints = useTints()
  const rows = computed(() => found.value?.rows ?? [])
  const divisions = computed(() => borders.data.value?.divisions ?? [])
  /** What is seen at first: where this person has something to do, or else everything. */
  const focus = computed((): Array<[number, number]> => {
    const places = rows.value.flatMap(({ fix }): Array<[number, number]> => (fix ? [[fix.lon, fix.lat]] : []))
    const due = divisions.value.filter((one) => tints.value.has(one.code)).flatMap((one) => one.rings.flat())
    return [...places, ...due].length ? [...places, ...due] : divisions.value.flatMap((one) => one.rings.flat())
  })
  return { found, rows, failed, load, divisions, tints, focus, viewpoints: useViewpoints(selected) }
}
