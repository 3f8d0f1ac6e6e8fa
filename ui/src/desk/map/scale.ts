export interface ScaleBar {
  metres: number
  pixels: number
}

/** The longest bar of 1, 2 or 5 × 10ⁿ metres that is no longer than `most` pixels. */
export function scaleBar(pixelsPerMetre: number, most: number): ScaleBar {
  const room = most / pixelsPerMetre
  const power = 10 ** Math.floor(Math.log10(room))
  const step = [5, 2, 1].find((n) => n * power <= room * (1 + 1e-9)) ?? 1
  const metres = step * power
  return { metres, pixels: metres * pixelsPerMetre }
}
