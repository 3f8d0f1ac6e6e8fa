// Pictures that the map places: the marks of findings, in the drawing of the lists, and where a photographer stood.
import { BODIES, MOVED_DASHES, SHAPES, signOf, TONE_TOKENS, TONES } from '@/shared/findingShape'
import type { Colours } from './colours'
import { pictureName } from './features'

const GRID = 24
/** Dots of the screen in one of the style's: sharp on phones too. */
export const SHARPNESS = 3

type Draw = (on: CanvasRenderingContext2D) => void

function painted(draw: Draw): ImageData | undefined {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = GRID * SHARPNESS
  const on = canvas.getContext('2d')
  if (!on) return undefined
  on.scale(SHARPNESS, SHARPNESS)
  on.lineJoin = 'round'
  on.lineCap = 'round'
  draw(on)
  return on.getImageData(0, 0, canvas.width, canvas.height)
}

function mark(shape: (typeof SHAPES)[number], tone: (typeof TONES)[number], colours: Colours): Draw {
  const token = (name: string) => colours[name as keyof Colours] as string
  const { fill, edge, sign } = TONE_TOKENS[tone]
  return (on) => {
    const body = new Path2D(BODIES[shape])
    on.fillStyle = token(fill)
    on.fill(body)
    on.lineWidth = 2
    on.strokeStyle = token(edge)
    if (tone === 'moved') on.setLineDash(MOVED_DASHES)
    on.stroke(body)
    on.setLineDash([])
    on.lineWidth = 2.2
    on.strokeStyle = token(sign)
    on.stroke(new Path2D(signOf(shape, tone)))
  }
}

/** A wedge that opens the way the camera looked, north up. */
const wedge = (colours: Colours): Draw => (on) => {
  on.fillStyle = colours['--blue']
  on.strokeStyle = colours['--card']
  on.lineWidth = 1.5
  const way = new Path2D('M12 12 6.5 1.5h11z')
  on.globalAlpha = 0.75
  on.fill(way)
  on.globalAlpha = 1
  on.stroke(way)
}

export const WEDGE = 'wedge'

/** The picture of this name; nothing for a name that is not ours. */
export function picture(name: string, colours: Colours): ImageData | undefined {
  if (name === WEDGE) return painted(wedge(colours))
  for (const shape of SHAPES) for (const tone of TONES) if (name === pictureName(shape, tone)) return painted(mark(shape, tone, colours))
  return undefined
}
