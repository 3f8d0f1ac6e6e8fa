// Which pictures an item's photo rule speaks of, and which of them is still wanted.
import type { Phase, PhotoView } from '@/shared/api'

const BY_RULE: Record<string, Phase[]> = {
  P0: ['document'],
  P1: ['overview', 'evidence'],
  P2: ['near', 'wide'],
  P3: ['evidence'],
  P4: ['before', 'after'],
}

/** Whether a photograph for it shows a home, which its people are asked for first. */
export const isHome = ({ photoRule }: { photoRule: string }) => photoRule === 'P3'

export function phasesOf(rule: string, fixedOnSpot = false): Phase[] {
  const phases = BY_RULE[rule] ?? ['evidence']
  return rule === 'P2' && fixedOnSpot ? [...phases, 'after'] : phases
}

/** The first phase that has no photograph yet, else the last: more evidence, not another overview. */
export function wantedPhase(phases: readonly Phase[], photos: ReadonlyArray<Pick<PhotoView, 'phase'>>): Phase {
  return phases.find((phase) => !photos.some((photo) => photo.phase === phase)) ?? phases.at(-1) ?? 'evidence'
}

/** What photographs from after are taken against, the best first: the one that was meant for it, then the close one. */
const BEFORE: Phase[] = ['before', 'near', 'wide', 'overview', 'evidence']

/** The photograph from before that one of this phase belongs to: the newest of its kind. */
export function partnerOf(phase: Phase, photos: ReadonlyArray<{ phase: Phase; id?: string; key?: string | null }>): string | null {
  if (phase !== 'after') return null
  for (const kind of BEFORE) {
    const found = photos.filter((photo) => photo.phase === kind).at(-1)
    if (found) return found.id ?? found.key ?? null
  }
  return null
}
