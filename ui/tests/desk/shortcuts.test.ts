import { afterEach, describe, expect, it } from 'vitest'
import { shortcutOf } from '@/desk/review/shortcuts'

function press(key: string, on?: Element, init: KeyboardEventInit = {}, dialogOpen = false) {
  const target = on ?? document.body
  let seen: ReturnType<typeof shortcutOf>
  const listen = (event: Event) => (seen = shortcutOf(event as KeyboardEvent, dialogOpen))
  document.addEventListener('keydown', listen, { once: true })
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
  return seen
}

function put(html: string): Element {
  document.body.innerHTML = html
  const inner = document.querySelector('[data-focus]') ?? document.body.firstElementChild
  if (!inner) throw new Error('nothing put')
  return inner
}

afterEach(() => (document.body.innerHTML = ''))

describe('shortcuts of the review desk', () => {
  it.each([
    ['j', 'next'],
    ['J', 'next'],
    ['k', 'previous'],
    ['ArrowRight', 'nextPhoto'],
    ['ArrowLeft', 'previousPhoto'],
    ['a', 'accept'],
    ['r', 'return'],
    ['x', undefined],
    ['ArrowDown', undefined],
  ])('%s means %s', (key, meaning) => {
    expect(press(key)).toBe(meaning)
  })

  it.each([
    '<input>',
    '<textarea></textarea>',
    '<select></select>',
    '<div contenteditable="true"></div>',
    '<div role="combobox"><b data-focus></b></div>',
    '<div role="dialog"><button data-focus></button></div>',
    '<dialog><button data-focus></button></dialog>',
  ])('leaves letters to %s', (html) => {
    expect(press('a', put(html))).toBeUndefined()
  })

  it('leaves letters alone while a dialog is open elsewhere', () => {
    expect(press('a', put('<button></button>'), {}, true)).toBeUndefined()
    expect(press('a', put('<button></button>'), {}, false)).toBe('accept')
  })

  it('leaves an input method its letters while it composes', () => {
    expect(press('a', undefined, { isComposing: true })).toBeUndefined()
  })

  it.each([{ ctrlKey: true }, { metaKey: true }, { altKey: true }])('leaves the browser its own with %j', (modifier) => {
    expect(press('r', undefined, modifier)).toBeUndefined()
  })

  it('leaves arrows to who moves by them, and letters to the desk', () => {
    const radio = put('<div role="radiogroup"><button data-focus></button></div>')
    expect(press('ArrowLeft', radio)).toBeUndefined()
    expect(press('j', radio)).toBe('next')
    expect(press('ArrowRight', put('<svg class="map-keys"><path data-focus></path></svg>'))).toBeUndefined()
  })

  it('never accepts or returns by a held key, but walks the queue by one', () => {
    expect(press('a', undefined, { repeat: true })).toBeUndefined()
    expect(press('r', undefined, { repeat: true })).toBeUndefined()
    expect(press('j', undefined, { repeat: true })).toBe('next')
  })

  it('turns photographs in the drawer that holds them, and gives no verdict there', () => {
    const inside = put('<div role="dialog"><section data-photo-keys><button data-focus></button></section></div>')
    expect([press('ArrowRight', inside), press('a', inside)]).toEqual(['nextPhoto', undefined])
    expect(press('ArrowRight', put('<div role="dialog"><button data-focus></button></div>'))).toBeUndefined()
  })
})
