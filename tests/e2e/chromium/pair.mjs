// Before and after: put right on the spot while the network is cut, with the ghost over the live picture; then one object, in the field and on the desk.
import { assert, until } from '../kit/suite.mjs'

/** Metres to a degree of latitude. */
const DEGREE = 111_195
/** Where the camera looks, before and after. */
const [THEN, NOW] = [30, 42]

/** The compass says so from now on: the one before falls silent. */
const face = (page, degrees) => page.evaluate((alpha) => {
  clearInterval(window.turning)
  const say = () => dispatchEvent(new DeviceOrientationEvent('deviceorientationabsolute', { alpha, beta: 90, gamma: 0, absolute: true }))
  say()
  window.turning = setInterval(say, 200)
}, 360 - degrees)

/** The step of an inspector: a heap that is cleared while they are there. */
export async function putRight(stage, { visitor, page, view, shutter }) {
  const { context } = visitor
  const dialog = page.locator('dialog[open]')
  const chosen = (phase) => dialog.locator('.chips button[aria-pressed=true]').filter({ hasText: phase }).waitFor()
  const north = (metres) => context.setGeolocation({ longitude: stage.here[0], latitude: stage.here[1] + metres / DEGREE, accuracy: 5 })

  await page.locator('#item-W1').getByRole('button', { name: '添一处' }).click()
  await dialog.getByRole('button', { name: '粪', exact: true }).click()
  await dialog.getByText('当场整改').click()
  await dialog.getByRole('button', { name: /拍照/ }).click()
  await shutter().waitFor()
  // the platform ends the page while its camera is open: it opens there again
  await page.reload()
  await shutter().waitFor()
  const before = (await view()).photos
  const found = async () => (await view()).sightings.find((one) => one.fixedOnSpot)

  await face(page, THEN)
  await visitor.cut(true)
  await chosen('近景')
  assert.equal(await page.locator('[data-ghost]').count(), 0, 'nothing lies over the picture that comes before')
  await shutter().click()
  await chosen('远景')
  await shutter().click()
  await chosen('整改后')
  const ghost = page.locator('[data-ghost]')
  await until('the picture from before over the live one', () => ghost.evaluate((image) => image.complete && image.naturalWidth > 0))
  const opacity = () => ghost.evaluate((image) => getComputedStyle(image).opacity)
  assert.equal(await opacity(), '0.4')
  await north(-12)
  await page.getByText('离原处 12 米').waitFor()
  await face(page, NOW)
  await page.getByText(`向左转 ${NOW - THEN}°`).waitFor()
  await dialog.locator('[data-ghost-opacity]').fill('70')
  await until('a stronger ghost', async () => (await opacity()) === '0.7')
  const only = dialog.getByRole('button', { name: '只看现场' })
  await only.click()
  await until('no ghost', async () => (await opacity()) === '0')
  await only.click()
  await until('the ghost as strong as it was', async () => (await opacity()) === '0.7')
  await visitor.picture('the-ghost')
  await shutter().click()
  await dialog.getByRole('alert').filter({ hasText: '3 张照片还在这里' }).waitFor()
  assert.equal((await view()).photos, before, 'the server has none of them')
  await visitor.picture('the-ghost-without-a-network')

  await visitor.cut(false)
  await until('three photographs', async () => (await view()).photos === before + 3)
  const photos = (await found()).photos
  assert.deepEqual(photos.map((photo) => photo.phase), ['near', 'wide', 'after'])
  const [near, , after] = photos
  assert.equal(after.pair.before, near.id)
  assert.deepEqual([Math.round(after.pair.metres), Math.round(after.pair.turned)], [12, NOW - THEN])
  await dialog.getByRole('button', { name: '整改对比' }).click()
  await compared(page.locator('dialog[open]').last(), visitor, 'the-pair')
  await page.locator('dialog[open]').last().getByRole('button', { name: '关闭' }).last().click()
  await page.getByRole('button', { name: '拍好了' }).click()
  await dialog.getByRole('button', { name: '保存', exact: true }).click()
  await north(0)
  stage.told.after = after.id
}

/** The step of an inspector who walks: no item is chosen, and the pair is made all the same. */
export async function clearedOnTheWalk({ page, view, shutter, chip }) {
  const { photos, sightings } = await view()
  const mine = async () => (await view()).sightings.find((one) => !sightings.some((other) => other.id === one.id))
  await shutter().click()
  await chip('粪').click()
  await until('the sighting', mine)
  assert.equal(await page.locator('[data-offer]').count(), 0, 'nothing was put right that waits')
  await page.getByRole('button', { name: '当场整改' }).click()
  await page.locator('[data-offer]').filter({ hasText: '拍整改后' }).click()
  const ghost = page.locator('[data-ghost]')
  await until('the picture from before over the live one', () => ghost.evaluate((image) => image.complete && image.naturalWidth > 0))
  await page.getByText('就在原处').waitFor()
  await shutter().click()
  await ghost.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '补远景' }).click()
  await shutter().click()
  await until('three photographs', async () => (await view()).photos === photos + 3)
  const taken = (await mine()).photos
  const [near, after] = ['near', 'after'].map((phase) => taken.find((photo) => photo.phase === phase))
  assert.equal(after.pair.before, near.id)
  assert.equal((await mine()).photosMissing, 0)
}

/** The step of a supervisor: the same pair, among the photographs of the submission. */
export async function comparePair(stage, page) {
  const { desk, after } = stage.told
  const { inspection } = await desk.call('submission', { inspection: stage.told.id })
  await page.getByText(`原图已收 ${inspection.photos} / ${inspection.photos}`).waitFor()
  const pane = page.locator('.evidence')
  for (let turns = 0; (await pane.locator('figure img').first().getAttribute('src')) !== `/web/media/${after}/thumb`; turns += 1) {
    assert.ok(turns < inspection.photos, 'the photograph from after is among the others')
    const number = await pane.locator('.number').innerText()
    await page.keyboard.press('ArrowRight')
    await until('another photograph', async () => (await pane.locator('.number').innerText()) !== number)
  }
  await pane.getByText('整改后').waitFor()
  await pane.getByRole('button', { name: '整改对比' }).click()
  const dialog = page.getByRole('dialog')
  await compared(dialog, desk, 'the-pair')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
}

/** Both pictures side by side with what the checks say, then one over the other with a slider that moves. */
async function compared(dialog, visitor, name) {
  const pair = dialog.locator('[data-pair]')
  const seen = () => pair.locator('img').evaluateAll((images) => images.length === 2 && images.every((image) => image.complete && image.naturalWidth > 0))
  await until('both pictures', seen)
  const boxes = () => pair.locator('figure').evaluateAll((figures) => figures.map((figure) => Math.round(figure.getBoundingClientRect().left)))
  const [left, right] = await boxes()
  assert.ok(left < right, 'before at the left, after at the right')
  const checks = dialog.locator('[data-pair-checks] li')
  assert.equal(await checks.count(), 5)
  for (const words of ['相距 12 米', `方向相差 ${NOW - THEN}°`, /晚 \d+ (秒|分钟)/, '没有重复使用']) await checks.filter({ hasText: words }).waitFor()
  await visitor.picture(name)
  await dialog.getByText('滑动看').click()
  const slider = dialog.getByRole('slider', { name: '左右拖动，比较前后' })
  await until('one over the other', async () => new Set(await boxes()).size === 1)
  const cut = () => pair.locator('.before, .after').evaluateAll((figures) => figures.map((figure) => getComputedStyle(figure).clipPath).join())
  const half = await cut()
  await slider.fill('20')
  await until('the slider to move', async () => (await cut()) !== half)
  await visitor.picture(`${name}-slider`)
}
