// The map: what is left to do where it lies, on the ground that the operator laid, and the list for whoever has no map.
import { assert, until } from '../kit/suite.mjs'

const MAP = '[data-map][data-ground][data-idle]'

export async function map(stage, suite) {
  const { told } = stage
  let finding
  await suite.story('the map', [
    ['has the ground of the district, read piece by piece, and every finding in its list', async () => {
      const { page } = told.inspector
      const pieces = []
      page.on('response', (response) => response.url().includes('/web/basemap') && pieces.push(response.status()))
      await told.inspector.goto('/tasks')
      await page.locator('[data-map-open]').click()
      await page.locator(MAP).waitFor()
      await told.inspector.picture('map')
      assert.ok(pieces.length > 1 && pieces.every((status) => status === 206), `pieces of the ground: ${pieces.join()}`)
      assert.equal(await page.getByText('底图').count(), 0, 'it is here, and whole')
      const { rows } = await told.inspector.call('findings', { unsettled: true, limit: 1000 })
      finding = rows.find((row) => row.fix)
      assert.ok(finding, 'something is to be found')
      await until('the list', async () => (await page.locator('.list .row-link').count()) === Math.min(60, rows.length))
    }],
    ['says what was tapped, and the way there', async () => {
      const { page } = told.inspector
      await told.inspector.goto(`/map?finding=${finding.id}`)
      await page.locator(MAP).waitFor()
      await page.locator('[data-chosen]').getByText(finding.village.name).waitFor()
      await told.inspector.picture('map-chosen')
      // the same place, and nothing chosen
      await told.inspector.goto('/map')
      await page.locator('[data-chosen]').waitFor({ state: 'detached' })
      await page.locator(MAP).click()
      await page.locator(`[data-chosen] [href*="${finding.id}"]`).waitFor()
      await page.locator('[data-chosen]').getByRole('button', { name: '去那里' }).click()
      await page.locator('dialog[open]').getByRole('link', { name: '高德地图' }).waitFor()
      await page.keyboard.press('Escape')
    }],
    ['says that a piece of the ground did not arrive, and reads it again', async () => {
      const { page } = told.inspector
      // what the archive is comes through, none of its tiles does
      let asked = 0
      await page.route('**/web/basemap?*', (route) => (++asked > 2 ? route.abort('internetdisconnected') : route.continue()))
      await page.goto('about:blank')
      await told.inspector.goto('/map')
      const gap = page.getByText('有几块底图没有读到')
      await gap.waitFor()
      await told.inspector.picture('map-gap')
      await page.unroute('**/web/basemap?*')
      const tile = page.waitForResponse((response) => response.url().includes('/web/basemap?'))
      await page.getByRole('button', { name: '再试一次' }).click()
      await tile
      await page.locator(MAP).waitFor()
      assert.equal(await gap.count(), 0, 'it is whole again')
    }],
    ['shows 天地图 over the ground where the operator set a key and the person chooses it', () => onlineMap(stage)],
    ['is a list alone where nothing can be drawn', async () => {
      const { page } = told.cadre
      await page.addInitScript(() => {
        const before = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
          return location.hash.includes('plain=1') && kind === 'webgl2' ? null : before.call(this, kind, ...more)
        }
      })
      await page.goto('about:blank')
      await told.cadre.goto('/map?plain=1')
      await page.getByText('这台设备画不了地图').waitFor()
      assert.equal(await page.locator('[data-map]').count(), 0)
      const { rows } = await told.cadre.call('findings', { unsettled: true, limit: 1000 })
      await until('the list', async () => (await page.locator('.list .row-link').count()) === rows.length)
      await told.cadre.picture('map-plain')
    }],
  ])
}

const KEY = '0123456789abcdef0123456789abcdef'
const TILES = '**/*.tianditu.gov.cn/**'

/** The service, answered here: nothing of it leaves the machine. `asked` gets the layers and keys of what was asked for. */
async function serviceOf(visitor, asked) {
  const { page } = visitor
  visitor.answered = /^t[0-7]\.tianditu\.gov\.cn$/
  const pictures = Object.fromEntries(await Promise.all([['vec', '#f3efe4'], ['img', '#5f6b45'], ['cva', ''], ['cia', '']].map(async ([layer, colour]) => [layer, await tile(page, colour)])))
  await page.route(TILES, (route) => {
    const query = new URL(route.request().url()).searchParams
    asked.push(`${query.get('LAYER')} ${query.get('tk')}`)
    return route.fulfill({ contentType: 'image/png', headers: { 'access-control-allow-origin': '*' }, body: pictures[query.get('LAYER')] })
  })
}

/** A tile of one colour with an edge, or of nothing. */
async function tile(page, colour) {
  const url = await page.evaluate((fill) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 256
    const pen = canvas.getContext('2d')
    if (fill) {
      pen.fillStyle = fill
      pen.fillRect(0, 0, 256, 256)
      pen.strokeStyle = '#00000040'
      pen.strokeRect(0, 0, 256, 256)
    }
    return canvas.toDataURL('image/png')
  }, colour)
  return Buffer.from(url.split(',')[1], 'base64')
}

async function onlineMap(stage) {
  const { inspector, desk } = stage.told
  const { page } = inspector
  const asked = []
  assert.equal(await page.locator('[data-look]').count(), 0, 'without a key there is nothing to choose')
  await stage.district.command('tianditu', KEY)
  await until('the key', async () => (await inspector.call('basemap')).tianditu === KEY)
  await serviceOf(inspector, asked)
  const open = async (visitor, route) => {
    await visitor.page.goto('about:blank')
    await visitor.goto(route)
    await visitor.page.locator('[data-look=own]').waitFor()
    await visitor.page.locator('[data-map][data-idle]').waitFor()
  }
  await open(inspector, '/map')
  await page.locator(MAP).waitFor()
  assert.deepEqual(asked, [], 'nobody is asked before somebody chooses it')
  await page.locator('[data-look=vec]').click()
  await page.locator('[data-online=vec][data-idle]').waitFor()
  await until('the map and its names', () => ['vec', 'cva'].every((layer) => asked.includes(`${layer} ${KEY}`)))
  await page.getByText('GS（2024）0568号').waitFor()
  await inspector.picture('map-online')
  await page.locator('[data-look=img]').click()
  await until('the imagery and its names', () => ['img', 'cia'].every((layer) => asked.includes(`${layer} ${KEY}`)))
  await page.locator('[data-online=img][data-idle]').waitFor()
  await inspector.picture('map-imagery')
  assert.equal(await page.getByText('天地图没有读到').count(), 0)

  // the line goes: what was chosen on this device stays chosen, the ground of the district is what shows, and one note says so
  await page.unroute(TILES)
  await page.route(TILES, (route) => route.abort('internetdisconnected'))
  await open(inspector, '/map')
  await page.getByText('天地图没有读到').waitFor()
  await page.locator(`${MAP}[data-online=img]`).waitFor()
  await page.getByText('天地图没有读到').scrollIntoViewIfNeeded()
  await inspector.picture('map-online-gap')
  await page.unroute(TILES)
  await serviceOf(inspector, asked)
  await page.getByRole('button', { name: '再试一次' }).click()
  await page.locator('[data-online=img][data-idle]').waitFor()
  assert.equal(await page.getByText('天地图没有读到').count(), 0)
  await page.locator('[data-look=own]').click()

  await serviceOf(desk, asked)
  await open(desk, '/findings')
  asked.length = 0
  await desk.page.locator('[data-look=img]').click()
  await until('the imagery on the desk', () => asked.includes(`img ${KEY}`))
  await desk.page.locator('[data-online=img][data-idle]').waitFor()
  await desk.picture('findings-imagery')
  await desk.page.locator('[data-look=own]').click()

  await stage.district.command('tianditu', '--remove')
  await until('no key', async () => (await inspector.call('basemap')).tianditu === null)
  await Promise.all([page, desk.page].map((one) => one.unroute(TILES)))
  inspector.answered = desk.answered = undefined
}
