import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Options } from '../fixture/server'
import { drawn, launchOptions, openFixture, settle } from './browser'

const OUT = join(import.meta.dirname, '../out')
const SIZES = { phone: [390, 844], small: [360, 740], low: [360, 640], tablet: [1180, 820], desk: [1440, 900] } as const
const only = process.env.ONLY

let browser: Browser
beforeAll(async () => {
  mkdirSync(OUT, { recursive: true })
  browser = await chromium.launch(launchOptions)
})
afterAll(() => browser.close())

async function open(size: keyof typeof SIZES, route: string, options: Options = {}): Promise<Page> {
  const [width, height] = SIZES[size]
  const { page } = await openFixture(browser, { width, height }, route, options, size === 'phone' || size === 'small' || size === 'low' ? 2 : 1)
  await settle(page)
  return page
}

/** No sideways scroll, nothing to tap that is smaller than 48 px, no serious axe violation. */
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(OUT, `${name}.png`) })
  const wrong = await page.evaluate(() => {
    const found: string[] = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`)
    for (const element of document.querySelectorAll<HTMLElement>('button, a, input:not([type=radio], [type=file], [type=checkbox]), textarea, label:has(input[type=radio])')) {
      const box = element.getBoundingClientRect()
      if (box.width > 0 && (box.height < 47.5 || box.width < 47.5)) found.push(`${Math.round(box.width)}×${Math.round(box.height)} ${element.className} ${element.textContent?.trim().slice(0, 20)}`)
    }
    return found
  })
  await page.addScriptTag({ content: axe.source })
  const serious = await page.evaluate(async () => {
    const result = await (window as unknown as { axe: typeof axe }).axe.run()
    return result.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`)
  })
  expect([...wrong, ...serious], name).toEqual([])
}

const shutter = (page: Page) => page.locator('[data-shutter]:not([disabled])')
/** One press, and one tap on what it is, until it is saved. */
async function spot(page: Page, chip: string): Promise<void> {
  await shutter(page).click()
  await page.getByRole('button', { name: chip, exact: true }).click()
  await page.getByRole('button', { name: '加一' }).waitFor()
}

/** A photograph with one of each mark on it, in the editor. */
async function marks(page: Page): Promise<void> {
  await page.locator('.strip .photo').first().click()
  await page.getByRole('button', { name: /^(标注|Mark it up)$/ }).click()
  const stage = page.locator('[data-stage]')
  const at = async (x: number, y: number) => {
    await stage.scrollIntoViewIfNeeded()
    const box = (await stage.boundingBox())!
    return [box.x + box.width * x, box.y + box.height * y] as const
  }
  const tool = (name: RegExp) => page.getByRole('group', { name: /画什么|What to draw/ }).getByRole('button', { name }).click()
  const drag = async (from: [number, number], to: [number, number]) => {
    await page.mouse.move(...(await at(...from)))
    await page.mouse.down()
    await page.mouse.move(...(await at(...to)), { steps: 4 })
    await page.mouse.up()
  }
  await drag([0.8, 0.2], [0.5, 0.5])
  await tool(/圈|Circle/)
  await drag([0.3, 0.4], [0.62, 0.8])
  await tool(/遮盖|Blur/)
  await drag([0.05, 0.1], [0.25, 0.35])
  await tool(/文字|Text/)
  await page.mouse.click(...(await at(0.1, 0.9)))
  await page.getByLabel(/写什么|^Words$/).fill('二社路口的柴堆')
  await page.getByRole('button', { name: /写上|Write/ }).click()
  await page.getByRole('button', { name: /“二社路口的柴堆”/ }).waitFor()
}
/** They are as they were drawn in the sheet that only shows them. */
async function marked(page: Page): Promise<void> {
  await marks(page)
  await page.getByRole('button', { name: /画好了|Done/ }).click()
}

/** A before-photo, a walk of some metres and a turn, and the camera open for the one from after. */
async function ghost(page: Page): Promise<void> {
  await page.locator('.shoot').first().click()
  await shutter(page).waitFor()
  await turned(page, 30)
  await shutter(page).click()
  await page.locator('[data-ghost]').waitFor()
  await page.context().setGeolocation({ longitude: 106.68463, latitude: 35.5427, accuracy: 5 })
  await page.getByText(/离原处|m away/).waitFor()
  await turned(page, 42)
  await page.getByText(/向左转|Turn left/).waitFor()
}
/** A heap that was put right on the spot, and the photograph from after of it offered; taken against the one from before. */
async function offered(page: Page, chip: string): Promise<void> {
  await shutter(page).click()
  await page.getByRole('button', { name: chip, exact: true }).click()
  await page.locator('.panel button', { hasText: /当场整改|Fixed/ }).click()
  await page.locator('[data-offer]').waitFor()
}
async function walkGhost(page: Page, chip: string): Promise<void> {
  await offered(page, chip)
  await page.locator('[data-offer]').click()
  await page.locator('[data-ghost]').waitFor()
}
/** The device's compass says so. */
const turned = (page: Page, to: number) => page.evaluate((alpha) => dispatchEvent(new DeviceOrientationEvent('deviceorientationabsolute', { alpha, beta: 90, gamma: 0, absolute: true })), 360 - to)
/** The pair that was made with the ghost, in its sheet. */
async function pair(page: Page): Promise<void> {
  await ghost(page)
  await shutter(page).click()
  await page.getByRole('button', { name: /整改对比|Before and after/ }).click()
  await page.locator('[data-pair]').waitFor()
}

/** The same with its watermark, and what it may be handed on by. */
async function watermarked(page: Page): Promise<void> {
  await shown(page, 0)
  await page.getByRole('button', { name: /带水印|Watermark/ }).click()
  await page.getByRole('button', { name: /转发或保存|Send or save/ }).waitFor()
}

/** The photograph at that place of the first item's strip, in its sheet. */
async function shown(page: Page, at: number): Promise<void> {
  await page.locator('#item-H1 .photo').nth(at).click()
  await page.locator('dialog[open]').waitFor()
}

/** The notes of the first item open, and the microphone on. */
async function recording(page: Page): Promise<void> {
  await page.locator('#item-H1 [aria-expanded=false]').click()
  await page.locator('[data-mic]').click()
  await page.getByText(/^(正在录音|Recording)/).first().waitFor()
}
/** Longer than a piece of sound: the clock on the screen stands still here. */
const speak = (page: Page) => page.evaluate(() => new Promise((done) => setTimeout(done, 1_500)))
/** Something was said of the first item. */
async function said(page: Page): Promise<void> {
  await recording(page)
  await speak(page)
  await page.locator('[data-mic]').click()
  await page.locator('[data-voice]').waitFor()
}
async function unheard(page: Page): Promise<void> {
  await page.evaluate(() => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))))
  await page.locator('#item-H1 [aria-expanded=false]').click()
  await page.locator('[data-mic]').click()
  await page.locator('[data-voice-file]').waitFor({ state: 'attached' })
  await page.getByRole('alert').waitFor()
}
/** Something was said of the first sighting, in its sheet. */
async function saidOfSpot(page: Page): Promise<void> {
  await page.locator('.sighting').first().click()
  await page.locator('[data-mic]').click()
  await page.getByText(/^(正在录音|Recording)/).first().waitFor()
  await speak(page)
  await page.locator('[data-mic]').click()
  await page.locator('[data-voice]').waitFor()
}

/** A reason that is spoken instead of written. */
async function reasonSaid(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(退回|Send back)/ }).click()
  await page.locator('[data-mic]').click()
  await page.getByText(/^(正在录音|Recording)/).first().waitFor()
  await speak(page)
  await page.locator('[data-mic]').click()
  await page.locator('dialog [data-voice]').waitFor()
  await page.locator('[data-step-send]:enabled').waitFor()
  await page.locator('dialog [data-mic]').scrollIntoViewIfNeeded()
}

/** A village's own cadre. */
const VILLAGE = { roles: ['cadre' as const], places: [{ id: '629900100201', name: '上坪村' }] }

/** Whose it is, in the middle of the screen. */
const owned = (page: Page) => page.locator('[data-owner]').evaluate((card) => card.scrollIntoView({ block: 'center' }))
async function writesOwner(page: Page): Promise<void> {
  await page.locator('[data-owner-write]').click()
  await page.locator('[data-owner-save]').waitFor()
}

const ONLINE: Options = { basemap: { tianditu: '0123456789abcdef0123456789abcdef' } }
/** 天地图 chosen, and drawn. */
const online = (look: 'vec' | 'img') => async (page: Page) => {
  await page.locator(`[data-look=${look}]`).click()
  await page.locator(`[data-online=${look}][data-idle]`).waitFor()
  await page.locator('[data-map]').scrollIntoViewIfNeeded()
}

/** 扫一扫, and something typed there that leads nowhere. */
async function scanned(page: Page, typed?: string): Promise<void> {
  await page.locator('[data-scan]').click()
  await page.locator('dialog[open] video').waitFor()
  if (!typed) return
  await page.locator('[data-scan-typed]').fill(typed)
  await page.locator('[data-scan-typed]').press('Enter')
  await page.locator('[data-scan-said]').waitFor()
  await page.locator('[data-scan-said]').scrollIntoViewIfNeeded()
}

/** A code made for the first of the township's cadres. */
async function coded(page: Page, what: 'enrol' | 'sign-in'): Promise<void> {
  await page.locator('[data-cadres] summary').click()
  await page.locator('[data-cadre]').first().click()
  await page.locator(`[data-code-${what}]`).click()
  await page.locator('[data-code-made] [data-qr]').waitFor()
}

/** A township's deputy. */
const DEPUTY = { roles: ['township' as const], places: [{ id: '629900100', name: '红泉镇' }] }

const screens: Array<[name: string, size: keyof typeof SIZES, route: string, options?: Options, steps?: (page: Page) => Promise<void>]> = [
  ['today-phone', 'phone', '/today'],
  ['today-phone-en', 'phone', '/today', { preferences: { locale: 'en' } }],
  ['today-phone-sun', 'phone', '/today', { preferences: { theme: 'sun' } }],
  ['today-phone-night', 'phone', '/today', { preferences: { theme: 'night' } }],
  ['today-phone-200', 'phone', '/today', { preferences: { textSize: 200 } }],
  ['today-tablet', 'tablet', '/today'],
  ['today-web-desk', 'desk', '/today', { door: 'web' }],
  ['start-phone', 'phone', '/today', {}, (page) => page.getByRole('button', { name: /开始检查 上坪村/ }).click()],
  ['search-phone', 'phone', '/today', {}, async (page) => { await page.getByRole('searchbox').fill('wjg'); await page.getByText('找到 2 个村').waitFor() }],
  ['visit-phone', 'phone', '/visit/v1?group=sanwu'],
  ['visit-phone-en', 'phone', '/visit/v1?group=sanwu', { preferences: { locale: 'en' } }],
  ['visit-phone-ertong', 'phone', '/visit/v1?group=ertong'],
  ['visit-phone-siyou', 'phone', '/visit/v1?group=siyou'],
  ['visit-phone-siyou-sun', 'phone', '/visit/v1?group=siyou', { preferences: { theme: 'sun' } }],
  ['visit-phone-measures', 'phone', '/visit/v1?group=measures'],
  ['visit-phone-night', 'phone', '/visit/v1?group=ertong', { preferences: { theme: 'night' } }],
  ['visit-phone-200', 'phone', '/visit/v1?group=ertong', { preferences: { textSize: 200 } }],
  ['visit-phone-empty', 'phone', '/visit/v2?group=sanwu'],
  ['visit-tablet', 'tablet', '/visit/v1?group=sanwu'],
  ['visit-tablet-200', 'tablet', '/visit/v1?group=sanwu', { preferences: { textSize: 200 } }],
  ['visit-desk', 'desk', '/visit/v1?group=siyou'],
  ['households-phone', 'phone', '/visit/v1?group=wujing'],
  ['households-small', 'small', '/visit/v1?group=wujing'],
  ['households-phone-200', 'phone', '/visit/v1?group=wujing', { preferences: { textSize: 200 } }],
  ['households-tablet', 'tablet', '/visit/v1?group=wujing'],
  ['sighting-phone', 'phone', '/visit/v1?group=sanwu', {}, (page) => page.locator('.sighting').first().click()],
  ['sighting-same-small', 'small', '/visit/v1?group=sanwu', {}, async (page) => { await page.locator('.sighting', { hasText: '柴堆' }).first().click(); await page.locator('[data-same]').click(); await page.locator('[data-same-not]').waitFor() }],
  ['witness-phone', 'phone', '/visit/v1?group=sanwu&open=witness', {}, async (page) => { await page.getByText('签字', { exact: true }).click() }],
  ['witness-phone-refused', 'phone', '/visit/v1?group=sanwu&open=witness', {}, async (page) => { await page.getByText('拒签', { exact: true }).click(); await page.getByLabel('原因').fill('不认可扣分') }],
  ['witness-phone-absent', 'phone', '/visit/v1?group=sanwu&open=witness', {}, (page) => page.getByText('不在场', { exact: true }).click()],
  ['visit-phone-unannounced', 'phone', '/visit/v6?group=sanwu'],
  ['visit-phone-unsaved', 'phone', '/visit/v1?group=siyou', { down: true }, async (page) => { await page.getByRole('group', { name: '有经费保障' }).getByText('否').click(); await page.getByRole('alert').waitFor() }],
  ['households-phone-another', 'phone', '/visit/v1?group=wujing', {}, async (page) => { await page.getByRole('button', { name: '没人，换一户' }).click(); await page.getByRole('button', { name: '确认清掉户3的记录' }).waitFor() }],
  ['spot-new-phone', 'phone', '/visit/v2?group=sanwu', {}, (page) => page.getByRole('button', { name: '添一处' }).first().click()],
  ['missing-phone', 'phone', '/visit/v1/missing'],
  ['conflict-phone', 'phone', '/visit/v5/conflict', {}, (page) => page.getByLabel('用王秀兰的').check()],
  ['conflict-phone-200', 'phone', '/visit/v5/conflict', { preferences: { textSize: 200 } }],
  ['conflict-phone-en', 'phone', '/inbox/conflict?id=v5/H1', { preferences: { locale: 'en' } }],
  ['conflict-tablet', 'tablet', '/inbox/conflict?id=v5/H1'],
  ['inbox-phone', 'phone', '/inbox'],
  ['inbox-phone-night', 'phone', '/inbox', { preferences: { theme: 'night' } }],
  ['inbox-phone-200', 'phone', '/inbox', { preferences: { textSize: 200 } }],
  ['inbox-tablet', 'tablet', '/inbox'],
  ['inbox-none-phone', 'phone', '/inbox', { decided: true }],
  ['today-decide-phone', 'phone', '/today', { sync: { conflicts: 2 } }],
  ['me-decide-phone', 'phone', '/me', { sync: { conflicts: 2 } }],
  ['sync-link-phone', 'phone', '/sync', { sync: { phase: 'stopped', problem: 'fork', standing: 'needs_link' } }],
  ['sync-retired-phone', 'phone', '/sync', { sync: { phase: 'stopped', problem: 'retired', standing: 'retired' } }],
  ['renew-phone', 'phone', '/renew'],
  ['enrol-wiped-phone', 'phone', '/enrol', { enrolled: false, wiped: { why: 'lost', at: Date.UTC(2026, 10, 23, 1, 0), district: '清源县（示例）' } }],
  ['enrol-wiped-tablet', 'tablet', '/enrol', { enrolled: false, wiped: { why: 'retired', at: Date.UTC(2026, 10, 23, 1, 0), district: '清源县（示例）' } }],
  ['walk-live-phone', 'phone', '/walk/v1', {}, (page) => shutter(page).waitFor()],
  ['walk-phone', 'phone', '/walk/v1', {}, (page) => spot(page, '粪')],
  ['walk-phone-200', 'phone', '/walk/v1', { preferences: { textSize: 200 } }, (page) => shutter(page).waitFor()],
  ['walk-tablet', 'tablet', '/walk/v1', {}, (page) => spot(page, '乱倒')],
  ['walk-offer-phone', 'phone', '/walk/v1', {}, (page) => offered(page, '粪')],
  ['walk-offer-phone-en', 'phone', '/walk/v1', { preferences: { locale: 'en' } }, (page) => offered(page, 'Dung')],
  ['walk-offer-tablet', 'tablet', '/walk/v1', {}, (page) => offered(page, '粪')],
  ['walk-ghost-phone', 'phone', '/walk/v1', {}, (page) => walkGhost(page, '粪')],
  ['walk-ghost-phone-en', 'phone', '/walk/v1', { preferences: { locale: 'en' } }, (page) => walkGhost(page, 'Dung')],
  ['walk-ghost-phone-200', 'phone', '/walk/v1', { preferences: { textSize: 200 } }, (page) => walkGhost(page, '粪')],
  ['walk-ghost-tablet', 'tablet', '/walk/v1', {}, (page) => walkGhost(page, '粪')],
  ['consent-phone', 'phone', '/visit/v1?group=wujing', {}, async (page) => { await page.getByRole('button', { name: '厨房净' }).last().click(); await page.getByRole('button', { name: '同意，去拍' }).waitFor() }],
  ['consent-phone-200-en', 'phone', '/visit/v1?group=wujing', { preferences: { textSize: 200, locale: 'en' } }, async (page) => { await page.locator('.row > .button').nth(2).click(); await page.getByRole('button', { name: 'They agree' }).waitFor() }],
  ['home-photo-phone', 'phone', '/visit/v1?group=wujing', {}, async (page) => { await page.getByRole('button', { name: '厨房净' }).last().click(); await page.getByRole('button', { name: '同意，去拍' }).click(); await shutter(page).click(); await page.getByText('已保存', { exact: true }).waitFor(); await page.getByRole('button', { name: '拍好了' }).click(); await page.locator('.strip .photo').first().click(); await page.getByText(/户主 .* 同意拍照/).waitFor() }],
  ['camera-phone', 'phone', '/visit/v1?group=ertong', {}, async (page) => { await page.getByRole('button', { name: /拍照/ }).first().click(); await shutter(page).click(); await page.getByText('已保存', { exact: true }).waitFor() }],
  ['photo-phone', 'phone', '/visit/v7', {}, (page) => shown(page, 0)],
  ['photo-phone-en', 'phone', '/visit/v7', { preferences: { locale: 'en' } }, (page) => shown(page, 2)],
  ['photo-phone-200', 'phone', '/visit/v7', { preferences: { textSize: 200 } }, (page) => shown(page, 0)],
  ['photo-tablet', 'tablet', '/visit/v7', {}, (page) => shown(page, 0)],
  ['photo-desk', 'desk', '/visit/v7', {}, (page) => shown(page, 2)],
  ['photo-kept-strip-phone', 'phone', '/visit/v7'],
  ['photo-kept-phone', 'phone', '/visit/v7', {}, (page) => shown(page, 1)],
  ['photo-kept-phone-en', 'phone', '/visit/v7', { preferences: { locale: 'en' } }, (page) => shown(page, 1)],
  ['ghost-phone', 'phone', '/visit/v1?group=measures', {}, ghost],
  ['ghost-small', 'small', '/visit/v1?group=measures', {}, ghost],
  ['ghost-phone-en', 'phone', '/visit/v1?group=measures', { preferences: { locale: 'en' } }, ghost],
  ['ghost-phone-200', 'phone', '/visit/v1?group=measures', { preferences: { textSize: 200 } }, ghost],
  ['ghost-phone-sun', 'phone', '/visit/v1?group=measures', { preferences: { theme: 'sun' } }, async (page) => { await ghost(page); await page.getByRole('button', { name: '只看现场' }).click() }],
  ['ghost-tablet', 'tablet', '/visit/v1?group=measures', {}, ghost],
  ['pair-phone', 'phone', '/visit/v1?group=measures', {}, pair],
  ['pair-phone-en', 'phone', '/visit/v1?group=measures', { preferences: { locale: 'en' } }, pair],
  ['pair-phone-200', 'phone', '/visit/v1?group=measures', { preferences: { textSize: 200 } }, pair],
  ['pair-tablet', 'tablet', '/visit/v1?group=measures', {}, pair],
  ['pair-desk-en', 'desk', '/visit/v1?group=measures', { preferences: { locale: 'en' } }, pair],
  ['pair-slide-phone', 'phone', '/visit/v1?group=measures', {}, async (page) => { await pair(page); await page.getByText('滑动看').click() }],
  ['pair-slide-tablet', 'tablet', '/visit/v1?group=measures', {}, async (page) => { await pair(page); await page.getByText('滑动看').click() }],
  ['marks-phone', 'phone', '/visit/v1?group=yihua', {}, marks],
  ['marks-phone-en', 'phone', '/visit/v1?group=yihua', { preferences: { locale: 'en' } }, marks],
  ['marks-phone-night', 'phone', '/visit/v1?group=yihua', { preferences: { theme: 'night' } }, async (page) => { await marks(page); await page.getByRole('button', { name: '遮盖', exact: true }).last().click() }],
  ['marks-phone-200', 'phone', '/visit/v1?group=yihua', { preferences: { textSize: 200 } }, marks],
  ['marks-tablet', 'tablet', '/visit/v1?group=yihua', {}, marks],
  ['photo-marks-phone', 'phone', '/visit/v1?group=yihua', {}, marked],
  ['photo-watermark-phone', 'phone', '/visit/v7', {}, watermarked],
  ['photo-watermark-phone-en', 'phone', '/visit/v7', { preferences: { locale: 'en' } }, watermarked],
  ['photo-marks-tablet', 'tablet', '/visit/v1?group=yihua', {}, marked],
  ['voice-on-phone', 'phone', '/visit/v1?group=yihua', {}, recording],
  ['voice-on-phone-200', 'phone', '/visit/v1?group=yihua', { preferences: { textSize: 200 } }, recording],
  ['voice-on-tablet', 'tablet', '/visit/v1?group=yihua', {}, recording],
  ['voice-phone', 'phone', '/visit/v1?group=yihua', {}, said],
  ['voice-phone-en', 'phone', '/visit/v1?group=yihua', { preferences: { locale: 'en' } }, said],
  ['voice-phone-sun', 'phone', '/visit/v1?group=yihua', { preferences: { theme: 'sun' } }, said],
  ['voice-phone-night', 'phone', '/visit/v1?group=yihua', { preferences: { theme: 'night' } }, said],
  ['voice-phone-200', 'phone', '/visit/v1?group=yihua', { preferences: { textSize: 200 } }, said],
  ['voice-denied-phone', 'phone', '/visit/v1?group=yihua', {}, unheard],
  ['voice-step-phone', 'phone', '/finding/f6', {}, reasonSaid],
  ['voice-step-phone-200', 'phone', '/finding/f6', { preferences: { textSize: 200 } }, reasonSaid],
  ['voice-step-phone-en', 'phone', '/finding/f6', { preferences: { locale: 'en' } }, reasonSaid],
  ['voice-history-phone', 'phone', '/finding/f6', {}, async (page) => { await page.locator('[data-finding-steps] [data-voice]').waitFor(); await page.locator('[data-finding-steps]').scrollIntoViewIfNeeded() }],
  ['voice-spot-phone', 'phone', '/visit/v1?group=sanwu', {}, saidOfSpot],
  ['voice-spot-tablet', 'tablet', '/visit/v1?group=sanwu', {}, saidOfSpot],
  ['sync-phone', 'phone', '/sync'],
  ['sync-phone-refused', 'phone', '/sync', { sync: { phase: 'idle', refused: [{ id: 'd', code: 'forbidden', place: { id: 'x', name: '上坪村' }, rows: 3, at: Date.UTC(2026, 10, 23, 1, 0) }], clockAhead: 14 * 60_000 } }],
  ['sync-waits-phone', 'phone', '/sync', { sync: { phase: 'idle', inspectionsWaiting: 0, changesWaiting: 0, photosWaiting: 12, originalsWait: 'metered', setAside: [{ code: 'too_large', place: { id: 'x', name: '上坪村' }, at: Date.UTC(2026, 10, 23, 1, 0), again: true }, { code: 'blob_missing', place: { id: 'y', name: '石门沟村' }, at: Date.UTC(2026, 10, 22, 3, 0), again: false }] } }],
  ['sync-carried-phone', 'phone', '/sync', { sync: { carried: { inspections: 3, changes: 41, photos: 5 } } }],
  ['sync-damaged-phone', 'phone', '/sync', { sync: { damaged: true } }],
  ['handover-phone', 'phone', '/handover'],
  ['handover-phone-en', 'phone', '/handover', { preferences: { locale: 'en' } }],
  ['handover-phone-200', 'phone', '/handover', { preferences: { textSize: 200 } }],
  ['handover-phone-sun', 'phone', '/handover', { preferences: { theme: 'sun' } }],
  ['handover-tablet', 'tablet', '/handover', {}, (page) => page.getByRole('searchbox').fill('wjg')],
  ['me-phone', 'phone', '/me'],
  ['me-tablet', 'tablet', '/me'],
  ['report-small', 'low', '/report', VILLAGE],
  ['report-small-end', 'low', '/report', VILLAGE, (page) => page.evaluate(() => scrollTo(0, 1500))],
  ['report-small-filled', 'low', '/report', VILLAGE, (page) => page.getByRole('button', { name: '违建' }).click()],
  ['report-small-unsent', 'low', '/report', VILLAGE, async (page) => { await page.getByRole('button', { name: '违建' }).click(); await page.locator('[data-report-send]').click(); await page.getByRole('alert').waitFor() }],
  ['report-small-200-unsent', 'low', '/report', { ...VILLAGE, preferences: { textSize: 200 } }, async (page) => { await page.getByRole('button', { name: '粪堆' }).click(); await page.locator('[data-report-send]').click(); await page.getByRole('alert').waitFor() }],
  ['report-small-known', 'low', '/report', VILLAGE, async (page) => { await page.getByRole('button', { name: '违建' }).click(); await page.locator('[data-known]').scrollIntoViewIfNeeded() }],
  ['report-small-200-known', 'low', '/report', { ...VILLAGE, preferences: { textSize: 200 } }, async (page) => { await page.getByRole('button', { name: '违建' }).click(); await page.locator('[data-known]').scrollIntoViewIfNeeded() }],
  ['report-phone', 'phone', '/report', VILLAGE],
  ['report-phone-two', 'phone', '/report', { ...VILLAGE, places: [...VILLAGE.places, { id: '629900100202', name: '柳树湾村' }] }],
  ['report-phone-en', 'phone', '/report', { ...VILLAGE, preferences: { locale: 'en' } }],
  ['report-small-200', 'low', '/report', { ...VILLAGE, preferences: { textSize: 200 } }],
  ['report-small-200-end', 'low', '/report', { ...VILLAGE, preferences: { textSize: 200 } }, (page) => page.evaluate(() => scrollTo(0, 5000))],
  ['report-small-200-en', 'low', '/report', { ...VILLAGE, preferences: { textSize: 200, locale: 'en' } }],
  ['report-phone-sun', 'phone', '/report', { ...VILLAGE, preferences: { theme: 'sun' } }, (page) => page.getByRole('button', { name: '粪堆' }).click()],
  ['report-phone-night', 'phone', '/report', { ...VILLAGE, preferences: { theme: 'night' } }],
  ['report-tablet', 'tablet', '/report', VILLAGE],
  ['ledger-phone', 'phone', '/ledger', { roles: ['cadre'] }],
  ['ledger-small', 'low', '/ledger', { roles: ['cadre'] }],
  ['ledger-phone-200', 'phone', '/ledger', { roles: ['cadre'], preferences: { textSize: 200 } }],
  ['ledger-phone-200-end', 'phone', '/ledger', { roles: ['cadre'], preferences: { textSize: 200 } }, (page) => page.evaluate(() => scrollTo(0, 1500))],
  ['ledger-phone-150', 'phone', '/ledger', { roles: ['cadre'], preferences: { textSize: 150 } }],
  ['ledger-phone-en', 'phone', '/ledger', { roles: ['cadre'], preferences: { locale: 'en' } }],
  ['ledger-small-en', 'low', '/ledger', { roles: ['cadre'], preferences: { locale: 'en' } }],
  ['ledger-phone-night', 'phone', '/ledger', { roles: ['cadre'], preferences: { theme: 'night' } }],
  ['ledger-phone-sun', 'phone', '/ledger', { roles: ['cadre'], preferences: { theme: 'sun' } }],
  ['ledger-tablet', 'tablet', '/ledger', { roles: ['cadre'] }],
  ['ledger-end-phone', 'phone', '/ledger?day=2026-11-21', { roles: ['cadre'], ledger: { conflict: true } }],
  ['ledger-typing-phone', 'phone', '/ledger', { roles: ['cadre'] }, async (page) => { await page.getByRole('button', { name: '填农膜' }).click(); await page.getByRole('textbox', { name: '农膜' }).fill('两车'); await page.getByText('请填数字').waitFor() }],
  ['ledger-road-phone', 'phone', '/ledger', { roles: ['cadre'] }, async (page) => { await page.getByRole('button', { name: '加一条路' }).click(); await page.locator('dialog[open]').getByRole('button', { name: '保存' }).click(); await page.getByRole('alert').waitFor() }],
  ['ledger-road-phone-200', 'phone', '/ledger', { roles: ['cadre'], preferences: { textSize: 200 } }, (page) => page.getByRole('button', { name: '加一条路' }).click()],
  ['ledger-month-phone', 'phone', '/ledger', { roles: ['cadre'] }, (page) => page.getByRole('button', { name: '本月合计' }).click()],
  ['ledger-unsaved-phone', 'phone', '/ledger', { roles: ['cadre'], down: true }, async (page) => { await page.getByRole('button', { name: '农膜加 0.5' }).click(); await page.getByText('没有保存成功，请勿离开本页。').waitFor() }],
  ['ledger-read-phone', 'phone', '/ledger', { roles: ['township'], ledger: { editable: false, villages: [{ village: { id: '629900100201', name: '上坪村' }, township: { id: '629900100', name: '红泉镇' } }, { village: { id: '629900100202', name: '柳树湾村' }, township: { id: '629900100', name: '红泉镇' } }] } }],
  ['ledger-read-phone-200', 'phone', '/ledger', { roles: ['township'], ledger: { editable: false }, preferences: { textSize: 200 } }],
  ['map-phone', 'phone', '/map', {}, drawn],
  ['map-small-200', 'low', '/map', { preferences: { textSize: 200 } }, async (page) => { await drawn(page); await page.locator('[data-map]').scrollIntoViewIfNeeded() }],
  ['map-small-en', 'small', '/map', { preferences: { locale: 'en' } }, drawn],
  ['map-phone-chosen', 'phone', '/map?finding=f6', {}, async (page) => { await drawn(page); await page.locator('[data-chosen]').scrollIntoViewIfNeeded() }],
  ['map-online-phone', 'phone', '/map', ONLINE, online('vec')],
  ['map-imagery-phone', 'phone', '/map', ONLINE, online('img')],
  ['map-imagery-phone-night', 'phone', '/map?finding=f6', { ...ONLINE, preferences: { theme: 'night' } }, online('img')],
  ['map-online-phone-night', 'phone', '/map', { ...ONLINE, preferences: { theme: 'night' } }, online('vec')],
  ['map-online-small-200', 'low', '/map', { ...ONLINE, preferences: { textSize: 200 } }, online('vec')],
  ['map-online-small-en', 'small', '/map', { ...ONLINE, preferences: { locale: 'en' } }, online('vec')],
  ['map-imagery-tablet', 'tablet', '/map', { ...ONLINE, findings: 500 }, online('img')],
  ['map-imagery-desk', 'desk', '/map', { ...ONLINE, door: 'web' }, online('img')],
  ['map-phone-night', 'phone', '/map', { preferences: { theme: 'night' } }, drawn],
  ['map-phone-sun', 'phone', '/map', { preferences: { theme: 'sun' } }, drawn],
  ['map-tablet', 'tablet', '/map?finding=f5', { findings: 10_000 }, drawn],
  ['map-desk', 'desk', '/map', { findings: 10_000 }, drawn],
  ['map-phone-none', 'phone', '/map', { findings: 0 }, drawn],
  ['map-phone-web', 'phone', '/map', { door: 'web' }, async (page) => { await drawn(page); await page.getByText('还没有底图').scrollIntoViewIfNeeded(); expect(await page.getByRole('button', { name: '下载底图' }).count()).toBe(0) }],
  ['township-phone', 'phone', '/township', DEPUTY],
  ['township-phone-end', 'phone', '/township', DEPUTY, (page) => page.locator('[data-township-score]').scrollIntoViewIfNeeded()],
  ['township-phone-gains', 'phone', '/township', DEPUTY, (page) => page.evaluate(() => scrollTo(0, 9_000))],
  ['township-phone-en', 'phone', '/township', { ...DEPUTY, preferences: { locale: 'en' } }],
  ['township-phone-en-end', 'phone', '/township', { ...DEPUTY, preferences: { locale: 'en' } }, (page) => page.evaluate(() => scrollTo(0, 9_000))],
  ['township-phone-sun', 'phone', '/township', { ...DEPUTY, preferences: { theme: 'sun' } }],
  ['township-phone-night', 'phone', '/township', { ...DEPUTY, preferences: { theme: 'night' } }],
  ['township-phone-200', 'phone', '/township', { ...DEPUTY, preferences: { textSize: 200 } }],
  ['township-phone-200-villages', 'phone', '/township', { ...DEPUTY, preferences: { textSize: 200 } }, (page) => page.locator('.village-row').first().scrollIntoViewIfNeeded()],
  ['township-phone-200-end', 'phone', '/township', { ...DEPUTY, preferences: { textSize: 200 } }, (page) => page.evaluate(() => scrollTo(0, 9_000))],
  ['township-tablet', 'tablet', '/township', DEPUTY],
  ['township-desk', 'desk', '/township', { ...DEPUTY, door: 'web' }],
  ['township-thin-phone', 'phone', '/township', { ...DEPUTY, told: 2, findings: 3 }, (page) => page.locator('[data-township-score]').scrollIntoViewIfNeeded()],
  ['township-none-phone', 'phone', '/township', { ...DEPUTY, told: 0, findings: 0 }],
  ['township-code-phone', 'phone', '/township', DEPUTY, async (page) => { await page.locator('[data-cadres] summary').click(); await page.locator('[data-cadre]').first().click(); await page.locator('[data-code-enrol]').waitFor() }],
  ['township-code-made-phone', 'phone', '/township', DEPUTY, (page) => coded(page, 'enrol')],
  ['township-code-made-phone-200', 'phone', '/township', { ...DEPUTY, preferences: { textSize: 200 } }, (page) => coded(page, 'enrol')],
  ['township-code-made-phone-en', 'phone', '/township', { ...DEPUTY, preferences: { locale: 'en' } }, (page) => coded(page, 'enrol')],
  ['township-code-made-desk', 'desk', '/township', { ...DEPUTY, door: 'web', preferences: { theme: 'night' } }, (page) => coded(page, 'sign-in')],
  ['finding-same-small', 'low', '/finding/f4', VILLAGE],
  ['finding-same-small-200', 'low', '/finding/f4', { ...VILLAGE, preferences: { textSize: 200 } }, (page) => page.locator('[data-near]').scrollIntoViewIfNeeded()],
  ['finding-same-said-phone', 'phone', '/finding/f4', VILLAGE, async (page) => { await page.locator('[data-same]').click(); await page.locator('[data-same-as]').waitFor() }],
  ['finding-same-said-phone-en', 'phone', '/finding/f2', { ...VILLAGE, preferences: { locale: 'en' } }],
  ['finding-same-also-phone', 'phone', '/finding/f0', VILLAGE],
  ['finding-same-opened-phone', 'phone', '/finding/f4', VILLAGE, async (page) => { await page.locator('[data-near]').getByText('打开').click(); await page.waitForURL(/finding\/f3/); await page.locator('[data-near]').waitFor({ state: 'detached' }) }],
  ['finding-same-withdraw-small', 'low', '/finding/f2', { roles: ['supervisor'] }, async (page) => { await page.getByRole('button', { name: '撤销' }).click(); await page.locator('[data-step-send]:enabled').waitFor() }],
  ['finding-owner-small', 'low', '/finding/f1', VILLAGE, owned],
  ['finding-owner-small-200', 'low', '/finding/f1', { ...VILLAGE, preferences: { textSize: 200 } }, owned],
  ['finding-owner-phone-en', 'phone', '/finding/f1', { ...VILLAGE, preferences: { locale: 'en' } }, owned],
  ['finding-owner-phone-none', 'phone', '/finding/f1', { ...VILLAGE, owner: null }, owned],
  ['finding-owner-phone-read', 'phone', '/finding/f1', { preferences: { theme: 'night' } }, owned],
  ['finding-owner-sheet-small', 'low', '/finding/f1', VILLAGE, writesOwner],
  ['finding-owner-sheet-small-200', 'low', '/finding/f1', { ...VILLAGE, preferences: { textSize: 200 } }, writesOwner],
  ['finding-owner-sheet-phone', 'phone', '/finding/f1', VILLAGE, async (page) => { await writesOwner(page); await page.locator('[data-owner-phone]').fill('一三九'); await page.locator('[data-owner-save]').click(); await page.getByRole('alert').waitFor() }],
  ['finding-owner-sheet-phone-en', 'phone', '/finding/f1', { ...VILLAGE, preferences: { locale: 'en', theme: 'sun' } }, writesOwner],
  ['scan-phone', 'phone', '/tasks', VILLAGE, (page) => scanned(page)],
  ['scan-small-200', 'low', '/tasks', { ...VILLAGE, preferences: { textSize: 200 } }, (page) => scanned(page, '7K3M-9QPD-2F4H')],
  ['scan-phone-en', 'phone', '/tasks', { ...VILLAGE, preferences: { locale: 'en' } }, (page) => scanned(page, 'https://xuncun.beiyuan.example/#/finding/7K3M-9QPD-2F4H')],
  ['scan-phone-night', 'phone', '/tasks', { ...VILLAGE, preferences: { theme: 'night' } }, (page) => scanned(page, 'https://u.wechat.example/x')],
  ['scan-tablet', 'tablet', '/tasks', {}, (page) => scanned(page, '6901234567892')],
  ['tasks-scan-phone', 'phone', '/tasks', VILLAGE, (page) => page.locator('[data-scan]').waitFor()],
  ['tasks-part-phone', 'phone', '/township', DEPUTY, async (page) => { await page.locator('[data-township-cells] a').nth(1).click(); await page.locator('[data-whole]').waitFor() }],
  ['tasks-part-none-phone', 'phone', '/tasks?only=asked&village=629900100201', { ...DEPUTY, findings: 0 }],
  ['notices-phone', 'phone', '/notices', { roles: ['cadre'] }],
  ['notice-phone', 'phone', '/notices', { roles: ['cadre'] }, async (page) => { await page.locator('.notice').first().click(); await page.getByText('三组 井房北').waitFor() }],
  ['enrol-link-phone', 'phone', '/enrol', { enrolled: false }],
  ['enrol-phone', 'phone', '/enrol', { enrolled: false }, async (page) => { await page.locator('[data-enrol-link]').fill('xuncun://enrol?s=x'); await page.getByRole('button', { name: '下一步' }).click(); await page.getByText('松树').waitFor() }],
  ['enrol-progress-phone', 'phone', '/enrol', { enrolled: false }, async (page) => { await page.locator('[data-enrol-link]').fill('xuncun://enrol?s=x'); await page.getByRole('button', { name: '下一步' }).click(); await page.getByRole('button', { name: '六个都一样' }).click(); await page.getByText('62%').waitFor() }],
]

test.each(screens.filter(([name]) => !only || name.includes(only)))('%s', async (name, size, route, options, steps) => {
  const page = await open(size, route, options)
  await steps?.(page)
  await settle(page)
  await look(page, name)
  await page.context().close()
})
