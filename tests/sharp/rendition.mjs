// What sharp takes for the two renditions of a photograph, for the measure of ours (tests/src/bin/bench/renditions.rs):
//   node rendition.mjs PHOTOGRAPH
// For each line {quality, write?} on standard input it makes them once, and answers with a line {micros, evidence, thumbnail, hashes}: an evidence
// picture (2048 pixels, of that quality) and the best thumbnail (320 pixels) within 20 KB, the SHA-256 of both and of the photograph, as ours are.
// `write` names a file for the evidence picture.
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import sharp from 'sharp'

const [path] = process.argv.slice(2)
const EVIDENCE = 2048
const THUMB = { side: 320, bytes: 20 * 1024, lowest: 25, highest: 82 }

// One thread of its own, and nothing remembered from the run before.
sharp.concurrency(1)
sharp.cache(false)

const photograph = await readFile(path)
const inside = (side) => ({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
const hashed = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** The way sharp is quickest: the photograph is decoded once, and the thumbnail is made of the evidence picture's raster. */
async function renditions(quality) {
  const { data, info } = await sharp(photograph).autoOrient().resize(inside(EVIDENCE)).raw().toBuffer({ resolveWithObject: true })
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } }
  const evidence = await sharp(data, raw).jpeg({ quality }).toBuffer()
  const small = await sharp(data, raw).resize(inside(THUMB.side)).raw().toBuffer({ resolveWithObject: true })
  const thumbnail = await fitting(small)
  return { evidence, thumbnail, hashes: [hashed(photograph), hashed(evidence), hashed(thumbnail)] }
}

/** The best quality within the bytes; what fits at its best needs no search. */
async function fitting({ data, info }) {
  const at = (quality) => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } }).jpeg({ quality }).toBuffer()
  let best = await at(THUMB.highest)
  if (best.length <= THUMB.bytes) return best
  let [low, high] = [THUMB.lowest, THUMB.highest - 1]
  while (low <= high) {
    const quality = low + ((high - low) >> 1)
    const bytes = await at(quality)
    if (bytes.length <= THUMB.bytes) {
      best = bytes
      low = quality + 1
    } else high = quality - 1
  }
  return best
}

for await (const line of createInterface({ input: process.stdin })) {
  const { quality, write } = JSON.parse(line)
  const before = process.cpuUsage()
  const { evidence, thumbnail, hashes } = await renditions(quality)
  const spent = process.cpuUsage(before)
  if (write) await writeFile(write, evidence)
  console.log(JSON.stringify({ micros: spent.user + spent.system, evidence: evidence.length, thumbnail: thumbnail.length, hashes }))
}
