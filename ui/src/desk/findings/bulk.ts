import type { FindingView, NextStep, StepKind } from '@/shared/api'
import { AppError, call } from '@/shared/door'
import { newId } from '@/shared/newId'

/** A finding and how trying it ended. */
export interface Outcome {
  view: FindingView
  error?: AppError
}

/** So many questions at a time: the door answers others meanwhile. */
const AT_ONCE = 4

/** Does something with each, a few at a time, in their order; says how far it is. */
export async function each<T, R>(list: readonly T[], act: (one: T) => Promise<R>, tell: (done: number) => void): Promise<R[]> {
  const results: R[] = []
  let next = 0
  let done = 0
  async function worker() {
    while (next < list.length) {
      const at = next++
      results[at] = await act(list[at] as T)
      tell(++done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

/** The steps that are possible for every one of them. Those that need a photograph of their own are taken one by one, where it stands. */
export function commonSteps(views: readonly FindingView[]): NextStep[] {
  const [first, ...rest] = views
  const can = (view: FindingView, kind: StepKind) => view.next.some((step) => step.kind === kind)
  return (first?.next ?? []).filter((step) => !step.photo && rest.every((view) => can(view, step.kind)))
}

/** Takes one step on each. A second try of one that failed without an answer is the same step. */
export function taker() {
  const keys = new Map<string, string>()
  return async (view: FindingView, kind: StepKind, note: string, due: string | null): Promise<Outcome> => {
    const words = JSON.stringify([view.brief.id, view.last, kind, note, due])
    const key = keys.get(words) ?? newId()
    keys.set(words, key)
    try {
      return { view: await call('take_step', { finding: view.brief.id, kind, answers: view.last, note, photos: [], voices: [], due, key }) }
    } catch (thrown) {
      return { view, error: AppError.from(thrown) }
    }
  }
}
