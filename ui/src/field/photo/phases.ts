// Which pictures an item's photo rule speaks of, and which of them is still wanted.
import type { Phase, PhotoView } from '@/shared/api'

const BY_RULE: Record<string, Phase[]> = {
  P0: ['document'],
  P1: ['overview', 'evidence'],
  P2: ['near', 'wide'],
  P3: ['evidence'],
  P4: ['before', 'after'],
}

export function phasesOf(rule: string, fixedOnSpot = false): Phase[] {
  const phases = BY_RULE[rule] ?? ['evidence']
  return rule === 'P2' && fixedOnSpot ? [...phases, 'after'] : phases
}

/** The first phase that has no photograph yet, else the last: more evidence, not another overview. */
export function wantedPhase(phases: readonly Phase[], photos: ReadonlyArray<Pick<PhotoView, 'phase'>>): Phase {
  return phases.find((phase) => !photos.some((photo) => photo.phase === phase)) ?? phases.at(-1) ?? 'evidence'
}
