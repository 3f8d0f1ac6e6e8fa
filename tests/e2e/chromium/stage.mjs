// The browser half: one Chromium, a visitor for each person, and the stories in the order of a day.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch, Visitor } from '../kit/browser.mjs'
import { Caller } from '../kit/district.mjs'
import { inbox } from './inbox.mjs'
import { inspect } from './inspect.mjs'
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
  writeFileSync(camera, scenes.camera)
  const browser = await launch(camera)
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
