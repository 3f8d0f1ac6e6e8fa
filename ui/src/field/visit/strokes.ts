// A signature on the wire: each stroke a flat list x,y,x,y… in thousandths of the pad.
export type Stroke = Array<{ x: number; y: number }>

const thousandth = (share: number) => Math.min(1000, Math.max(0, Math.round(share * 1000)))

/** Strokes with points that do not move left out. */
export function toThousandths(strokes: readonly Stroke[]): number[][] {
  return strokes.map((stroke) => {
    const flat: number[] = []
    for (const point of stroke) {
      const x = thousandth(point.x)
      const y = thousandth(point.y)
      if (flat.at(-2) !== x || flat.at(-1) !== y) flat.push(x, y)
    }
    return flat
  }).filter((flat) => flat.length >= 4)
}
