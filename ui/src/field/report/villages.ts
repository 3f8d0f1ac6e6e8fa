import type { NamedId } from '@/shared/api'
import { session } from '@/shared/session'

/** Digits of a village's code; a township's has nine, a county's six. */
const VILLAGE_DIGITS = 12

/** The villages that this person answers for as their cadre, and may report findings of. */
export function ownVillages(): NamedId[] {
  const me = session.me.value
  return me?.roles.includes('cadre') ? me.places.filter(({ id }) => id.length === VILLAGE_DIGITS) : []
}
