// A finger, a mouse or the arrow keys draw a mark on a photograph. A touch that does not move picks the mark that lies there.
import { computed, ref, shallowRef } from 'vue'
import type { MarkKind, MarkView } from '@/shared/api'
import { markAt, type Point, type Size } from '@/shared/marks'

/** A mark before it has an id. */
export type Drawn = Omit<MarkView, 'id'>

/** A touch that moves less than this share of the picture is a tap. */
const SLIP = 0.015
/** Least width and height of a box, with some air above what is refused. */
const THIN = 0.02
/** How far an arrow key moves, and how far beside a mark a finger still means it (of a thousand). */
const STEP = 0.02
const REACH = 40

const KEYS: Record<string, Point> = { ArrowLeft: { x: -STEP, y: 0 }, ArrowRight: { x: STEP, y: 0 }, ArrowUp: { x: 0, y: -STEP }, ArrowDown: { x: 0, y: STEP } }
const within = (share: number) => Math.min(1, Math.max(0, share))

interface Hand {
  marks: () => readonly MarkView[]
  size: () => Size
  /** A mark was drawn; a text still without its words. */
  draw: (mark: Drawn) => void
  /** A mark was meant, or none of them. */
  pick: (mark: MarkView | undefined) => void
}

export function usePen({ marks, size, draw, pick }: Hand) {
  const tool = ref<MarkKind>('arrow')
  const begun = shallowRef<{ from: Point; to: Point }>()
  /** Where the arrow keys are. */
  const cursor = shallowRef<Point>()

  /** What is being drawn, as it would be. */
  const draft = computed<Drawn | undefined>(() => begun.value && tool.value !== 'text' && !isSlip(begun.value) ? markOf(tool.value, begun.value.from, begun.value.to) : undefined)

  function down(at: Point): void {
    cursor.value = undefined
    begun.value = { from: at, to: at }
  }
  function move(at: Point): void {
    if (begun.value) begun.value = { ...begun.value, to: at }
  }
  function up(): void {
    const drawn = begun.value
    begun.value = undefined
    if (!drawn) return
    const meant = isSlip(drawn) ? markAt(marks(), drawn.to, size(), REACH) : undefined
    if (meant || (isSlip(drawn) && tool.value !== 'text')) pick(meant)
    else draw(markOf(tool.value, drawn.from, drawn.to))
  }
  function cancel(): void {
    begun.value = undefined
  }

  /** True if the key meant something here. */
  function key(name: string): boolean {
    const way = KEYS[name]
    const at = cursor.value ?? { x: 0.5, y: 0.5 }
    if (way) {
      cursor.value = { x: within(at.x + way.x), y: within(at.y + way.y) }
      move(cursor.value)
      return true
    }
    if (name === 'Escape' && begun.value) {
      cancel()
      return true
    }
    if (name !== 'Enter' && name !== ' ') return false
    cursor.value = at
    if (begun.value && !isSlip(begun.value)) up()
    else if (tool.value === 'text') draw(markOf('text', at, at))
    else begun.value = { from: at, to: at }
    return true
  }

  return { tool, draft, cursor, down, move, up, cancel, key }
}

function isSlip({ from, to }: { from: Point; to: Point }): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) < SLIP
}

/** On the picture, and a box not so thin that it hides nothing. */
export function markOf(kind: MarkKind, from: Point, to: Point): Drawn {
  const [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(within) as [number, number, number, number]
  if (kind === 'text') return { kind, x1: x2, y1: y2, x2, y2, text: '' }
  if (kind === 'arrow') return { kind, x1, y1, x2, y2, text: '' }
  const [left, right] = atLeast(x1, x2)
  const [top, bottom] = atLeast(y1, y2)
  return { kind, x1: left, y1: top, x2: right, y2: bottom, text: '' }
}

function atLeast(a: number, b: number): [number, number] {
  const [low, high] = [Math.min(a, b), Math.max(a, b)]
  if (high - low >= THIN) return [low, high]
  const middle = Math.min(1 - THIN / 2, Math.max(THIN / 2, (low + high) / 2))
  return [middle - THIN / 2, middle + THIN / 2]
}
