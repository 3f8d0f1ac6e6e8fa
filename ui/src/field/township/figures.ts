// A township's figures: their order, their shapes, and how loud each is. Red is what is overdue or came back, and nothing else.
import type { TownshipCounts } from '@/shared/api'
import type { GlyphName } from '@/shared/glyphs'

export type Figure = Exclude<keyof TownshipCounts, 'open'>

const FACES: Record<Figure, { glyph: GlyphName; tone: 'red' | 'amber' | 'quiet' }> = {
  overdue: { glyph: 'overdue', tone: 'red' },
  dueToday: { glyph: 'clock', tone: 'amber' },
  sentBack: { glyph: 'returned', tone: 'red' },
  toForward: { glyph: 'forward', tone: 'amber' },
  toCheck: { glyph: 'eye', tone: 'amber' },
  asked: { glyph: 'waiting', tone: 'quiet' },
}

export const faceOf = (figure: Figure) => FACES[figure]
export const FIGURES = Object.entries(FACES).map(([figure, face]) => ({ figure: figure as Figure, ...face }))

/** What waits for the township itself: to be handed on, or to be looked at. */
export const ours = (counts: TownshipCounts) => counts.toForward + counts.toCheck
