// Commands of a visit that were not saved, in their order, until each is saved or let go. They outlive the screen: from the form
// to the walk and back, nothing that failed goes out of sight.
import { type ShallowRef, shallowRef } from 'vue'
import type { InspectionView } from '@/shared/api'
import type { AppError, Args, Command, Reply } from '@/shared/door'

export type VisitCommand = { [C in Command]: Reply<C> extends InspectionView ? C : never }[Command]
export type VisitArgs<C extends VisitCommand> = Omit<Args<C> & object, 'inspection'>

/** A command to be called in its turn. Its arguments may depend on what was saved before it. */
export interface Work {
  name: VisitCommand
  /** What it writes: a later command of the same slot takes an earlier one's place. */
  slot: string
  args: () => object
}

export interface Unsaved {
  work: Work
  error: AppError
}

/** What is kept of a visit while the page lives. */
export interface Lane {
  unsaved: ShallowRef<readonly Unsaved[]>
  /** The end of the queue of its commands. */
  line: Promise<unknown>
}

const lanes = new Map<string, Lane>()

export function laneOf(inspection: string): Lane {
  const lane = lanes.get(inspection) ?? { unsaved: shallowRef([]), line: Promise.resolve() }
  lanes.set(inspection, lane)
  return lane
}

/** The list after a failure: in the place of an older one of the same slot, else at the end. */
export function withFailure(list: readonly Unsaved[], failure: Unsaved): Unsaved[] {
  const at = list.findIndex((one) => one.work.slot === failure.work.slot)
  return at < 0 ? [...list, failure] : list.map((one, i) => (i === at ? failure : one))
}

/** The list after a success. */
export function withoutSlot(list: readonly Unsaved[], slot: string): readonly Unsaved[] {
  return list.some((one) => one.work.slot === slot) ? list.filter((one) => one.work.slot !== slot) : list
}

/** Which row a command writes. A note is not the answer that it stands beside. */
export function slotOf(name: VisitCommand, args: object): string {
  const { item, household, note, id, key, photo, group, sighting } = args as Record<string, unknown>
  if (name === 'set_answer') return `${typeof note === 'string' ? 'note' : 'answer'}/${item}/${household ?? ''}`
  if (name === 'put_sighting' || name === 'remove_sighting') return `sighting/${id ?? key}`
  if (name === 'link_sighting') return `same/${sighting}`
  if (name === 'move_photo') return `photo/${photo}`
  if (name === 'add_mark' || name === 'remove_mark') return `mark/${id ?? key}`
  if (name === 'remove_voice') return `voice/${id}`
  return name === 'close_group' ? `group/${group}` : name
}
