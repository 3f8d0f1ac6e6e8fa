import { call } from '@/shared/door'
import { newId } from '@/shared/newId'
import type { DrawLookBack, FindingsArgs, LookBackDraw } from '@/shared/api'
import { argsOf, type Filters, NONE } from './filters'

/** What may be drawn from: the closed ones by the filters of the list, where it stands and what is due aside. */
export function frameArgs(filters: Filters, days: number): FindingsArgs {
  const asked = argsOf({ ...filters, draw: '', statuses: ['closed'], all: false, due: '', mine: false })
  return { ...asked, closedDays: days, limit: 1 }
}

/** The list that a draw opens as: all that was drawn, wherever each stands by now. */
export const drawnFilters = (draw: Pick<LookBackDraw, 'id'>): Filters => ({ ...NONE, all: true, draw: draw.id })

/** Draws once for each thing that is asked: a second try after an answer that was lost is the same draw. */
export function drawer() {
  const keys = new Map<string, string>()
  return async (asked: Omit<DrawLookBack, 'key'>): Promise<LookBackDraw> => {
    const what = JSON.stringify(asked)
    const key = keys.get(what) ?? newId()
    keys.set(what, key)
    const draw = await call('draw_look_back', { ...asked, key })
    keys.delete(what)
    return draw
  }
}
