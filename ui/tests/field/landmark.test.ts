import { describe, expect, it } from 'vitest'
import { withPlace } from '@/field/parts/landmark'

const PLACES = ['一组', '二组', '一组沟']

describe('a place of the village before a landmark', () => {
  it.each([
    ['', '二组', '二组 '],
    ['涝坝旁', '二组', '二组 涝坝旁'],
    ['一组 老戏台旁', '二组', '二组 老戏台旁'],
    ['一组沟 老戏台旁', '一组', '一组 老戏台旁'],
    ['二组 老戏台旁', '二组', '老戏台旁'],
    ['  ', '一组', '一组 '],
  ])('%j with %s is %j', (before, place, after) => expect(withPlace(before, place, PLACES)).toBe(after))
})
