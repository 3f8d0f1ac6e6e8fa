// Makes a screenshot's file small: at most 256 colours, chosen by median cut. Drawn screens lose nothing that the eye sees.
import { deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** An 8-bit RGB or RGBA PNG without interlace, as browsers write it, as an indexed PNG. */
export function withPalette(png) {
  const { width, height, pixels } = decode(png)
  const counts = new Map()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const boxes = medianCut([...counts], 256)
  const palette = Buffer.alloc(boxes.length * 3)
  const index = new Map()
  for (const [at, box] of boxes.entries()) {
    const weight = box.reduce((sum, [, count]) => sum + count, 0)
    for (const [channel, shift] of [[0, 16], [1, 8], [2, 0]]) palette[at * 3 + channel] = Math.round(box.reduce((sum, [colour, count]) => sum + ((colour >> shift) & 255) * count, 0) / weight)
    for (const [colour] of box) index.set(colour, at)
  }
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = index.get(pixels[y * width + x])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** Splits the box with the widest spread, weighed by its pixels, until there are `most`. */
function medianCut(colours, most) {
  const boxes = [measured(colours)]
  while (boxes.length < most) {
    let widest = 0
    for (const [at, box] of boxes.entries()) if (box.cost > boxes[widest].cost) widest = at
    const { list, shift, cost } = boxes[widest]
    if (cost === 0) break
    list.sort(([a], [b]) => ((a >> shift) & 255) - ((b >> shift) & 255))
    const half = list.reduce((sum, [, count]) => sum + count, 0) / 2
    let cut = 0
    for (let sum = 0; cut < list.length - 1 && sum < half; cut += 1) sum += list[cut][1]
    boxes.splice(widest, 1, measured(list.slice(0, Math.max(1, cut))), measured(list.slice(Math.max(1, cut))))
  }
  return boxes.map((box) => box.list)
}

function measured(list) {
  let best = { shift: 0, spread: 0 }
  for (const shift of [16, 8, 0]) {
    let low = 255
    let high = 0
    for (const [colour] of list) {
      const value = (colour >> shift) & 255
      if (value < low) low = value
      if (value > high) high = value
    }
    if (high - low > best.spread) best = { shift, spread: high - low }
  }
  const pixels = list.reduce((sum, [, count]) => sum + count, 0)
  return { list, shift: best.shift, cost: best.spread ** 2 * Math.sqrt(pixels) }
}

function decode(png) {
  let header
  const parts = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const body = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') header = body
    if (type === 'IDAT') parts.push(body)
    at += length + 12
  }
  const width = header.readUInt32BE(0)
  const height = header.readUInt32BE(4)
  const size = { 2: 3, 6: 4 }[header[9]]
  if (header[8] !== 8 || !size || header[12] !== 0) throw new Error('a PNG of another kind')
  const raw = inflateSync(Buffer.concat(parts))
  const stride = width * size
  const bytes = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)]
    for (let x = 0; x < stride; x += 1) {
      const left = x >= size ? bytes[y * stride + x - size] : 0
      const up = y > 0 ? bytes[(y - 1) * stride + x] : 0
      const corner = x >= size && y > 0 ? bytes[(y - 1) * stride + x - size] : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]
      bytes[y * stride + x] = raw[y * (stride + 1) + 1 + x] + guess
    }
  }
  const pixels = new Uint32Array(width * height)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (bytes[at * size] << 16) | (bytes[at * size + 1] << 8) | bytes[at * size + 2]
  return { width, height, pixels }
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function chunk(type, body) {
  const whole = Buffer.alloc(12 + body.length)
  whole.writeUInt32BE(body.length, 0)
  whole.write(type, 4, 'latin1')
  body.copy(whole, 8)
  whole.writeUInt32BE(crc(whole.subarray(4, 8 + body.length)), 8 + body.length)
  return whole
}

function crc(bytes) {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
