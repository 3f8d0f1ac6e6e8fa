import type { StoryScore } from '@/shared/api'

/** A point of the line, in pixels. */
export interface Dot {
  x: number
  y: number
  score: StoryScore
  /** Its figure is written beside it. */
  named: boolean
}
export interface Chart {
  dots: Dot[]
  /** The line in parts: what was scored by another standard is of another measure, and is not joined. */
  lines: string[]
  /** Where the standard changed. */
  changes: number[]
  ticks: Array<{ y: number; points: number }>
  /** The first of each month, where there is room for its name. */
  months: Array<{ x: number; month: number; year: number }>
}

const DAY = 86_400_000
const ms = (day: string) => Date.parse(`${day}T00:00:00Z`)

/**
 * Scores on a time axis that ends today. The line is one of steps: a score holds until the next visit says another. Nothing is filled in
 * between two visits, and nothing is drawn before the first.
 */
export function chartOf(scores: StoryScore[], today: string, { width, height, unit }: { width: number; height: number; unit: number }): Chart {
  const [left, right, top, bottom] = [36 * unit, 24 * unit, 26 * unit, 26 * unit]
  const first = ms(scores[0]?.day ?? today)
  const last = Math.max(ms(today), first + DAY)
  const x = (day: number) => left + ((day - first) / (last - first)) * (width - left - right)
  const least = Math.min(...scores.map((one) => Number(one.score)))
  const floor = Math.min(80, Math.max(0, Math.floor(least / 10) * 10))
  const y = (points: number) => top + ((100 - points) / (100 - floor)) * (height - top - bottom)
  const gap = 100 - floor > 50 ? 25 : 10
  const ticks = Array.from({ length: Math.floor((100 - floor) / gap) + 1 }, (_, i) => 100 - i * gap).map((points) => ({ points, y: y(points) }))

  const dots: Dot[] = scores.map((score) => ({ x: x(ms(score.day)), y: y(Number(score.score)), score, named: false }))
  // From the latest back, which is the one that is looked for.
  let free = Infinity
  for (const dot of [...dots].reverse()) {
    if (dot.x > free) continue
    dot.named = true
    free = dot.x - 46 * unit
  }
  const lines: string[] = []
  const changes: number[] = []
  let path = ''
  dots.forEach((dot, i) => {
    const before = dots[i - 1]
    if (!before) path = `M${at(dot.x)} ${at(dot.y)}`
    else if (before.score.standard === dot.score.standard) path += `H${at(dot.x)}V${at(dot.y)}`
    else {
      changes.push((before.x + dot.x) / 2)
      lines.push(`${path}H${at((before.x + dot.x) / 2)}`)
      path = `M${at(dot.x)} ${at(dot.y)}`
    }
  })
  if (path) lines.push(`${path}H${at(x(last))}`)
  return { dots, lines, changes, ticks, months: months(first, last, x, 56 * unit, width - right) }
}

const at = (n: number) => n.toFixed(1)

function months(first: number, last: number, x: (day: number) => number, room: number, end: number): Chart['months'] {
  const found: Chart['months'] = []
  const start = new Date(first)
  let free = -Infinity
  for (let n = start.getUTCDate() === 1 ? 0 : 1; n < 1200; n += 1) {
    const day = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + n, 1)
    if (day > last) break
    if (x(day) < free || x(day) > end) continue
    found.push({ x: x(day), month: new Date(day).getUTCMonth() + 1, year: new Date(day).getUTCFullYear() })
    free = x(day) + room
  }
  return found
}
