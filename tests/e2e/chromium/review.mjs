// The desk at 1440: the map, the queue by keyboard, sent back, mended, accepted; and what the village hears of it.
import { assert, until } from '../kit/suite.mjs'
import { comparePair } from './pair.mjs'

const REASON = '四有：Y4 缺经费凭证，请核对'

export async function review(stage, suite) {
  const { told } = stage
  let desk, page
  const submission = () => desk.call('submission', { inspection: told.id })
  const history = async () => (await submission()).history.map((entry) => entry.what)

  await suite.story('a supervisor', [
    ['sees the district: every village on the map, and the same as a list', async () => {
      desk = told.desk = await stage.visitor('1440x900')
      page = desk.page
      await page.goto(stage.district.base)
      await page.getByRole('link', { name: '进督查室' }).waitFor()
      await page.getByRole('link', { name: '进督查室' }).click()
      await page.waitForURL('**/#/overview')
      const shapes = page.locator('svg path.village')
      await shapes.first().waitFor()
      assert.equal(await shapes.count(), 368)
      const visited = await page.locator('svg path.village.visited').count()
      assert.ok(visited > 0 && visited < 368, `${visited} villages have been visited`)
      await page.getByRole('button', { name: '列表', exact: true }).click()
      const rows = page.getByRole('region', { name: '列表' }).getByRole('row')
      await until('a row for each village', async () => (await rows.count()) === 369)
      await page.getByLabel('找村').fill(told.village.slice(0, 3))
      const row = page.getByRole('region', { name: '列表' }).getByRole('row', { name: new RegExp(`^${told.village}`) })
      await row.first().waitFor()
      await desk.picture('overview-list')
    }],
    ['walks the queue by J and K, and the photographs by the arrows', async () => {
      await page.getByRole('link', { name: /审核/ }).first().click()
      await page.waitForURL(/#\/review\/[\w-]+/)
      const chosen = page.getByRole('option', { selected: true })
      await chosen.waitFor()
      const { rows } = await desk.call('review_queue', { filter: 'waiting', query: '' })
      assert.ok(rows.some((row) => row.inspection === told.id), 'the submission waits')
      const at = () => page.url().split('/').at(-1)
      assert.equal(at(), rows[0].inspection)
      await page.keyboard.press('j')
      await until('the second row', () => at() === rows[1].inspection)
      await page.keyboard.press('k')
      await until('the first row', () => at() === rows[0].inspection)
      for (let n = 0; at() !== told.id; n += 1) {
        const before = at()
        await page.keyboard.press('j')
        await until(`row ${n + 2}`, () => at() !== before)
      }
      await page.getByRole('heading', { name: new RegExp(told.village) }).waitFor()
      const number = page.locator('.caption .number')
      await until('the first photograph', async () => (await number.innerText()) === `1 / ${told.photos}`)
      await page.keyboard.press('ArrowRight')
      await until('the second photograph', async () => (await number.innerText()) === `2 / ${told.photos}`)
      await page.keyboard.press('ArrowLeft')
      await until('the first photograph again', async () => (await number.innerText()) === `1 / ${told.photos}`)
    }],
    ['reads the inspector\'s score to the last digit, with each deduction and its photographs', async () => {
      const seen = await submission()
      assert.equal(seen.inspection.score.total, told.score)
      assert.equal(seen.submission.score, told.score)
      assert.equal((await page.locator('.detail .score strong').first().innerText()).trim(), told.score)
      const lost = seen.inspection.deductions.map((one) => [one.item, one.lost])
      const shown = await page.locator('table[aria-labelledby=deductions] tbody tr').evaluateAll((rows) => rows.map((row) => [row.querySelector('.code').textContent.trim(), row.querySelector('.lost').textContent.trim().replace(/^[−-]/, '')]))
      assert.deepEqual(shown, lost)
      assert.ok(lost.some(([item, points]) => item === 'W1' && points === '3'), 'three heaps cost three points')
      await thumbnails(page)
      await page.locator('.evidence figure img').nth(1).waitFor()
      await desk.picture('review-submitted')
    }],
    ['hears what the inspector said', async () => {
      const line = page.locator('table[aria-labelledby=voices] tr', { hasText: 'H1' }).locator('[data-voice]')
      const asked = page.waitForResponse((response) => response.url().endsWith(`/web/media/${told.voice}/voice`))
      await line.getByRole('button', { name: /^播放/ }).click()
      const reply = await asked
      assert.deepEqual([reply.status(), reply.headers()['content-type']], [200, 'audio/webm'])
      await line.getByText(/0:0\d \/ 0:0\d/).waitFor()
      await until('its end', async () => (await line.getByRole('button', { name: /^播放/ }).count()) === 1)
      assert.equal(await line.getByRole('alert').count(), 0)
    }],
    ['compares before and after, and has every original', () => comparePair(stage, page)],
    ['is led by the code in a watermark to the photograph in its visit, and to every other use of that file', async () => {
      const { inspection } = await submission()
      const picked = inspection.sightings.find((one) => one.kind === 'dumping').photos.find((one) => one.source === 'gallery')
      await page.getByRole('button', { name: '核验照片' }).click()
      const dialog = page.getByRole('dialog', { name: '核验照片' })
      const code = dialog.getByLabel('水印上的核验码')
      for (const [typed, says] of [[picked.code.slice(0, 9), '这不是核验码'], ['0000-0000-0000', '没有找到这个核验码的照片']]) {
        await code.fill(typed)
        await code.press('Enter')
        await dialog.getByRole('alert').filter({ hasText: says }).waitFor()
      }
      await code.fill(picked.code.toLowerCase().replaceAll('-', ' '))
      await code.press('Enter')
      const found = dialog.getByRole('article')
      const mine = found.filter({ hasText: told.village })
      await mine.locator('[data-held=agrees]').waitFor()
      for (const fact of [picked.by, '从相册选入', '指纹一致']) assert.ok((await mine.innerText()).includes(fact), fact)
      // the file came out of the demo's own visits
      await dialog.getByText(/同一个文件交了 \d+ 次/).waitFor()
      assert.ok((await found.count()) > 1)
      await desk.picture('verify-a-photograph')
      await mine.getByRole('button', { name: '到检查里看' }).last().click()
      await dialog.waitFor({ state: 'hidden' })
      await page.locator(`.evidence img[src="/web/media/${picked.id}/thumb"]`).first().waitFor()
      await page.waitForURL(`**/#/review/${told.id}`)
    }],
    ['sees what was drawn on a photograph, and not what was covered', async () => {
      const { inspection } = await submission()
      const photo = inspection.groups.flatMap((group) => group.items).flatMap((item) => item.photos).find((one) => one.id === told.marked.id)
      assert.deepEqual([photo.marks.map((mark) => mark.kind), photo.blurred], [['arrow', 'blur'], told.marked.blurred])
      const shown = page.locator('.evidence').getByRole('img', { name: '标注：箭头' })
      await page.evaluate((hash) => (location.hash = hash), `#/review/${told.id}?photo=${photo.id}`)
      await shown.waitFor()
      await desk.picture('review-marks')
      await page.getByRole('button', { name: /^放大照片/ }).click()
      const zoomed = page.getByRole('dialog')
      await zoomed.getByRole('img', { name: '标注：箭头' }).waitFor()
      assert.equal(await zoomed.getByRole('button', { name: /原图/ }).count(), 0, 'there is no other picture of it')
      await desk.picture('review-marks-large')
      await page.keyboard.press('Escape')
      await zoomed.waitFor({ state: 'hidden' })
    }],
    ['sees who did what, when, and on which device', async () => {
      const { history: entries } = await submission()
      assert.deepEqual(['started', 'answered', 'sighted', 'photographed', 'witnessed', 'submitted'].filter((what) => !entries.some((entry) => entry.what === what)), [])
      assert.ok(entries.every((entry) => entry.who && entry.at > 0 && (entry.device || entry.byServer)))
      const list = page.getByRole('list', { name: '经过' }).getByRole('listitem')
      assert.equal(await list.count(), entries.length)
      await list.last().scrollIntoViewIfNeeded()
      await desk.picture('review-history')
    }],
    ['sends it back by R, not without a reason', async () => {
      await page.keyboard.press('r')
      const dialog = page.getByRole('dialog', { name: '退回重查' })
      await dialog.waitFor()
      await until('the focus in the reason', () => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'))
      await page.keyboard.press('Control+Enter')
      await dialog.getByText('请写明退回原因。').waitFor()
      assert.equal((await submission()).inspection.status, 'submitted')
      await dialog.getByRole('textbox').fill(REASON)
      await desk.picture('review-return')
      await page.keyboard.press('Control+Enter')
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('status').filter({ hasText: `已退回 ${told.village}` }).waitFor()
      assert.equal((await submission()).inspection.status, 'returned')
      assert.ok((await history()).includes('returned'))
    }],
    ['is answered: the inspector reads the reason, mends what it says, and submits again', () => mend(stage)],
    ['accepts the second submission by A', async () => {
      await desk.goto(`/review/${told.id}`)
      await page.getByText(/第 2 次提交/).waitFor()
      const seen = await submission()
      assert.deepEqual([seen.submission.n, seen.inspection.score.total], [2, told.score])
      await until('the new score', async () => (await page.locator('.detail .score strong').first().innerText()).trim() === told.score)
      await page.locator('main').focus()
      await page.keyboard.press('a')
      await page.getByRole('status').filter({ hasText: `已通过 ${told.village}` }).waitFor()
      assert.equal((await submission()).inspection.status, 'accepted')
      assert.deepEqual((await history()).filter((what) => ['submitted', 'returned', 'accepted', 'noticed'].includes(what)).sort(), ['accepted', 'noticed', 'returned', 'submitted', 'submitted'])
    }],
  ])
  await suite.test('the village\'s cadre hears of it, and of nothing else', () => village(stage))
}

/** Every thumbnail beside a deduction is a picture. */
async function thumbnails(page) {
  const thumbs = page.locator('table[aria-labelledby=deductions] .thumb img')
  const count = await thumbs.count()
  assert.ok(count >= 4, `${count} thumbnails`)
  for (const thumb of await thumbs.all()) {
    await thumb.scrollIntoViewIfNeeded()
    await until('a thumbnail', () => thumb.evaluate((image) => image.complete && image.naturalWidth > 0))
  }
  await page.locator('table[aria-labelledby=deductions]').scrollIntoViewIfNeeded()
}

async function mend({ told }) {
  const { inspector } = told
  const { page } = inspector
  await page.getByRole('button', { name: `去补正 ${told.village}` }).waitFor()
  await page.getByText(REASON).first().waitFor()
  await page.getByRole('button', { name: '被退回' }).click()
  await inspector.picture('today-returned')
  await page.getByRole('button', { name: `去补正 ${told.village}` }).click()
  await page.getByText(`退回：${REASON}`).waitFor()
  await page.getByRole('button', { name: /^四有/ }).click()
  await page.locator('#item-Y4').getByText('是', { exact: true }).click()
  const before = told.score
  await until('the mended answer', async () => (await inspector.call('inspection', { inspection: told.id })).score.total !== before)
  // The news of the submission comes before its reply: the confirmation is shown all the same.
  const submit = page.getByRole('button', { name: '提交', exact: true })
  await page.route('**/web/call/submit', async (route) => {
    const response = await route.fetch()
    await submit.waitFor({ state: 'detached' })
    await route.fulfill({ response })
  })
  await submit.click()
  await page.getByRole('heading', { name: '已提交' }).waitFor()
  await page.getByRole('button', { name: '回到今日' }).click()
  const view = await inspector.call('inspection', { inspection: told.id })
  assert.equal(view.status, 'submitted')
  assert.ok(Number(view.score.total) > Number(before))
  told.score = view.score.total
}

async function village(stage) {
  const { told } = stage
  const cadre = (told.cadre = await stage.visitor('390x844'))
  const { code } = await stage.district.cadreCode(told.villageCode)
  await cadre.signIn(code, '/tasks')
  await cadre.goto('/notices')
  const card = cadre.page.locator('button.notice').filter({ hasText: told.score })
  await card.first().waitFor()
  await cadre.picture('notices')
  await card.first().click()
  await cadre.page.waitForURL(/#\/notices\/.+/)
  await cadre.page.getByText(told.score).waitFor()
  await cadre.page.getByText('3 × 1 分').first().waitFor()
  await cadre.picture('notice')

  const { rows } = await cadre.call('notices')
  assert.deepEqual([...new Set(rows.map((row) => row.village.id))], [told.villageCode])
  const { inspection } = await told.desk.call('submission', { inspection: told.id })
  for (const [name, args] of [['review_queue', { filter: 'all', query: '' }], ['submission', { inspection: told.id }], ['inspection', { inspection: told.id }], ['overview', null]]) {
    const error = await cadre.call(name, args).catch((thrown) => thrown)
    assert.ok(['forbidden', 'inspection_unknown'].includes(error.code), `${name} answered a cadre ${error.code ?? 'with data'}`)
  }
  assert.equal((await cadre.call('review_queue', { filter: 'all', query: '' }).catch((thrown) => thrown)).code, 'forbidden')
  for (const kind of ['thumb', 'evidence', 'original']) {
    const reply = await cadre.context.request.get(`${stage.district.base}/web/media/${inspection.sightings[0].photos[0].id}/${kind}`)
    assert.ok([403, 404].includes(reply.status()), `a photograph answered a cadre ${reply.status()}`)
  }
}
