// Every screen of every person at the three sizes: readable by all, no sideways scroll; then at twice the text, and in English.
import { accessible, ends, english, fits, reachable, whole } from '../kit/checks.mjs'
import { SIZES } from '../kit/browser.mjs'

const PHONE = '390x844'

export async function screens(stage, suite) {
  const { told } = stage
  if (!told.inspector || !told.desk || !told.cadre || !told.id) {
    await suite.test('every screen', () => Promise.reject(new Error('the stories before did not bring everybody in')))
    return
  }
  const nobody = await stage.visitor(PHONE)
  // pictures of the start page do not name this run's own folder
  await nobody.page.route('**/web/start', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), dataDir: '~/xuncun/data' } })
  })
  const { inspector, cadre, desk } = told
  const deputy = await stage.visitor(PHONE)
  await deputy.signIn((await stage.district.codeFor('township', told.villageCode.slice(0, 9))).code, '/township')
  const people = { nobody, inspector, cadre, deputy, desk }
  const all = await listOf(stage)

  for (const { name, who, open } of all) {
    const visitor = people[who]
    await suite.test(`${name}: no serious finding of axe and no sideways scroll at three sizes`, async () => {
      await fresh(visitor)
      for (const size of Object.keys(SIZES)) {
        await visitor.resize(size)
        if (size === PHONE) await open(visitor)
        await visitor.settle()
        await fits(visitor.page, `${name} at ${size}`)
        await ends(visitor.page, `${name} at ${size}`)
        if (FIELD.has(who)) await reachable(visitor.page, `${name} at ${size}`)
        await accessible(visitor.page, `${name} at ${size}`)
        if (KEPT.has(name)) await visitor.picture(name)
      }
    })
  }
  for (const who of ['inspector', 'cadre', 'deputy', 'desk']) {
    const visitor = people[who]
    const mine = all.filter((screen) => screen.who === who)
    await suite.test(`${WHO[who]}: twice the text fits a phone on every screen`, async () => {
      await prefer(visitor, { textSize: 200 })
      await visitor.resize(PHONE)
      try {
        for (const { name, open } of mine) {
          await fresh(visitor)
          await open(visitor)
          await visitor.settle()
          if (LARGE.has(name)) await visitor.picture(`${name}-200`)
          await fits(visitor.page, `${name} at 200 %`)
          if (FIELD.has(who)) await whole(visitor.page, `${name} at 200 %`)
        }
      } finally {
        await prefer(visitor, { textSize: 100 })
      }
    })
  }
  for (const theme of ['night', 'sun']) {
    for (const who of ['inspector', 'cadre', 'deputy', 'desk']) {
      const visitor = people[who]
      await suite.test(`${WHO[who]}: no serious finding of axe on any screen in ${theme}`, async () => {
        await prefer(visitor, { theme })
        await visitor.resize(who === 'desk' ? '1440x900' : PHONE)
        try {
          for (const { name, open } of all.filter((screen) => screen.who === who)) {
            await fresh(visitor)
            await open(visitor)
            await visitor.settle()
            await accessible(visitor.page, `${name} in ${theme}`)
            if (LARGE.has(name)) await visitor.picture(`${name}-${theme}`)
          }
        } finally {
          await prefer(visitor, { theme: 'paper' })
        }
      })
    }
  }
  for (const who of Object.keys(people)) {
    const visitor = people[who]
    const mine = all.filter((screen) => screen.who === who && screen.english !== false)
    await suite.test(`${WHO[who]}: in English every screen is English, but for names and the standard`, async () => {
      if (visitor !== nobody) await prefer(visitor, { locale: 'en' })
      for (const { name, open } of mine) {
        await fresh(visitor)
        await visitor.resize(PHONE)
        await open(visitor)
        // who is nobody yet has nowhere to keep a language
        if (visitor === nobody) {
          await visitor.page.locator('button[lang=en]').click()
          await visitor.page.locator('html[lang=en]').waitFor()
          await visitor.settle()
        }
        for (const size of [PHONE, '1440x900']) {
          await visitor.resize(size)
          if (KEPT.has(name)) await visitor.picture(`${name}-en`)
          await english(visitor, `${name} at ${size}`)
          await fits(visitor.page, `${name} in English at ${size}`)
        }
      }
    })
  }
}

const WHO = { nobody: 'whoever is not signed in', inspector: 'an inspector', cadre: 'a cadre', deputy: 'a township’s deputy', desk: 'a supervisor' }
/** Whose screens are worked with a finger. */
const FIELD = new Set(['inspector', 'cadre', 'deputy'])
/** Screens whose pictures are kept at every size and in English. */
const KEPT = new Set(['a village', 'look-backs by lot', 'start', 'today', 'visit', 'walk', 'households', 'overview', 'review', 'notices', 'tasks', 'a finding', 'report', 'ledger', 'township', 'the findings', 'a finding on the desk', 'me', 'a sighting', 'a photograph', 'the camera', 'a photograph, zoomed'])
const LARGE = new Set(['today', 'visit', 'households', 'notices', 'tasks', 'a finding', 'report', 'ledger', 'township', 'overview', 'review'])

/** Screens by their routes, with what opens on them; found by structure, not by words, so that the same steps serve both languages. */
async function listOf({ told, here }) {
  const { inspector, desk } = told
  const { cards } = await inspector.call('today', { position: null })
  const visits = await Promise.all(cards.filter((card) => card.status === 'open').map((card) => inspector.call('inspection', { inspection: card.inspection })))
  const view = visits.sort((a, b) => b.photos - a.photos)[0]
  const begun = view?.id
  const returned = cards.find((card) => card.status === 'returned')?.inspection
  if (!begun || !returned) throw new Error('the demo has no visit that is begun, or none that came back')
  // whoever looks at screens stands in one village, and has said so in all but one of the others
  const fix = { lon: here[0], lat: here[1], accuracy: 6, altitude: null, bearing: null }
  for (const inspection of [begun, returned]) await inspector.call('say_presence', { inspection, fix, answer: 'here', key: null })
  const asked = []
  for (const { id } of visits.slice(1)) if ((await inspector.call('where_am_i', { inspection: id, fix })).ask) asked.push(id)
  if (!asked.length) throw new Error('the demo has no other visit that is begun')
  const { rows } = await desk.call('review_queue', { filter: 'waiting', query: '' })
  const rich = rows.sort((a, b) => b.photos - a.photos)[0].inspection
  const group = (id) => `/visit/${begun}?group=${id}`
  const sanwu = view.groups.find((one) => one.items.some((item) => item.answerKind === 'sightings')).id
  const screen = (name, who, route, then = async () => {}) => ({ name, who, open: async (visitor) => {
    await visitor.goto(route)
    await visitor.page.locator('h1').first().waitFor({ state: 'attached' })
    await then(visitor.page)
  } })
  const dialog = (page) => page.locator('dialog[open]').waitFor()
  const drawn = (page) => page.locator('[data-map][data-idle]').waitFor()
  const listed = (page) => page.locator('.village-card').first().waitFor()
  return [
    screen('start', 'nobody', '/start', (page) => page.locator('.go').first().waitFor()),
    screen('sign-in refused', 'nobody', '/sign-in/AAAAAAAAAAAAAAAB', (page) => page.getByRole('alert').waitFor()),
    { ...screen('enrol', 'nobody', '/enrol', (page) => page.locator('[data-enrol-link]').waitFor()), english: false },
    screen('today', 'inspector', '/today', listed),
    screen('map', 'inspector', '/map', drawn),
    screen('start a visit', 'inspector', '/today', async (page) => {
      // near the end of a round the team's own are all begun: any village that is not will do
      await page.getByRole('searchbox').fill('村')
      await page.locator('.village-card.due .button').first().click()
      await dialog(page)
    }),
    ...view.groups.map((one) => screen(one.id === sanwu ? 'visit' : one.id === 'wujing' ? 'households' : `visit, ${one.id}`, 'inspector', group(one.id), (page) => page.locator('.cells .here').waitFor())),
    screen('a visit that came back', 'inspector', `/visit/${returned}`, (page) => page.locator('.cells .here').waitFor()),
    screen('are you there', 'inspector', `/visit/${asked[0]}`, async (page) => {
      // a position that is a minute old says where somebody was
      await page.context().setGeolocation({ longitude: fix.lon, latitude: fix.lat, accuracy: fix.accuracy })
      await dialog(page)
    }),
    screen('what is missing', 'inspector', `/visit/${begun}/missing`),
    screen('walk', 'inspector', `/walk/${begun}`, async (page) => {
      await page.locator('[data-shutter]:not([disabled])').waitFor()
      const seen = page.locator('.strip button, .list button').first()
      if (!(await seen.count())) return
      await seen.click()
      await page.locator('.panel .chips').first().waitFor()
    }),
    screen('a sighting', 'inspector', `/visit/${returned}?group=${sanwu}`, async (page) => {
      await page.locator('.sighting').first().click()
      await dialog(page)
    }),
    screen('a photograph', 'inspector', `/visit/${returned}?group=${sanwu}`, async (page) => {
      await page.locator('.sighting').first().click()
      await page.locator('dialog[open] .photo').first().click()
      await page.locator('dialog[open] img.large').waitFor()
    }),
    screen('the camera', 'inspector', group(view.groups[0].id), async (page) => {
      await page.locator('.shoot').first().click()
      await page.locator('dialog[open] [data-shutter]:not([disabled])').waitFor()
    }),
    screen('the witness', 'inspector', `${group(sanwu)}&open=witness`, async (page) => {
      await dialog(page)
      await page.locator('dialog[open] input[value=signed]').check({ force: true })
      await page.locator('[data-signature]').waitFor()
    }),
    screen('me', 'inspector', '/me'),
    screen('findings', 'inspector', '/tasks', (page) => page.locator('.task, .empty').first().waitFor()),
    screen('tasks', 'cadre', '/tasks', (page) => page.locator('.task').first().waitFor()),
    screen('a finding', 'cadre', '/tasks', async (page) => {
      await page.locator('.task .upper').first().click()
      await page.locator('[data-finding-steps]').waitFor()
    }),
    screen('the way there', 'cadre', '/tasks', async (page) => {
      await page.locator('.task .buttons button').first().click()
      await dialog(page)
    }),
    screen('an answer asked for', 'cadre', '/tasks', async (page) => {
      await page.locator('.task .buttons button').last().click()
      await page.locator('dialog[open] [data-shutter]:not([disabled])').waitFor()
    }),
    screen('report', 'cadre', '/report', (page) => page.locator('[data-report] .chips').waitFor()),
    screen('notices', 'cadre', '/notices', (page) => page.locator('.notice').first().waitFor()),
    screen('a notice', 'cadre', '/notices', async (page) => {
      await page.locator('.notice').first().click()
      await page.waitForURL(/notices\/.+/)
      await page.locator('article').first().waitFor()
    }),
    screen('ledger', 'cadre', '/ledger', (page) => page.locator('.figure').first().waitFor()),
    screen('a road', 'cadre', '/ledger', async (page) => {
      await page.locator('.roads .add').click()
      await dialog(page)
    }),
    screen('me, as a cadre', 'cadre', '/me'),
    screen('township', 'deputy', '/township', (page) => page.locator('.village-row').first().waitFor()),
    screen('a part of the tasks', 'deputy', '/township', async (page) => {
      await page.locator('.village-row .name').first().click()
      await page.waitForURL(/tasks\?/)
      await page.locator('[data-whole]').waitFor()
    }),
    screen('overview', 'desk', '/overview', (page) => page.locator('svg path.village').first().waitFor()),
    screen('overview as a list', 'desk', '/overview', async (page) => {
      await page.locator('.shapes button').nth(1).click()
      await page.locator('.villages tbody tr').first().waitFor()
    }),
    screen('review', 'desk', `/review/${rich}`, (page) => page.locator('.detail h2').first().waitFor()),
    screen('the queue', 'desk', '/review', (page) => page.locator('[role=option]').first().waitFor()),
    screen('the findings', 'desk', '/findings', (page) => page.locator('[role=grid] .line').first().waitFor()),
    screen('a finding on the desk', 'desk', '/findings', async (page) => {
      await page.locator('[role=grid] .line').first().click()
      await page.locator('[role=grid]').press('Enter')
      await page.locator('[data-qr]').waitFor()
    }),
    screen('the export', 'desk', '/findings', async (page) => {
      await page.locator('[role=grid] .line').first().waitFor()
      await page.locator('[data-export]').click()
      await page.locator('[role=dialog] form').waitFor()
    }),
    screen('a village', 'desk', '/overview', async (page) => {
      await page.locator('.shapes button').nth(1).click()
      await page.locator('.villages tbody tr').first().locator('a').first().click()
      await page.locator('[data-score-line], .score-line .quiet').first().waitFor()
      await page.locator('.story .entry').first().waitFor()
    }),
    screen('look-backs by lot', 'desk', '/findings', async (page) => {
      await page.locator('[data-look-back]').click()
      await page.locator('[role=dialog] form').waitFor()
    }),
    screen('sent back', 'desk', '/review', async (page) => {
      const first = page.locator('[role=option]').first()
      await first.waitFor()
      if (!(await page.locator('.actions .buttons').isVisible())) await first.click()
      await page.locator('.detail h2').first().waitFor()
      await page.keyboard.press('r')
      await page.getByRole('dialog').locator('textarea').waitFor()
    }),
    screen('a photograph, zoomed', 'desk', `/review/${told.id}`, async (page) => {
      await page.locator('table .thumb').first().click()
      await page.locator('.frame').first().click()
      await page.locator('[role=dialog] img').last().waitFor()
    }),
  ]
}

/** A new page load: what the last screen left open is gone. */
async function fresh(visitor) {
  await visitor.page.goto('about:blank')
}

async function prefer(visitor, change) {
  const { preferences } = await visitor.call('status')
  await visitor.call('set_preferences', { ...preferences, ...change })
}
