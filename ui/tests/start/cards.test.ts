import { describe, expect, it } from 'vitest'
import { cardsOf, codeIn } from '@/start/cards'

describe('the start page', () => {
  it('shows one card a role, in the order of the day', () => {
    const link = (role: 'admin' | 'supervisor' | 'inspector' | 'cadre', person: string) => ({ role, person, code: person })
    const cards = cardsOf([link('supervisor', 's'), link('admin', 'a'), link('inspector', 'i'), link('inspector', 'j')])
    expect(cards.map((card) => card.person)).toEqual(['i', 's'])
  })
})

describe('a pasted sign-in', () => {
  it.each([
    ['http://127.0.0.1:8600/#/sign-in/K7Q4-29XM', 'K7Q4-29XM'],
    ['  #/sign-in/abc%2Fd?x=1', 'abc/d'],
    ['请打开 https://x.cn/#/sign-in/K7Q4 登录', 'K7Q4'],
    ['K7Q4-29XM ', 'K7Q4-29XM'],
    ['', undefined],
    ['two words', undefined],
    ['https://x.cn/', undefined],
  ])('%s', (pasted, code) => {
    expect(codeIn(pasted)).toBe(code)
  })

  it('survives a broken escape', () => {
    expect(codeIn('#/sign-in/%E0%A4%A')).toBeUndefined()
  })
})
