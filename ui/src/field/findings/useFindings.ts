// Findings of this person, as the replica knows them: read at once, and again whenever something changed.
import { onBeforeUnmount, shallowRef } from 'vue'
import type { Findings, FindingsArgs } from '@/shared/api'
import { AppError, call, onChange } from '@/shared/door'

export const NO_FILTER: FindingsArgs = { mine: false, unsettled: false, townships: [], villages: [], kinds: [], statuses: [], due: null, sentBack: false, team: null, from: null, to: null, duty: null, inspection: null, findings: [], closedDays: null, draw: null, query: '', order: 'urgent', offset: 0, limit: 0 }

export function useFindings(args: () => Partial<FindingsArgs>) {
  const found = shallowRef<Findings>()
  const failed = shallowRef<AppError>()
  let loads = 0

  async function load(): Promise<void> {
    const turn = ++loads
    try {
      const fresh = await call('findings', { ...NO_FILTER, ...args() })
      if (turn !== loads) return // a later question has been asked
      found.value = fresh
      failed.value = undefined
    } catch (error) {
      if (turn === loads) failed.value = AppError.from(error)
    }
  }
  onBeforeUnmount(onChange(load))
  void load()
  return { found, failed, load }
}
