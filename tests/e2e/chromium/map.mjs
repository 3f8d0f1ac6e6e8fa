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
