// The desk and the start page over an invented district, photographed at three widths into tests/out, with an axe run of
// each where axe-core is installed. `ONLY=review npm run screens` takes those with the name.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawn, launchOptions, settle } from './browser'
import { type DeskOptions, reply, scene } from '../fixture/desk'
import { tileAt } from '../fixture/tile'

const DIST = process.env.DIST ?? join(import.meta.dirname, '../../dist')
const OUT = join(import.meta.dirname, '../out')
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }
const SIZES = { desk: [1440, 900], tablet: [1180, 820], narrow: [1000, 800], phone: [390, 844] } as const
type Size = keyof typeof SIZES

const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).click()
async function evidence(page: Page, size: Size) {
  if (size !== 'desk') await press(/^照片 \d/)(page)
}
/** Steps on to the last photograph, which is one from after. */
async function lastPhoto(page: Page) {
  await page.locator('[data-photo-keys]').waitFor()
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight')
}
/** Types a verification code, and has it looked for. */
async function verify(page: Page, code: string) {
  await page.getByRole('button', { name: /^(核验照片|Verify photo)$/ }).click()
  await page.locator('#photo-code').fill(code)
  await page.locator('#photo-code').press('Enter')
  await page.locator('[data-found] .one, [role=dialog] [role=alert]').first().waitFor()
}
/** Steps on to the photograph that cannot be shown. */
async function keptPhoto(page: Page, size: Size) {
  await evidence(page, size)
  await page.locator('[data-photo-keys]').waitFor()
  for (let step = 0; step < 2; step += 1) await page.keyboard.press('ArrowRight')
}
/** The map stands beside the list where there is room for both. */
/** A key of the online map. */
const KEY = '0123456789abcdef0123456789abcdef'
const drawnBeside = async (page: Page, size: Size) => (size === 'desk' || size === 'tablet' ? drawn(page) : undefined)
/** Goes over the map until a mark says what it is. */
async function hoverMark(page: Page) {
  await drawn(page)
  const box = await page.locator('[data-map]').boundingBox()
  for (let y = 16; box && y < box.height; y += 16)
    for (let x = 16; x < box.width - 70; x += 16) {
      await page.mouse.move(box.x + x, box.y + y)
      if (await page.locator('.tip').count()) return
    }
  throw new Error('no mark says anything')
}
interface Screen {
  name: string
  route: string
  sizes: Size[]
  options?: DeskOptions
  act?: (page: Page, size: Size) => Promise<unknown>
}
const SCREENS: Screen[] = [
  { name: 'overview', route: '/overview', sizes: ['desk', 'tablet', 'phone'] },
  { name: 'overview-en', route: '/overview', sizes: ['desk', 'phone'], options: { locale: 'en' } },
  { name: 'overview-tip', route: '/overview', sizes: ['desk'], act: (page) => page.locator('path.village').nth(150).hover() },
  { name: 'overview-keys', route: '/overview', sizes: ['desk'], act: (page) => page.locator('path[tabindex="0"]').press('ArrowRight') },
  { name: 'overview-list', route: '/overview', sizes: ['desk', 'phone'], act: press('列表') },
  { name: 'review', route: '/review/v0', sizes: ['desk', 'tablet', 'narrow', 'phone'] },
  { name: 'review-en', route: '/review/v1', sizes: ['desk', 'phone'], options: { locale: 'en' } },
  { name: 'review-below', route: '/review/v2', sizes: ['desk'], act: (page) => page.locator('section.detail').evaluate((pane) => pane.scrollTo(0, 520)) },
  { name: 'review-voices', route: '/review/v2', sizes: ['desk', 'narrow', 'phone'], act: async (page) => (await page.locator('[data-voice]').first().waitFor(), page.locator('[data-voice]').first().scrollIntoViewIfNeeded()) },
  { name: 'review-queue', route: '/review?show=all', sizes: ['desk', 'phone'] },
  { name: 'review-evidence', route: '/review/v1', sizes: ['narrow', 'phone'], act: evidence },
  { name: 'review-return', route: '/review/v1', sizes: ['desk', 'phone'], act: async (page) => (await press('退回重查')(page), press('缺远景')(page)) },
  { name: 'review-conflict', route: '/review/v10', sizes: ['desk', 'phone'] },
  { name: 'review-zoom', route: '/review/v1', sizes: ['desk', 'phone'], act: async (page, size) => (await evidence(page, size), press(/^放大照片/)(page)) },
  { name: 'review-origin', route: '/review/v3', sizes: ['desk', 'tablet', 'phone'] },
  { name: 'review-origin-en', route: '/review/v3', sizes: ['desk', 'phone'], options: { locale: 'en' } },
  { name: 'review-kept', route: '/review/v3', sizes: ['desk', 'phone'], act: keptPhoto },
  { name: 'review-kept-en', route: '/review/v3', sizes: ['desk'], options: { locale: 'en' }, act: keptPhoto },
  { name: 'review-kept-zoom', route: '/review/v3', sizes: ['desk', 'phone'], act: async (page, size) => (await keptPhoto(page, size), press(/^放大照片/)(page)) },
  { name: 'review-zoom-en', route: '/review/v1', sizes: ['tablet'], options: { locale: 'en' }, act: press(/^Enlarge/) },
  { name: 'review-pair-en', route: '/review/v1', sizes: ['desk'], options: { locale: 'en' }, act: async (page) => (await lastPhoto(page), press('Before and after')(page)) },
  { name: 'review-pair', route: '/review/v1', sizes: ['desk', 'narrow', 'phone'], act: async (page, size) => (await evidence(page, size), await lastPhoto(page), press('整改对比')(page)) },
  { name: 'review-pair-slide', route: '/review/v1', sizes: ['desk'], act: async (page) => (await lastPhoto(page), await press('整改对比')(page), page.getByText('滑动看').click()) },
  { name: 'review-empty', route: '/review', sizes: ['desk', 'phone'], options: { empty: true } },
  { name: 'find', route: '/overview', sizes: ['desk', 'tablet', 'phone'], act: (page) => verify(page, '7k3m9qpd2f4h') },
  { name: 'find-en', route: '/review/v1', sizes: ['desk', 'phone'], options: { locale: 'en' }, act: (page) => verify(page, '1K3M-9QPD-2F4H') },
  { name: 'find-none', route: '/review/v1', sizes: ['desk', 'phone'], act: (page) => verify(page, '7K3M-9QPD') },
  { name: 'overview-night', route: '/overview', sizes: ['desk'], options: { theme: 'night' } },
  { name: 'overview-sun', route: '/overview', sizes: ['desk'], options: { theme: 'sun' } },
  { name: 'overview-200', route: '/overview', sizes: ['desk'], options: { textSize: 200 } },
  { name: 'review-night', route: '/review/v0', sizes: ['desk'], options: { theme: 'night' } },
  { name: 'review-sun', route: '/review/v0', sizes: ['desk'], options: { theme: 'sun' } },
  { name: 'review-200', route: '/review/v0', sizes: ['desk'], options: { textSize: 200 } },
  { name: 'findings', route: '/findings?finding=f1', sizes: ['desk', 'tablet', 'narrow', 'phone'], act: drawnBeside },
  { name: 'findings-map', route: '/findings?finding=f1', sizes: ['narrow', 'phone'], act: async (page) => (await press('地图')(page), drawn(page)) },
  { name: 'findings-imagery', route: '/findings?villages=629900100201', sizes: ['desk', 'tablet'], options: { tianditu: KEY }, act: async (page) => (await drawn(page), await page.locator('[data-look=img]').click(), await page.locator('[data-online=img]').waitFor(), drawn(page)) },
  { name: 'findings-online-map', route: '/findings', sizes: ['desk'], options: { tianditu: KEY, locale: 'en' }, act: async (page) => (await page.locator('[data-online=vec]').waitFor(), drawn(page)) },
  { name: 'findings-map-hover', route: '/findings?villages=629900100201', sizes: ['desk'], act: hoverMark },
  { name: 'findings-en', route: '/findings', sizes: ['desk', 'tablet'], options: { locale: 'en' }, act: drawnBeside },
  { name: 'findings-many', route: '/findings', sizes: ['desk'], options: { findings: 10_000 }, act: async (page) => (await drawn(page), page.getByRole('grid').press('End')) },
  { name: 'findings-open', route: '/findings?finding=f1&open=1', sizes: ['desk', 'tablet', 'phone'] },
  { name: 'findings-same', route: '/findings?finding=f4&open=1', sizes: ['desk', 'narrow', 'phone'] },
  { name: 'findings-same-also', route: '/findings?finding=f0&open=1', sizes: ['desk'], options: { locale: 'en' } },
  { name: 'findings-same-said', route: '/findings?finding=f2&open=1', sizes: ['desk', 'phone'], act: async (page) => (await press('撤销')(page), page.locator('section.detail form').waitFor()) },
  { name: 'findings-owner', route: '/findings?finding=f1&open=1', sizes: ['desk', 'phone'], act: (page) => page.locator('a.dial').evaluate((link) => link.scrollIntoView({ block: 'center' })) },
  { name: 'findings-steps', route: '/findings?finding=f1&open=1', sizes: ['desk'], act: (page) => page.locator('section.detail').evaluate((pane) => pane.scrollTo(0, 9999)) },
  { name: 'review-assign', route: '/review/v1', sizes: ['desk'], act: async (page) => (await page.getByText('现场看到').click(), press('交办其余')(page)) },
  { name: 'findings-moved', route: '/findings?finding=f1&open=1', sizes: ['desk'], act: async (page) => (await press('复核通过')(page), await press('确定复核通过')(page), page.getByText('刚才有人先办了一步').waitFor()) },
  { name: 'findings-filter', route: '/findings?townships=629900100,629900101&due=overdue', sizes: ['desk'], act: async (page) => (await drawn(page), press(/^种类/)(page)) },
  { name: 'findings-code', route: '/findings', sizes: ['desk', 'phone'], act: async (page) => (await page.getByRole('searchbox').fill('7K3M-9QPD-2F4H'), page.locator('.bar [role=alert]').waitFor()) },
  { name: 'findings-bulk', route: '/findings', sizes: ['desk'], act: async (page) => (await page.getByLabel('全选').check(), await press('一起办')(page), await page.getByRole('button', { name: '撤销' }).click()) },
  { name: 'findings-night', route: '/findings', sizes: ['desk'], options: { theme: 'night' }, act: drawn },
  { name: 'findings-sun', route: '/findings', sizes: ['desk'], options: { theme: 'sun' }, act: drawn },
  { name: 'findings-empty', route: '/findings', sizes: ['desk'], options: { empty: true } },
  { name: 'look-back', route: '/findings', sizes: ['desk', 'phone'], options: { findings: 3000 }, act: async (page) => (await press('回头看抽查')(page), page.getByText('以前的抽查').waitFor()) },
  { name: 'look-back-en', route: '/findings', sizes: ['desk'], options: { locale: 'en', findings: 3000 }, act: async (page) => (await press('Draw look-backs')(page), page.getByText('Earlier draws').waitFor()) },
  { name: 'look-back-drawn', route: '/findings?draw=d1&statuses=all', sizes: ['desk', 'tablet', 'phone'], act: async (page) => (await page.locator('.strip summary').click(), page.locator('.strip code').waitFor()) },
  { name: 'look-back-night', route: '/findings?draw=d2&statuses=all', sizes: ['desk'], options: { theme: 'night' } },
  { name: 'village', route: '/village/629900100201', sizes: ['desk', 'tablet', 'narrow', 'phone'], options: { findings: 3000 } },
  { name: 'village-en', route: '/village/629900100201', sizes: ['desk', 'phone'], options: { locale: 'en' } },
  { name: 'village-part', route: '/village/629900100201?part=findings', sizes: ['desk'], options: { findings: 3000 } },
  { name: 'village-empty', route: '/village/629900100202', sizes: ['desk', 'phone'], options: { empty: true } },
  { name: 'village-unknown', route: '/village/0', sizes: ['desk'] },
  { name: 'village-night', route: '/village/629900100201', sizes: ['desk'], options: { theme: 'night', findings: 3000 } },
  { name: 'village-sun', route: '/village/629900100201', sizes: ['desk'], options: { theme: 'sun', findings: 3000 } },
  { name: 'village-200', route: '/village/629900100201', sizes: ['desk', 'phone'], options: { textSize: 200, findings: 3000 } },
  { name: 'start', route: '/start', sizes: ['desk', 'tablet', 'phone'], options: { signedIn: false } },
  { name: 'start-en', route: '/start', sizes: ['desk', 'phone'], options: { signedIn: false, locale: 'en' } },
  { name: 'sign-in', route: '/start', sizes: ['desk', 'phone'], options: { signedIn: false, demo: false } },
  { name: 'sign-in-used', route: '/sign-in/abc', sizes: ['desk'], options: { signedIn: false } },
]
const cases = SCREENS.flatMap((screen) => screen.sizes.map((size) => [`${screen.name}-${size}`, screen, size] as const))

let browser: Browser
let axe: string | undefined
beforeAll(async () => {
  mkdirSync(OUT, { recursive: true })
  try {
    axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  } catch {
    axe = undefined
  }
  browser = await chromium.launch(launchOptions)
})
afterAll(() => browser.close())

test.each(cases.filter(([name]) => !process.env.ONLY || name.includes(process.env.ONLY)))('%s', async (name, screen, size) => {
  const [width, height] = SIZES[size]
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && !line.text().includes('Failed to load') && !line.text().includes('GL Driver Message') && wrong.push(line.text()))
  await page.clock.setFixedTime(new Date(Date.UTC(2026, 10, 23, 2, 32, 8)))
  await page.route('**/*', (route) => {
    const { href, pathname } = new URL(route.request().url())
    const tile = tileAt(href)
    if (tile) return route.fulfill({ contentType: 'image/png', headers: { 'access-control-allow-origin': '*' }, body: tile })
    if (pathname.startsWith('/web/media/heic')) return route.fulfill({ contentType: 'image/heic', body: 'no browser here shows it' })
    if (pathname.startsWith('/web/media/')) return route.fulfill({ contentType: 'image/svg+xml', body: scene(decodeURIComponent(pathname.split('/')[3] ?? '')) })
    if (pathname === '/web/live') return route.fulfill({ contentType: 'text/event-stream', body: ': quiet\n\n' })
    if (pathname.startsWith('/web/')) {
      const { status = 200, body } = reply(pathname, route.request().method() === 'POST' ? route.request().postDataJSON() : null, screen.options)
      return route.fulfill({ status, json: body })
    }
    const file = pathname === '/' ? 'index.html' : pathname.slice(1)
    return route.fulfill({ contentType: TYPES[file.split('.').pop() ?? ''] ?? 'text/plain', body: readFileSync(join(DIST, file)) })
  })
  await page.goto(`http://localhost/#${screen.route}`)
  await page.waitForSelector('h1')
  await settle(page)
  await screen.act?.(page, size)
  await settle(page)
  await page.screenshot({ path: join(OUT, `desk-${name}.png`) })
  if ((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) > 0) wrong.push('scrolls sideways')
  if (axe) wrong.push(...(await violations(page, axe)))
  await context.close()
  expect(wrong, name).toEqual([])
})

/** What axe finds, but for two landmarks of Element Plus: its dialogs have a `<header>` of their own. */
async function violations(page: Page, source: string): Promise<string[]> {
  await page.evaluate(source)
  const found = await page.evaluate(async () => {
    const runner = (window as unknown as { axe: { run(on: Document): Promise<{ violations: Array<{ id: string; impact: string; nodes: Array<{ html: string }> }> }> } }).axe
    return (await runner.run(document)).violations.map((one) => ({ id: one.id, said: `${one.impact} ${one.id} ×${one.nodes.length} ${one.nodes[0]?.html.slice(0, 120)}` }))
  })
  return found.filter((one) => !one.id.startsWith('landmark-')).map((one) => one.said)
}
