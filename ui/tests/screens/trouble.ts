// What must not be lost when things go wrong: taps and photographs while nothing can be saved, and a page that goes away.
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchOptions, openFixture } from './browser'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch(launchOptions)
})
afterAll(() => browser.close())

const shutter = (page: Page) => page.locator('[data-shutter]:not([disabled])')

test('a tap that is not saved is loud, and can be saved again', async () => {
  const { page, door } = await openFixture(browser, { width: 390, height: 844 }, '/visit/v1?group=siyou')
  door.down = true
  await page.getByRole('group', { name: '有经费保障' }).getByText('否').click()
  await page.getByText('没有保存成功，请勿离开本页。').waitFor()
  expect(door.server.visits.get('v1')!.answers.has('Y4')).toBe(false)
  door.down = false
  await page.getByRole('button', { name: '再存一次' }).click()
  await page.getByText('没有保存成功，请勿离开本页。').waitFor({ state: 'detached' })
  expect(door.server.visits.get('v1')!.answers.get('Y4')).toEqual({ kind: 'yes_no', yes: false })
  await page.context().close()
})

test('quick taps on a stepper add up', async () => {
  const { page, door } = await openFixture(browser, { width: 390, height: 844 }, '/visit/v2?group=yihua')
  const more = page.getByRole('button', { name: '加一' })
  for (let n = 0; n < 7; n += 1) await more.click()
  await expect.poll(() => door.server.visits.get('v2')!.answers.get('H1')).toEqual({ kind: 'count', n: 7 })
  await page.context().close()
})

test('a day of the ledger that is not saved is loud, stays over a reload, and is saved then', async () => {
  const { page, door } = await openFixture(browser, { width: 390, height: 844 }, '/ledger', { roles: ['cadre'] })
  await page.getByRole('button', { name: '农膜加 0.5' }).waitFor()
  door.down = true
  await page.getByRole('button', { name: '农膜加 0.5' }).click()
  await page.getByText('没有保存成功，请勿离开本页。').waitFor()
  expect(door.server.ledger.puts).toEqual([])
  door.down = false
  await page.reload()
  await expect.poll(() => door.server.ledger.puts.map((put) => put.figures)).toEqual([[{ figure: 'film', amount: '0.5' }]])
  await page.getByText('0.5').waitFor()
  await page.context().close()
})

test('five presses of the shutter in a row are five photographs, however slow the saving is', async () => {
  const { page, door } = await openFixture(browser, { width: 390, height: 844 }, '/walk/v2')
  door.delay = 400
  await shutter(page).waitFor()
  for (let n = 0; n < 5; n += 1) await shutter(page).click()
  await page.getByRole('button', { name: '柴', exact: true }).click() // named while it is still being saved
  await expect.poll(() => door.server.visits.get('v2')!.photos.length, { timeout: 10_000 }).toBe(5)
  await expect.poll(() => door.server.visits.get('v2')!.sightings.map((s) => s.kind), { timeout: 10_000 }).toEqual(['firewood'])
  await page.context().close()
})

test('a photograph that could not be saved survives the page, and is saved when it is open again', async () => {
  const { page, door } = await openFixture(browser, { width: 390, height: 844 }, '/walk/v2')
  await shutter(page).waitFor()
  door.down = true
  await shutter(page).click()
  await page.getByText('没有保存成功，请勿离开本页。').first().waitFor()
  expect(door.server.visits.get('v2')!.photos).toHaveLength(0)
  door.down = false
  await page.reload()
  await expect.poll(() => door.server.visits.get('v2')!.photos.length).toBe(1)
  await page.reload()
  await shutter(page).waitFor()
  expect(door.server.visits.get('v2')!.photos, 'saved once only').toHaveLength(1)
  await page.context().close()
})

test('a conflict is settled by a choice that nobody made beforehand', async () => {
  const { page, door } = await openFixture(browser, { width: 390, height: 844 }, '/visit/v5/conflict')
  expect(await page.locator('input[type=radio]:checked').count()).toBe(0)
  expect(await page.getByRole('button', { name: '请选一个' }).isDisabled()).toBe(true)
  await page.getByLabel('两个都要：记成两处').check()
  await page.getByRole('button', { name: '确认两个都要' }).click()
  await page.getByText('村庄绿化美化').first().waitFor()
  expect(await page.locator('input[type=radio]:checked').count(), 'nor for the next one').toBe(0)
  await page.getByLabel('用王秀兰的').check()
  await page.getByRole('button', { name: '确认用王秀兰的' }).click()
  await page.getByText('都选好了').waitFor()
  expect(door.server.inbox.decided).toEqual([{ id: 's7', keep: { kind: 'both' } }, { id: 'v5/H1', keep: { kind: 'side', at: 0 } }])
  await page.context().close()
})

test('what was refused is recorded again where that is allowed, or put aside, and exported as text', async () => {
  const { page, door } = await openFixture(browser, { width: 390, height: 844 }, '/inbox')
  const cards = page.locator('article')
  expect(await cards.count()).toBe(2)
  expect(await cards.first().getByRole('button', { name: '再记一次' }).count(), 'not where rights do not allow it now').toBe(0)
  await cards.first().getByRole('button', { name: '导出文字' }).click()
  await cards.first().locator('textarea, [role=status]').waitFor()
  await page.getByRole('button', { name: '再记一次' }).click()
  await page.getByText('已再记 1 条').waitFor()
  await page.getByRole('button', { name: '知道了' }).click()
  await page.getByText('未被接收').first().waitFor({ state: 'detached' })
  expect(door.server.inbox.refused).toEqual([])
  await page.context().close()
})

test('a refused submission leads to what is missing, and there is no way round it', async () => {
  const { page } = await openFixture(browser, { width: 390, height: 844 }, '/visit/v1?group=siyou')
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByRole('heading', { name: /还差 \d+ 样/ }).waitFor()
  expect(await page.getByText('仍要提交').count()).toBe(0)
  await page.getByRole('button', { name: /Y4 有经费保障 四有/ }).click()
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('item-Y4')
  await page.context().close()
})

test('a place is led to again, after the person has scrolled away from it', async () => {
  const { page } = await openFixture(browser, { width: 1180, height: 820 }, '/visit/v1?group=yihua')
  const entry = page.getByRole('button', { name: /^H1 / })
  for (let turn = 0; turn < 2; turn += 1) {
    await entry.click()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('item-H1')
  }
  await page.context().close()
})
