// The browser half: one Chromium, a visitor for each person, and the stories in the order of a day.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch, Visitor } from '../kit/browser.mjs'
import { Caller } from '../kit/district.mjs'
import { findings } from './findings.mjs'
import { inbox } from './inbox.mjs'
import { inspect } from './inspect.mjs'
import { ledger } from './ledger.mjs'
import { map } from './map.mjs'
import { report } from './report.mjs'
import { review } from './review.mjs'
import { screens as everyScreen } from './screens.mjs'
import { trouble } from './trouble.mjs'

/** A village that the demo's inspector always has to visit; everybody stands in its middle. */
const TOUR = '上坪村'

export async function open({ district, folder, screens, failures }) {
  const supervisor = await Caller.signIn(district.base, await district.code('supervisor'))
  const scenes = await scenesOf(supervisor)
  const { divisions } = await supervisor.call('district_map')
  const here = divisions.find((one) => one.name === TOUR && one.centre).centre
  const camera = join(folder, 'scene.mjpeg')
  const browser = await launch(camera)
  writeFileSync(camera, await filmOf(browser, scenes.camera))
  const visitors = []
  const stage = {
    district,
    folder,
    scenes,
    here,
    /** What a story leaves for the next. */
    told: {},
    async visitor(size) {
      const visitor = await Visitor.open(browser, district.base, size, { screens, here })
      visitors.push(visitor)
      return visitor
    },
    async play(suite) {
      await trouble(stage, suite)
      await inspect(stage, suite)
      await review(stage, suite)
      await findings(stage, suite)
      await report(stage, suite)
      await map(stage, suite)
      await ledger(stage, suite)
      await inbox(stage, suite)
      await everyScreen(stage, suite)
      await suite.test('no page threw, and none left the machine', () => {
        const troubles = visitors.flatMap((visitor) => visitor.troubles)
        if (troubles.length) throw new Error(troubles.join('\n'))
      })
    },
    async picture(name) {
      for (const [at, visitor] of visitors.entries()) {
        if (visitor.page.isClosed()) continue
        console.log(`        ${visitor.page.url()}`)
        await visitor.page.screenshot({ path: join(failures, `${name.replace(/[^\w-]+/gu, '-').slice(0, 60)}-${at}.png`), timeout: 5000 })
      }
    },
    close: () => browser.close(),
  }
  return stage
}

/** A film of a single frame: the scene without the corner that says 示意, which the words upon the picture would hide, and 示意 in its middle instead. */
async function filmOf(browser, jpeg) {
  const page = await browser.newPage()
  const film = await page.evaluate(async (data) => {
    const scene = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${data}`)).blob())
    const part = 0.82
    const [width, height] = [scene.width * part, scene.height * part]
    const frame = new OffscreenCanvas(scene.width, scene.height)
    const pen = frame.getContext('2d')
    pen.drawImage(scene, (scene.width - width) / 2, scene.height - height, width, height, 0, 0, frame.width, frame.height)
    const size = Math.round(frame.width / 32)
    const [x, y] = [frame.width / 2, frame.height * 0.2]
    pen.fillStyle = 'rgb(255 255 255 / 80%)'
    pen.fillRect(x - size * 1.5, y - size * 0.8, size * 3, size * 1.6)
    pen.fillStyle = '#14211c'
    pen.font = `700 ${size}px sans-serif`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillText('示意', x, y)
    const bytes = new Uint8Array(await (await frame.convertToBlob({ type: 'image/jpeg', quality: 0.92 })).arrayBuffer())
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  }, jpeg.toString('base64'))
  await page.close()
  return Buffer.from(film, 'base64')
}

/** Drawn scenes of the demo: one as a film of a single frame for the camera, one as a file to pick. */
async function scenesOf(supervisor) {
  const { rows } = await supervisor.call('review_queue', { filter: 'all', query: '' })
  const seen = {}
  for (const row of rows) {
    const { inspection } = await supervisor.call('submission', { inspection: row.inspection })
    for (const sighting of inspection.sightings) seen[sighting.kind] ??= sighting.photos.find((photo) => photo.phase === 'near')?.id
    if (seen.firewood && seen.dumping) break
  }
  const [camera, file] = await Promise.all([seen.firewood, seen.dumping].map(async (id) => (await supervisor.media(id, 'original')).bytes))
  return { camera, file: { name: 'dumping.jpg', mimeType: 'image/jpeg', buffer: file } }
}
