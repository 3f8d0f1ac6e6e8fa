// From the pile to its clearance: handed out by the office, cleared by a village, verified by an inspector, struck off; and it is back.
import { assert, until } from '../kit/suite.mjs'

/** Pointer events from a cold start to 已保存, the shutter's among them. */
const TAPS = 3
/** A cheap phone's processor is so much slower than this one. */
const SLOWER = 6

export async function findings(stage, suite) {
  const { told } = stage
  let finding
  await suite.story('a finding', [
    ['is what was seen in an accepted visit, handed out by the office', async () => {
      if (!told.cadre || !told.desk) throw new Error('the stories before did not bring the cadre in')
      const { findings: made } = await told.desk.call('assign', { inspection: told.id, sightings: [], toTownship: false, term: null, note: '请尽快清理' })
      assert.ok(made.length >= 1)
      finding = made[0]
      await told.desk.call('assign', { inspection: told.id, sightings: [], toTownship: false, term: null, note: '' }).then(() => assert.fail('handed out twice'), (error) => assert.equal(error.code, 'nothing_to_assign'))
    }],
    ['is what its cadre has to do, and is cleared with three taps and a photograph, on a slow phone', () => clear(stage, () => finding)],
    ['is verified by an inspector who comes by', async () => {
      const { inspector } = told
      const { page } = inspector
      await inspector.goto(`/finding/${finding.id}`)
      await page.getByText('已清理干净').waitFor()
      await inspector.picture('finding')
      await page.locator('.bar').getByRole('button', { name: '复核通过' }).click()
      await page.locator('[data-step-send]').click()
      await page.locator('.head').getByText('待销号').waitFor()
    }],
    ['is struck off, and opened again when it is back', async () => {
      const { desk, inspector, cadre } = told
      const last = (await desk.call('finding', { finding: finding.id })).last
      const step = { finding: finding.id, kind: 'close', answers: last, note: '', photos: [], due: null, key: crypto.randomUUID() }
      assert.equal((await desk.call('take_step', step)).brief.status, 'closed')
      await inspector.goto('/me')
      await inspector.goto(`/finding/${finding.id}`)
      await inspector.page.locator('.head').getByText('已销号').waitFor()
      await inspector.page.getByRole('button', { name: '回头看：又有了' }).click()
      const send = inspector.page.locator('[data-step-send]')
      assert.equal(await send.isDisabled(), true, 'it says why')
      await spoken(inspector.page)
      await inspector.picture('spoken-reason')
      await send.click()
      await inspector.page.locator('.head').getByText('待整改').waitFor()
      await inspector.page.locator('[data-finding-steps] [data-voice]').waitFor()
      const { steps, voices, unsaid } = await desk.call('finding', { finding: finding.id })
      assert.deepEqual([steps.at(-1).note, steps.at(-1).voices, unsaid], ['', [voices[0].id], []], 'what was said is the reason')
      await cadre.goto('/tasks')
      await cadre.page.locator(`[data-finding="${finding.id}"]`).waitFor()
      await cadre.picture('tasks-again')
    }],
    ['is found by its code: scanned off a picture, typed, and by the link on the desk', () => byCode(stage, () => finding)],
    ['is handed on: as a table, a map and a notice of what the filter shows, and as a picture', () => handOn(stage, () => finding)],
  ])
}

async function byCode(stage, of) {
  const { cadre, desk } = stage.told
  const { page } = cadre
  const { id, code } = of()
  await cadre.goto(`/finding/${id}`)
  // what a phone sees of the paper, or of a colleague's screen
  const buffer = await page.locator('.code .qr').screenshot()
  const sheet = page.locator('dialog[open]')
  const scan = async () => {
    await cadre.goto('/tasks')
    await page.locator('[data-scan]').click()
    await sheet.locator('video').waitFor()
  }
  await scan()
  await cadre.picture('scan')
  await sheet.locator('[data-qr-file]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer })
  await page.waitForURL(`**/#/finding/${id}`)
  await page.locator('[data-finding-code]').getByText(code).waitFor()

  await scan()
  const typed = sheet.locator('[data-scan-typed]')
  await typed.fill('0000-0000-0000')
  await typed.press('Enter')
  await sheet.locator('[data-scan-said]').getByText('没有 0000-0000-0000').waitFor()
  await typed.fill('https://xuncun.elsewhere.example/#/finding/0000-0000-0000')
  await typed.press('Enter')
  await sheet.locator('[data-scan-said]').getByText('别的区县').waitFor()
  await cadre.picture('scan-elsewhere')
  await typed.fill(code.toLowerCase().replaceAll('-', ' '))
  await typed.press('Enter')
  await page.waitForURL(`**/#/finding/${id}`)

  for (const words of [code, `${desk.base}/#/finding/${code}`]) {
    await desk.goto('/findings?due=overdue')
    await desk.page.locator('[role=grid] .line').first().waitFor()
    await desk.page.getByRole('searchbox').fill(words)
    await desk.page.waitForURL(`**/#/findings?*finding=${id}*open=1*`)
    await desk.page.locator('section.detail').getByText(code).first().waitFor()
  }
}

/** Says something in the sheet that is open, and takes it back once: what is said again is what counts. */
async function spoken(page) {
  const sheet = page.locator('dialog[open]')
  const microphone = sheet.locator('[data-mic]')
  const say = async () => {
    await microphone.click()
    await sheet.getByText(/正在录音 0:0[2-9]/).waitFor()
    assert.equal(await sheet.locator('[data-step-send]').isDisabled(), true, 'it waits for what is being said')
    await microphone.click()
    await sheet.locator('[data-step-send]:enabled').waitFor()
  }
  await say()
  await sheet.getByRole('button', { name: '删除这段语音备注' }).click()
  await sheet.getByRole('button', { name: '再点一次，确认删除' }).click()
  await sheet.locator('[data-voice]').waitFor({ state: 'detached' })
  await sheet.locator('[data-step-send]:disabled').waitFor()
  await say()
}

/** What a browser saves when something is pressed. */
async function saved(page, press) {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  const pieces = []
  for await (const piece of await download.createReadStream()) pieces.push(piece)
  return { name: download.suggestedFilename(), bytes: Buffer.concat(pieces) }
}

async function handOn(stage, of) {
  const { desk } = stage.told
  const { page } = desk
  const { village, code, id } = of()
  await desk.goto(`/findings?villages=${village.id}`)
  await page.locator('[role=grid] .line').first().waitFor()
  const { rows } = await desk.call('findings', { villages: [village.id], unsettled: true })
  await page.getByRole('button', { name: '导出' }).click()
  const dialog = page.locator('[role=dialog]')
  await dialog.getByText(`导出 ${rows.length} 处问题`).waitFor()
  await desk.picture('export')
  const make = (form) => saved(page, async () => (await dialog.getByLabel(form).check(), await dialog.getByRole('button', { name: '生成并保存' }).click()))
  const map = await make('地图（GeoJSON）')
  const codes = JSON.parse(map.bytes).features.map((one) => one.properties.code).sort()
  assert.deepEqual(codes, rows.map((row) => row.code).sort())
  assert.match(map.name, /^问题-\d{4}-\d{2}-\d{2}\.geojson$/)
  const table = await make('表格（CSV）')
  assert.ok(table.bytes.toString().includes(code) && table.bytes.toString().includes('待整改'))
  for (const [form, ending, magic] of [['表格（Excel）', 'xlsx', 'PK'], ['地图（GeoPackage）', 'gpkg', 'SQLite'], ['交办单（PDF）', 'pdf', '%PDF'], ['交办单（Word）', 'docx', 'PK']]) {
    const { name, bytes } = await make(form)
    assert.deepEqual([name.split('.').at(-1), bytes.subarray(0, magic.length).toString()], [ending, magic])
  }
  await page.keyboard.press('Escape')
  await desk.goto(`/findings?finding=${id}&open=1`)
  const share = await saved(page, () => page.getByRole('button', { name: '做成图片发群' }).click())
  assert.deepEqual([share.name, share.bytes.readUInt16BE(0)], [`${code}.jpg`, 0xffd8])
}

async function clear(stage, of) {
  const { cadre } = stage.told
  const { page } = cadre
  const finding = of()
  await cadre.resize('360x640')
  // the app was closed there, and opens there again
  await cadre.goto('/tasks')
  const card = page.locator(`[data-finding="${finding.id}"]`)
  await card.waitFor()
  await page.goto('about:blank')
  const slow = await page.context().newCDPSession(page)
  await slow.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
  // counted by the page itself, whatever the steps below say
  await page.addInitScript(() => {
    if (location.protocol === 'about:') return
    window.taps = Number(sessionStorage.getItem('taps') ?? 0)
    addEventListener('pointerdown', () => sessionStorage.setItem('taps', String((window.taps += 1))), true)
  })
  await cadre.goto('/')
  await card.waitFor()
  await cadre.picture('tasks')
  await card.getByRole('button', { name: '拍整改照' }).click()
  const shutter = page.locator('dialog[open] [data-shutter]:not([disabled])')
  await shutter.waitFor()
  await page.locator('[data-ghost]').waitFor()
  await cadre.picture('clearing')
  await shutter.click()
  await page.locator('dialog[open] [data-pair]').waitFor()
  await cadre.picture('answer')
  await page.locator('[data-step-send]').click()
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  await page.locator('[data-finding-steps]').getByText('回复已整改').waitFor()
  assert.equal(await page.evaluate(() => window.taps), TAPS)
  await slow.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  const view = await cadre.call('finding', { finding: finding.id })
  assert.deepEqual([view.brief.status, view.steps.at(-1).photos.length], ['replied', 1])
  assert.equal(view.photos.find((photo) => photo.phase === 'after').pair.before, view.photos[0].id)
  await until('nothing to do about it any more', async () => !(await cadre.call('findings', EVERYTHING)).rows.find((row) => row.id === finding.id).mine)
  await cadre.resize('390x844')
}

const EVERYTHING = {}
