// What holds for every screen: readable by all, no sideways scroll, and English that is English.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { require } from './browser.mjs'
import { assert } from './suite.mjs'

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const WORDS = resolve(import.meta.dirname, '../../../ui/src/shared/words/zh-CN')

/** No serious and no critical finding of axe-core. */
export async function accessible(page, where) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] })
    return result.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical').map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)
  })
  assert.deepEqual(found, [], `axe on ${where}`)
}

/** Nothing is wider than the window: neither the page nor a dialog over it. */
export async function fits(page, where) {
  const wide = await page.evaluate(() => {
    const root = document.documentElement
    const boxes = [root, ...document.querySelectorAll('dialog[open], [role=dialog], main, .detail, .evidence, .pane, .middle, .work')]
    return boxes.filter((box) => box.clientWidth > 0 && box.scrollWidth > Math.max(box.clientWidth, 1) && (box === root || getComputedStyle(box).overflowX !== 'visible')).map((box) => {
      const right = box.getBoundingClientRect().left + box.clientWidth
      const scrolls = (one) => one !== box && one !== root && getComputedStyle(one).overflowX !== 'visible'
      const inside = (one) => { for (let up = one.parentElement; up && up !== box; up = up.parentElement) if (scrolls(up)) return true; return false }
      const guilty = [...box.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > right + 1 && !inside(one)).slice(-3).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 20)}`)
      return `${box.tagName} ${box.scrollWidth} > ${box.clientWidth}: ${guilty.join(' | ')}`
    })
  })
  assert.deepEqual(wide, [], `sideways scroll on ${where}`)
}

/** What scrolls ends with what is in it: no blank space below the last thing that is seen, neither in the page nor in a part of it. */
export async function ends(page, where) {
  const blank = await page.evaluate(() => {
    const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).clipPath === 'none'
    const scrolling = [document.documentElement, ...document.querySelectorAll('main, .middle, .aside, .rail, .detail, .evidence, .pane, .work, dialog[open]')].filter((box) => box.scrollHeight > box.clientHeight + 1)
    return scrolling.flatMap((box) => {
      if (box !== document.documentElement && getComputedStyle(box).overflowY === 'visible') return []
      const top = box === document.documentElement ? -window.scrollY : box.getBoundingClientRect().top - box.scrollTop
      const within = (one) => { for (let up = one.parentElement; up && up !== box; up = up.parentElement) if (getComputedStyle(up).overflowY !== 'visible') return true; return false }
      const bottoms = [...box.querySelectorAll('*')].filter((one) => one.getClientRects().length && seen(one) && !within(one)).map((one) => one.getBoundingClientRect().bottom - top)
      const blankness = box.scrollHeight - Math.max(0, ...bottoms)
      return blankness > 64 ? [`${box.tagName}.${box.className}: ${Math.round(blankness)} px of nothing below`] : []
    })
  })
  assert.deepEqual(blank, [], `blank space on ${where}`)
}

/** Every text lies inside of the box that clips it: nothing is cut off, except where an ellipsis says so. */
export async function whole(page, where) {
  const cut = await page.evaluate(() => {
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const node = walker.currentNode
      const holder = node.parentElement
      if (!node.textContent.trim() || !holder?.checkVisibility({ visibilityProperty: true }) || holder.closest('.heard, svg, option, textarea')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) {
        for (let box = holder; box && box !== document.body; box = box.parentElement) {
          const style = getComputedStyle(box)
          if (style.display === 'inline' || style.display === 'contents') continue
          // a separator that begins a line is cut off on purpose
          if (holder.classList.contains('sep') && style.overflowX === 'clip') break
          const edge = box.getBoundingClientRect()
          if (style.overflowX === 'auto' || style.overflowX === 'scroll') break
          if (style.textOverflow === 'ellipsis') break
          if (rect.right > edge.right + 1.5 && (style.overflowX !== 'visible' || box === holder)) { found.push(`${node.textContent.trim().slice(0, 30)} in ${box.tagName}.${box.className}: ${Math.round(rect.right)} > ${Math.round(edge.right)}`); break }
        }
      }
    }
    return [...new Set(found)]
  })
  assert.deepEqual(cut, [], `text wider than its box on ${where}`)
}

/** Whatever a finger taps is at least 48 px in both directions, the box around it where a label carries it. */
export async function reachable(page, where) {
  const small = await page.evaluate(() => {
    const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body
    return [...top.querySelectorAll('button, a[href], input, select, textarea, [role=button]')].flatMap((one) => {
      const label = one.closest('label')
      const target = label ?? one
      if (!target.checkVisibility({ visibilityProperty: true }) || one.closest('.heard') || one.classList.contains('heard')) return []
      const { width, height } = target.getBoundingClientRect()
      return width >= 47.5 && height >= 47.5 ? [] : [`${one.tagName}.${one.className} ${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 20)}: ${Math.round(width)} × ${Math.round(height)}`]
    })
  })
  assert.deepEqual(small, [], `targets under 48 px on ${where}`)
}

/** Every Chinese text of an English screen is data: it came from the server, and it is none of the Chinese catalogue's words. */
export async function english(visitor, where) {
  const texts = await visitor.page.evaluate(() => {
    const found = []
    const visible = (element) => element.checkVisibility() && !element.closest('[lang]:not(html)')
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim()
      if (text && walker.currentNode.parentElement && visible(walker.currentNode.parentElement)) found.push(text)
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
      if (visible(element)) for (const name of ['aria-label', 'title', 'placeholder', 'alt']) if (element.getAttribute(name)) found.push(element.getAttribute(name).trim())
    return found
  })
  const data = [...visitor.data]
  const wrong = texts.filter((text) => /\p{Script=Han}/u.test(text) && text !== OWN_NAME && (CHINESE.some((word) => word.test(text)) || text.match(/\p{Script=Han}+/gu).some((run) => !data.some((given) => given.includes(run)))))
  assert.deepEqual(wrong, [], `Chinese on the English ${where}`)
}

/** Chinese calls itself so in every language. */
const OWN_NAME = '中文'

/** The Chinese catalogue's messages as patterns for a whole text. */
const CHINESE = (() => {
  const { transpileModule } = require('typescript')
  const words = ['shared', 'field', 'ledger', 'desk', 'start', 'error', 'refusal', 'photo', 'finding', 'task'].flatMap((part) => {
    const module = { exports: {} }
    new Function('exports', transpileModule(readFileSync(join(WORDS, `${part}.ts`), 'utf8'), { compilerOptions: { module: 1 } }).outputText)(module.exports)
    // sentences that are offered are what people then say: data in whatever language it was said
    const { say: _offered, ...words } = module.exports.default
    return leaves(words)
  })
  return words.filter((word) => /\p{Script=Han}/u.test(word)).map((word) => new RegExp(`^${word.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^\\p{Script=Han}]*')}$`, 'u'))
})()

function leaves(words) {
  return Object.values(words).flatMap((word) => (typeof word === 'string' ? [word] : leaves(word)))
}
