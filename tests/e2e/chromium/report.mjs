// 自查自改: a cadre reports what the village has found itself. Without a network nothing of it is lost, and with it again it is made once.
import { assert, until } from '../kit/suite.mjs'

/** Behind the 组, which is tapped. */
const LANDMARK = '涝坝东'

export async function report(stage, suite) {
  const { cadre } = stage.told
  if (!cadre) {
    await suite.test('a village\'s own finding', () => Promise.reject(new Error('the stories before did not bring a cadre in')))
    return
  }
  const { page } = cadre
  const kind = (pressed) => page.getByRole('button', { name: '粪堆', pressed })
  const send = page.locator('[data-report-send]')
  const own = async () => (await cadre.call('findings', {})).rows.filter((row) => row.landmark.endsWith(LANDMARK))
  let finding

  await suite.story('a village\'s own finding', [
    ['is filled in from what its cadre has to do', async () => {
      await cadre.resize('360x640')
      await cadre.goto('/tasks')
      await page.locator('[data-report-open]').click()
      await page.waitForURL(/#\/report/)
      await page.getByText('已定位 ± 6 米').waitFor()
      assert.equal(await send.isDisabled(), true, 'nothing is chosen for anybody')
      await kind(false).click()
      await page.getByRole('button', { name: '加一' }).click()
      await page.locator('[data-landmark]').fill(LANDMARK)
      await page.getByRole('group', { name: '本村的组' }).getByRole('button', { name: /^二[组社]$/ }).click()
      assert.match(await page.locator('[data-landmark]').inputValue(), /^二[组社] 涝坝东$/)
      await cadre.picture('reporting')
    }],
    ['is kept where the server cannot be reached, and when the page goes away', async () => {
      await cadre.cut(true)
      try {
        await send.click()
        await page.getByRole('alert').getByText('还没有报上去').waitFor()
      } finally {
        await cadre.cut(false)
      }
      assert.deepEqual(await own(), [])
      await page.reload()
      await kind(true).waitFor()
      assert.match(await page.locator('[data-landmark]').inputValue(), /^二[组社] 涝坝东$/)
    }],
    ['is made once, and photographed as it is now', async () => {
      await send.click()
      const shutter = page.locator('dialog[open] [data-shutter]:not([disabled])')
      await shutter.waitFor()
      await cadre.picture('report-camera')
      await shutter.click()
      await until('the photograph to be saved', async () => (await own())[0]?.photo)
      const made = await own()
      assert.deepEqual(made.map(({ kind, count, status }) => [kind, count, status]), [['manure', 2, 'reported']])
      finding = await cadre.call('finding', { finding: made[0].id })
      assert.deepEqual(finding.photos.map((photo) => photo.phase), ['before'])
      assert.equal(finding.brief.fix.accuracy, 6)
      await page.locator('dialog[open]').getByRole('button', { name: '拍好了' }).click()
      await page.locator('[data-finding-pair]').waitFor()
      await cadre.picture('reported')
    }],
    ['is in its cadre\'s list, also after a reload, and says who reported it', async () => {
      await cadre.goto('/tasks')
      const row = page.locator(`a[href$="/finding/${finding.brief.id}"]`)
      await row.waitFor()
      await page.reload()
      await row.click()
      await page.locator('[data-finding-steps]').getByText('村里自己报的').waitFor()
    }],
    ['leaves an empty form for the next', async () => {
      await cadre.goto('/report')
      await kind(false).waitFor()
      assert.equal(await page.locator('[data-landmark]').inputValue(), '')
      await cadre.resize('390x844')
    }],
  ])
}
