// An inspector's visit on a phone, by the web door: walk first, then the form, refused once, signed, submitted.
import { assert, until } from '../kit/suite.mjs'
import { clearedOnTheWalk, putRight } from './pair.mjs'

export async function inspect(stage, suite) {
  let visitor, page, village, id
  const view = () => visitor.call('inspection', { inspection: id })
  const item = async (wanted) => (await view()).groups.flatMap((group) => group.items).find((one) => one.id === wanted)
  const group = async (name) => {
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
    await page.waitForURL(/group=/)
  }
  const card = (wanted) => page.locator(`#item-${wanted}`)
  const answered = (wanted, value) => until(`${wanted} to be saved`, async () => JSON.stringify((await item(wanted)).value) === JSON.stringify(value))
  const shutter = () => page.locator('[data-shutter]:not([disabled])')
  const chip = (name) => page.getByRole('button', { name, exact: true })
  const photographs = (count) => until(`${count} photographs`, async () => (await view()).photos === count)

  await suite.story('an inspector', [
    ['enters by the start page and sees what is due', async () => {
      visitor = stage.told.inspector = await stage.visitor('390x844')
      page = visitor.page
      await page.goto(stage.district.base)
      await page.waitForURL('**/#/start')
      await page.getByRole('link', { name: '进村检查' }).click()
      await page.waitForURL('**/#/today')
      await page.getByText('由近到远').waitFor()
      await page.getByRole('button', { name: /^继续检查/ }).first().waitFor()
    }],
    ['finds 王家沟 by wjg', async () => {
      await page.getByRole('searchbox').fill('wjg')
      await page.getByRole('heading', { name: /找到 \d+ 个村/ }).waitFor()
      await page.getByRole('heading', { name: '王家沟村' }).waitFor()
      await visitor.picture('search')
      await page.getByRole('searchbox').fill('')
      await page.getByRole('heading', { name: /本轮还要查/ }).waitFor()
    }],
    ['starts a 明查 in a village that is due', async () => {
      await page.getByRole('button', { name: /未开始/ }).click()
      const start = page.getByRole('button', { name: /^开始检查 / }).first()
      village = (await start.getAttribute('aria-label')).replace('开始检查 ', '')
      await start.click()
      await visitor.picture('start-visit')
      await page.getByRole('button', { name: /^明查/ }).click()
      await page.waitForURL(/#\/visit\/[\w-]+$/)
      id = page.url().split('/').at(-1)
      await page.getByRole('heading', { name: village }).waitFor()
      assert.deepEqual([(await view()).status, (await view()).kind], ['open', 'open'])
    }],
    ['is asked whether they are there where the position says otherwise, and says so once', async () => {
      const [lon, lat] = stage.here
      await visitor.context.setGeolocation({ longitude: lon + 0.5, latitude: lat, accuracy: 6 })
      await page.reload()
      await page.getByText(/定位在.*边界外/).waitFor()
      await visitor.picture('presence')
      await page.getByRole('button', { name: /^我在.*，继续$/ }).click()
      await until('the answer', async () => (await view()).presences.length === 1)
      assert.equal((await view()).presences[0].answer, 'here')
      const whereabouts = await visitor.call('where_am_i', { inspection: id, fix: { lon: lon + 0.5, lat, accuracy: 6, altitude: null, bearing: null } })
      assert.deepEqual([whereabouts.ask, whereabouts.metres > 1000], [false, true])
      await visitor.context.setGeolocation({ longitude: lon, latitude: lat, accuracy: 6 })
    }],
    ['walks first: shutter, one tap on what it is, the wide shot after it', async () => {
      await page.getByRole('button', { name: '边走边拍' }).first().click()
      await shutter().waitFor()
      await page.getByText(/已定位/).waitFor()
      await visitor.picture('walk-live')
      await shutter().click()
      await chip('柴').click()
      await until('the sighting', async () => (await view()).sightings.length === 1)
      await page.getByRole('button', { name: '加一' }).click()
      await until('a count of two', async () => (await view()).sightings[0].count === 2)
      await visitor.picture('walk-named')
      await page.getByRole('button', { name: '补远景' }).click()
      await page.getByText('请拍远景').waitFor()
      await shutter().click()
      await photographs(2)
      const [sighting] = (await view()).sightings
      assert.deepEqual([sighting.kind, sighting.count, sighting.item, sighting.lost], ['firewood', 2, 'W1', '2'])
      assert.deepEqual(sighting.photos.map((photo) => photo.phase).sort(), ['near', 'wide'])
      assert.ok(Math.abs(sighting.fix.lon - stage.here[0]) < 1e-6 && sighting.fix.accuracy === 6, 'the place where it was seen')
      assert.ok(sighting.photos.every((photo) => photo.fix?.lat && photo.source === 'camera' && photo.sha256.length === 64))
    }],
    ['takes a photograph from a file, names it, and says how bad it is', async () => {
      await page.locator('[data-photo-file]').setInputFiles(stage.scenes.file)
      await chip('乱倒').click()
      await chip('零散').click()
      await until('a scattered one', async () => (await view()).sightings.some((one) => one.kind === 'dumping' && one.grade === 'scattered'))
      const found = (await view()).sightings.find((one) => one.kind === 'dumping')
      assert.equal(found.photos[0].source, 'gallery')
      assert.notEqual(found.photos[0].fix?.lon, stage.here[0], 'where the file was taken is in the file, or nowhere')
    }],
    ['keeps a photograph that nobody named', async () => {
      await shutter().click()
      await photographs(4)
      assert.equal((await view()).unclassified.length, 1)
    }],
    ['cannot type a count for W1', async () => {
      await page.getByRole('button', { name: '考核表' }).click()
      await group('三无')
      await card('W1').getByText('柴堆 2 处').waitFor()
      assert.equal(await card('W1').locator('input, [role=group] output').count(), 0)
      const error = await visitor.call('set_answer', { inspection: id, item: 'W1', household: null, value: { kind: 'count', n: 5 }, note: null }).catch((thrown) => thrown)
      assert.equal(error.code, 'derived_from_sightings')
      await card('W1').getByText('2 处 × 1 分').waitFor()
      await visitor.picture('visit-sightings')
    }],
    ['draws an arrow on a photograph and covers a face on it', async () => {
      await card('W1').locator('.sighting').first().click()
      await page.locator('dialog .strip .photo').first().click()
      await page.getByRole('button', { name: '标注', exact: true }).click()
      const box = await page.locator('[data-stage] img').boundingBox()
      const at = (x, y) => [box.x + box.width * x, box.y + box.height * y]
      const drag = async (from, to) => {
        await page.mouse.move(...at(...from))
        await page.mouse.down()
        await page.mouse.move(...at(...to), { steps: 4 })
        await page.mouse.up()
      }
      const photo = async () => (await item('W1')).photos.find((one) => one.marks.length)
      const plain = new Map()
      for (const one of (await item('W1')).photos) plain.set(one.id, await colours(page, one, 'evidence'))
      await drag([0.85, 0.2], [0.55, 0.5])
      await until('the arrow', async () => (await photo())?.marks[0].kind === 'arrow')
      await page.getByRole('group', { name: '画什么' }).getByRole('button', { name: '遮盖' }).click()
      await drag([0.2, 0.25], [0.5, 0.75])
      await until('the blur', async () => (await photo()).blurred)
      await page.getByRole('button', { name: '遮盖', exact: true }).nth(1).waitFor()
      await visitor.picture('photo-marks')
      const marked = (stage.told.marked = await photo())
      // Whatever picture is asked for, few colours are left of what is covered.
      const before = plain.get(marked.id)
      for (const kind of ['thumb', 'evidence', 'original']) {
        const left = await colours(page, marked, kind)
        assert.ok(left < before, `${left} of ${before} colours are left in the ${kind}`)
      }
      await page.getByRole('button', { name: '画好了' }).click()
      await page.getByRole('img', { name: '标注：箭头' }).waitFor()
      await page.keyboard.press('Escape')
      await page.locator('dialog .strip .photo').first().waitFor()
      await page.keyboard.press('Escape')
      await until('no sheet', async () => (await page.locator('dialog').count()) === 0)
    }],
    ['answers a count, a level, yes and no, yes, partly and no', async () => {
      await group('一化')
      for (let n = 0; n < 2; n += 1) await card('H1').getByRole('button', { name: '加一' }).click()
      await answered('H1', { kind: 'count', n: 2 })
      await card('H1').getByText('扣 2 分').waitFor()
      await group('二统')
      await card('T1').getByRole('button', { name: '没有（0 处）' }).click()
      await card('T2').getByText('中', { exact: true }).click()
      await answered('T2', { kind: 'level', level: 'fair' })
      await group('四有')
      await card('Y1').getByText('是', { exact: true }).click()
      await card('Y3').getByText('部分', { exact: true }).click()
      await card('Y4').getByText('否', { exact: true }).click()
      await answered('Y4', { kind: 'yes_no', yes: false })
      assert.equal((await item('Y3')).value.value, 'partial')
      await visitor.picture('visit-siyou')
      await group('五净')
      await page.getByRole('button', { name: '院落 不净' }).click()
      await until('the first tick', async () => (await item('J1')).households[0] === 'fail')
    }],
    ['says a note instead of typing it, hears it, and takes back another', async () => {
      await group('一化')
      await card('H1').getByRole('button', { name: /^(说明|备注)$/ }).click()
      const microphone = card('H1').getByRole('button', { name: /^(录语音备注|停止)$/ })
      const voices = async () => (await item('H1')).voices
      const say = async (count) => {
        await microphone.click()
        await card('H1').getByText(/正在录音 0:0[2-9]/).waitFor()
        await microphone.click()
        await until(`${count} voice notes`, async () => (await voices()).length === count)
      }
      await say(1)
      await card('H1').locator('[data-voice]').waitFor()
      await visitor.picture('voice-note')
      const [voice] = await voices()
      assert.ok(voice.durationMs >= 2000 && voice.durationMs < 20_000, `${voice.durationMs} ms`)
      assert.deepEqual([voice.item, voice.by], ['H1', (await visitor.call('status')).me.name])
      await card('H1').getByRole('button', { name: /^播放/ }).click()
      await card('H1').getByRole('button', { name: /^停止播放/ }).click()
      await say(2)
      await card('H1').locator('[data-voice]').nth(1).waitFor()
      await card('H1').getByRole('button', { name: '删除这段语音备注' }).nth(1).click()
      await card('H1').getByRole('button', { name: '再点一次，确认删除' }).click()
      await until('the first alone', async () => (await voices()).length === 1)
      await until('its delivery', async () => (await voices())[0].delivered)
      await card('H1').locator('[data-voice]').getByText('已送达').waitFor()
      stage.told.voice = voice.id
    }],
    ['is sent back with the list of what is missing, and each entry leads to its place', async () => {
      await group('四有')
      await refused(page, visitor, view)
    }],
    ['finds everything again, in the same place, after a reload', async () => {
      await group('四有')
      await card('Y4').waitFor()
      const before = await view()
      await page.reload()
      await card('Y4').waitFor()
      assert.deepEqual(await view(), before)
      assert.equal(await card('Y4').getByRole('radio', { name: '否' }).isChecked(), true)
      await page.close()
      page = await visitor.newPage()
      await page.goto(stage.district.base)
      await card('Y4').waitFor()
      assert.ok(page.url().includes(`/visit/${id}?group=siyou`), page.url())
      assert.equal(await card('Y4').getByRole('radio', { name: '否' }).isChecked(), true)
    }],
    ['sees five households, each with its own ticks', async () => {
      await group('五净')
      await page.getByRole('button', { name: '圈舍 没有' }).click()
      await visitor.picture('households-open')
      for (let house = 1; house <= 5; house += 1) {
        await page.getByRole('button', { name: '其余都净' }).click()
        await until(`household ${house}`, async () => (await item('J2')).households.filter(Boolean).length === house)
        if (house < 5) await page.getByRole('button', { name: new RegExp(`下一户 · 户${house + 1}`) }).click()
      }
      assert.deepEqual((await item('J1')).households, ['fail', 'pass', 'pass', 'pass', 'pass'])
      assert.equal((await item('J5')).households[0], 'none')
    }],
    ['fills a ratio, says what does not apply, and closes a group of which nothing is left to say', async () => {
      await group('九项')
      const [done, target, overdue] = await card('M1').getByRole('spinbutton').all()
      await done.fill('8')
      await target.fill('10')
      await overdue.fill('1')
      await overdue.press('Tab')
      await until('the ratio', async () => (await item('M1')).value?.overdue === 1)
      await card('M2').getByRole('spinbutton').nth(1).fill('4')
      await card('M2').getByRole('spinbutton').nth(0).fill('4')
      await card('M2').getByRole('spinbutton').nth(0).press('Tab')
      await until('the second ratio', async () => (await item('M2')).value?.kind === 'ratio')
      await card('M2').getByRole('button', { name: '不适用' }).click()
      await answered('M2', { kind: 'not_applicable' })
      for (const name of ['三无', '四有', '九项']) {
        await group(name)
        const close = page.getByRole('button', { name: '本组其余无问题' })
        if (await close.count()) await close.click()
        await close.waitFor({ state: 'detached' })
      }
      await until('everything answered', async () => (await view()).score.unanswered === 0)
    }],
    ['sees a heap put right on the spot without a network: the ghost, the pair, delivered when the network is back', async () => {
      await group('三无')
      await putRight(stage, { visitor, page, view, shutter })
    }],
    ['sees another one cleared while walking on: it is offered, and taken against the one from before', async () => {
      await page.getByRole('button', { name: '边走边拍' }).first().click()
      await clearedOnTheWalk({ page, view, shutter, chip })
      await page.getByRole('button', { name: '考核表' }).click()
    }],
    ['names the last photograph, adds the wide shots, and has the witness sign on the glass', async () => {
      await page.getByRole('button', { name: /1 张照片未分类/ }).click()
      await page.getByRole('button', { name: /未分类/ }).click()
      await chip('土').click()
      await until('no loose photograph', async () => (await view()).unclassified.length === 0)
      await wideShots(page, view, shutter)
      await page.getByRole('button', { name: '考核表' }).click()
      await page.getByRole('button', { name: /^见证/ }).click()
      await page.getByText('签字', { exact: true }).click()
      await page.getByLabel('姓名和职务').fill('赵守田 村会计')
      await sign(page)
      await visitor.picture('witness')
      await page.getByRole('button', { name: '保存', exact: true }).click()
      await page.getByText(/签字 · 赵守田 村会计/).waitFor()
    }],
    ['submits', async () => {
      assert.deepEqual((await view()).missing.filter((one) => one.blocks), [])
      await page.getByRole('button', { name: '提交', exact: true }).click()
      await page.getByRole('heading', { name: '已提交' }).waitFor()
      await visitor.picture('submitted')
      await page.getByRole('button', { name: '回到今日' }).click()
      await page.getByRole('button', { name: new RegExp(`${village}.*已提交`) }).waitFor()
      const done = await view()
      assert.deepEqual([done.status, done.editable], ['submitted', false])
      assert.equal(done.score.unanswered, 0)
      Object.assign(stage.told, { id, village, villageCode: done.village.id, score: done.score.total, photos: done.photos })
    }],
  ])
}

/** A refused submission: every entry of the list, tapped, leads to where it is mended. */
async function refused(page, visitor, view) {
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByRole('heading', { name: /还差 \d+ 样/ }).waitFor()
  assert.equal((await view()).status, 'open')
  assert.equal(await page.getByText('仍要提交').count(), 0)
  for (const section of [/^未答/, /^入户/, /^照片/, /^未分类/, /^见证/]) await page.getByRole('heading', { name: section }).waitFor()
  await visitor.picture('missing')
  const list = page.url()
  const { missing } = await view()
  const rows = page.locator('.row-link')
  assert.equal(await rows.count(), missing.length)
  for (const [at, section] of missing.entries()) {
    const row = rows.nth(at)
    const words = await row.innerText()
    await row.click()
    if (/见证人/.test(words)) await page.getByRole('dialog', { name: '见证' }).waitFor()
    else if (/未分类/.test(words)) await page.waitForURL(/#\/walk\//)
    else {
      await page.waitForURL(/#\/visit\/[\w-]+\?/)
      const wanted = /^[A-Z]\d/.exec(words.trim())?.[0]
      assert.ok(wanted, `${words} names its item (${section.kind})`)
      await page.locator(`#item-${wanted}`).waitFor({ state: 'attached' })
      if (/处/.test(words)) await page.getByRole('dialog', { name: '改这一处' }).waitFor()
      else await until(`the focus on ${wanted}`, () => page.evaluate((item) => document.activeElement?.id === `item-${item}`, wanted))
    }
    await page.goto(list)
    await rows.first().waitFor()
  }
  await page.getByRole('button', { name: '返回' }).click()
}

/** Each sighting that lacks its wide shot gets one. */
async function wideShots(page, view, shutter) {
  for (let left = 3; left > 0; left -= 1) {
    const lacking = (await view()).sightings.filter((one) => one.photosMissing > 0)
    if (lacking.length === 0) return
    const short = { dumping: '乱倒', earth: '土' }[lacking[0].kind]
    const entry = page.locator('.strip button').filter({ hasText: short })
    if ((await entry.getAttribute('aria-pressed')) !== 'true') await entry.click()
    await page.getByRole('button', { name: '补远景' }).click()
    await shutter().click()
    await until('the wide shot', async () => (await view()).sightings.filter((one) => one.photosMissing > 0).length < lacking.length)
  }
}

async function sign(page) {
  const pad = page.locator('[data-signature]')
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  for (const stroke of [[[0.2, 0.3], [0.45, 0.25], [0.3, 0.75]], [[0.5, 0.5], [0.6, 0.3], [0.7, 0.7], [0.85, 0.4]]]) {
    const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height]
    await page.mouse.move(...at(stroke[0]))
    await page.mouse.down()
    for (const point of stroke.slice(1)) await page.mouse.move(...at(point), { steps: 6 })
    await page.mouse.up()
  }
}

/** How many colours there are in the middle of what the story covers, in a picture of the photograph as the server gives it now. */
function colours(page, photo, kind) {
  return page.evaluate(async ({ id, kind }) => {
    const reply = await fetch(`/web/media/${id}/${kind}?now=${Math.random()}`)
    const bitmap = await createImageBitmap(await reply.blob())
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(bitmap.width * 0.25, bitmap.height * 0.35, bitmap.width * 0.2, bitmap.height * 0.3)
    const found = new Set()
    // as fine as a JPEG of one colour wavers
    for (let at = 0; at < data.length; at += 4) found.add([data[at], data[at + 1], data[at + 2]].map((channel) => channel >> 3).join())
    return found.size
  }, { id: photo.id, kind })
}
