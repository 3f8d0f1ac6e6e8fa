// A recording as a recorder's file has it: WAV, one channel of 16 bits, a tone.
import { writeFileSync } from 'node:fs'

export const SPOKEN_MS = 2_000
const RATE = 8_000

/** Writes one, and answers with its path. */
export function spoken(path) {
  const samples = Buffer.alloc((RATE * SPOKEN_MS * 2) / 1000)
  for (let at = 0; at < samples.length; at += 2) samples.writeInt16LE(Math.round(8_000 * Math.sin((at / 2 / RATE) * 2 * Math.PI * 440)), at)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  for (const [value, at] of [[1, 20], [1, 22], [2, 32], [16, 34]]) head.writeUInt16LE(value, at)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE * 2, 28)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  writeFileSync(path, Buffer.concat([head, samples]))
  return path
}
