// Marks on a photograph: where they are drawn, on a sheet whose longer side is a thousand, and which of them a finger means.
// A copy with a watermark has them drawn in by crates/photo/src/pen, of the same shapes and sizes: change both.
import type { MarkView } from './api'
import { t } from './i18n'

export interface Point {
  x: number
  y: number
}
export interface Size {
  width: number
  height: number
}
/** The text of a mark, in lines. */
export interface Words {
  x: number
  y: number
  anchor: 'start' | 'end'
  lines: string[]
}

const LONG = 1000
/** The size of a text, and from line to line. */
export const LETTER = 42
export const LINE = 50
/** An arrow's head, along it and across. */
const HEAD = 44
const WING = 20

/** `箭头`, or a text's own words. */
export function nameOf(mark: MarkView): string {
  return mark.kind === 'text' ? t('photo.mark.quoted', { words: mark.text }) : t(`shared.mark.${mark.kind}`)
}

/** The sheet for a picture of this many pixels. */
export function sheetOf({ width, height }: Size): Size {
  const longer = Math.max(width, height, 1)
  return { width: (width / longer) * LONG, height: (height / longer) * LONG }
}

const from = (mark: MarkView, sheet: Size): Point => ({ x: mark.x1 * sheet.width, y: mark.y1 * sheet.height })
const to = (mark: MarkView, sheet: Size): Point => ({ x: mark.x2 * sheet.width, y: mark.y2 * sheet.height })

/** The shaft and the two wings of its head. A short arrow has a smaller head. */
export function arrowOf(mark: MarkView, sheet: Size): string {
  const [a, b] = [from(mark, sheet), to(mark, sheet)]
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length]
  const head = Math.min(HEAD, length / 2)
  const wing = (WING * head) / HEAD
  const back = { x: b.x - ux * head, y: b.y - uy * head }
  const at = (x: number, y: number) => `${round(x)} ${round(y)}`
  return `M${at(a.x, a.y)}L${at(b.x, b.y)}M${at(back.x - uy * wing, back.y + ux * wing)}L${at(b.x, b.y)}L${at(back.x + uy * wing, back.y - ux * wing)}`
}

/** An ellipse that fills its box. */
export function ellipseOf(mark: MarkView, sheet: Size): { cx: number; cy: number; rx: number; ry: number } {
  const [a, b] = [from(mark, sheet), to(mark, sheet)]
  return { cx: round((a.x + b.x) / 2), cy: round((a.y + b.y) / 2), rx: round(Math.abs(b.x - a.x) / 2), ry: round(Math.abs(b.y - a.y) / 2) }
}

export function boxOf(mark: MarkView, sheet: Size): { x: number; y: number; width: number; height: number } {
  const [a, b] = [from(mark, sheet), to(mark, sheet)]
  return { x: round(Math.min(a.x, b.x)), y: round(Math.min(a.y, b.y)), width: round(Math.abs(b.x - a.x)), height: round(Math.abs(b.y - a.y)) }
}

/** To the right of its point, or to the left where there is more room; broken into lines that fit, and never off the picture. */
export function wordsOf(mark: MarkView, sheet: Size): Words {
  const at = from(mark, sheet)
  const anchor = at.x > sheet.width / 2 ? 'end' : 'start'
  const room = Math.max(LETTER * 2, (anchor === 'end' ? at.x : sheet.width - at.x) - LETTER / 2)
  const lines = broken(mark.text, room / LETTER)
  const lowest = sheet.height - (lines.length - 1) * LINE - LETTER / 4
  return { x: round(at.x), y: round(Math.max(LETTER, Math.min(at.y + LETTER / 3, lowest))), anchor, lines }
}

/** A Chinese character is as wide as it is high, a letter about half so. */
const widthOf = (text: string) => [...text].reduce((sum, one) => sum + (one.charCodeAt(0) < 0x2e80 ? 0.56 : 1), 0)

function broken(text: string, room: number): string[] {
  const lines: string[] = []
  let line = ''
  // between Chinese characters anywhere, else between words
  for (const part of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? []) {
    if (line && widthOf(line + part.trimEnd()) > room) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += part
  }
  return line.trim() ? [...lines, line.trimEnd()] : lines
}

/** The mark that lies under a point, the latest first; `reach` is how far beside it still counts, on the sheet. */
export function markAt(marks: readonly MarkView[], point: Point, size: Size, reach: number): MarkView | undefined {
  const sheet = sheetOf(size)
  const at = { x: point.x * sheet.width, y: point.y * sheet.height }
  return [...marks].reverse().find((mark) => distance(mark, at, sheet) <= reach)
}

function distance(mark: MarkView, at: Point, sheet: Size): number {
  if (mark.kind === 'arrow') return toLine(at, from(mark, sheet), to(mark, sheet))
  if (mark.kind === 'text') {
    const { x, y, anchor, lines } = wordsOf(mark, sheet)
    const width = Math.max(...lines.map(widthOf), 1) * LETTER
    return toBox(at, { x: anchor === 'end' ? x - width : x, y: y - LETTER, width, height: lines.length * LINE })
  }
  const box = boxOf(mark, sheet)
  if (mark.kind === 'blur') return toBox(at, box)
  // a circle is its line: what lies within is not it, unless it is so small that a finger covers it
  const [rx, ry] = [Math.max(box.width / 2, 1), Math.max(box.height / 2, 1)]
  const off = Math.hypot((at.x - box.x - rx) / rx, (at.y - box.y - ry) / ry)
  return Math.abs(off - 1) * Math.min(rx, ry)
}

function toBox(at: Point, box: { x: number; y: number; width: number; height: number }): number {
  const beside = (value: number, low: number, length: number) => Math.max(low - value, 0, value - low - length)
  return Math.hypot(beside(at.x, box.x, box.width), beside(at.y, box.y, box.height))
}

function toLine(at: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const share = Math.min(1, Math.max(0, ((at.x - a.x) * dx + (at.y - a.y) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(at.x - a.x - dx * share, at.y - a.y - dy * share)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
