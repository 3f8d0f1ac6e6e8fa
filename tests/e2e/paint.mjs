// How long the desk's findings take to be there in a fresh page, list and map: for `make bench`.
// `paint.mjs ROUNDS SIGN-IN-LINK...` opens the page at each link's server in turn and prints milliseconds since the page was asked for:
// [{ list: [...], map: [...] }, ...], in the order of the links.
import { launch, Visitor } from './kit/browser.mjs'

const [rounds, ...links] = process.argv.slice(2)
const LIMIT = 120_000

/** In the page: when the first line of the list was drawn, and then when the map had drawn what it has. */
function watching() {
  const seen = (selector) =>
    new Promise((found) => {
      const look = () => (document.querySelector(selector) ? requestAnimationFrame(() => found(performance.now())) : requestAnimationFrame(look))
      look()
    })
  globalThis.painted = seen('[role=grid] .line').then(async (list) => ({ list, map: await seen('[data-map][data-idle]') }))
}

const browser = await launch()
const visitors = []
for (const link of links) {
  const { origin, hash } = new URL(link)
  const visitor = await Visitor.open(browser, origin, '1440x900')
  visitor.context.setDefaultTimeout(LIMIT)
  await visitor.signIn(hash.split('/').pop(), '/')
  visitors.push({ visitor, times: { list: [], map: [] } })
}
for (let round = 0; round < Number(rounds); round += 1) {
  for (const { visitor, times } of visitors) {
    await visitor.page.close()
    const page = await visitor.newPage()
    await page.addInitScript(watching)
    await visitor.goto('/findings')
    const { list, map } = await page.evaluate(() => globalThis.painted)
    times.list.push(list)
    times.map.push(map)
    if (visitor.troubles.length) throw new Error(visitor.troubles.join('\n'))
  }
}
await browser.close()
console.log(JSON.stringify(visitors.map(({ times }) => times)))
