import { describe, expect, it } from 'vitest'
import { baseText, fieldNames, fieldOf, sideName } from '@/field/inbox/conflictWords'
import { fieldName, fieldText, refusedText, subjectTitle } from '@/field/inbox/rowWords'
import type { FieldValue } from '@/shared/api'
import { FixtureInbox } from '../fixture/inbox'

const { conflicts, refused } = new FixtureInbox()
const [spot, answer] = conflicts
const say = (name: string, value: FieldValue, unit = '') => fieldText({ name, value }, unit)

describe('a row in words', () => {
  it('is called by its item, its kind, its household', () => {
    expect(subjectTitle(answer!.subject)).toBe('H1 村庄绿化美化')
    expect(subjectTitle(spot!.subject)).toBe('W1 无“三堆” · 柴堆')
    expect(subjectTitle({ ...answer!.subject, household: 2 })).toBe('H1 村庄绿化美化 · 户2')
    expect(subjectTitle({ ...answer!.subject, table: 'of_a_newer_version', item: null })).toBe('记录')
    expect(subjectTitle({ ...answer!.subject, table: 'photo', item: null })).toBe('照片')
    expect(subjectTitle({ ...answer!.subject, table: 'cleanup', item: null, day: '2026-11-23' })).toBe('台账 · 11 月 23 日')
  })
  it('says what each column says, whatever its kind', () => {
    expect(say('value', { kind: 'answer', value: { kind: 'count', n: 3 } }, '处')).toBe('3 处')
    expect(say('count', { kind: 'number', n: 2 })).toBe('2 处')
    expect(say('fixed_on_spot', { kind: 'flag', on: true })).toBe('是')
    expect(say('grade', { kind: 'code', code: 'heap' })).toBe('成堆')
    expect(say('kind', { kind: 'code', code: 'unannounced' })).toBe('暗访')
    expect(say('phase', { kind: 'code', code: 'near' })).toBe('近景')
    expect(say('witness_kind', { kind: 'code', code: 'refused' })).toBe('拒签')
    expect(say('kind', { kind: 'code', code: 'of_a_newer_version' })).toBe('of_a_newer_version')
    expect(say('note', { kind: 'empty' })).toBe('（空）')
    expect(say('other', { kind: 'empty' })).toBe('内容不同')
    expect(say('place', { kind: 'place', lon: 106.6847, lat: 35.5428, accuracy: null })).toContain('东经 106.68470')
    expect(fieldName('landmark')).toBe('地点')
    expect(fieldName('of_a_newer_version')).toBe('其他')
  })
  it('is exported whole, with the reason, who and when', () => {
    const text = refusedText(refused[0]!)
    for (const part of ['高台村', '周建平', '不在您的检查范围', 'Y1 有保洁队伍', '备注: 花名册三人，在岗一人', '地点: 三社路口']) expect(text).toContain(part)
  })
})

describe('the sides of a conflict', () => {
  it('show each field that differs once', () => {
    expect(fieldNames(spot!)).toEqual(['count', 'landmark', 'fixed_on_spot'])
    expect(fieldOf(spot!.sides[1]!, 'count')?.value).toEqual({ kind: 'number', n: 3 })
    expect(fieldOf({ ...spot!.sides[1]!, removed: true, fields: [] }, 'count')).toBeUndefined()
  })
  it('are told apart by name, and of one person by the time', () => {
    expect(sideName(spot!, 0)).toBe('周建平')
    const same = { ...spot!, sides: spot!.sides.map((side) => ({ ...side, by: '周建平' })) }
    expect(sideName(same, 0)).not.toBe(sideName(same, 1))
  })
  it('say what they were written on', () => {
    expect(baseText(answer!.sides[0]!)).toBe('新记的')
    expect(baseText(spot!.sides[0]!)).toMatch(/^在王秀兰 .* 的内容上改的$/)
  })
})
