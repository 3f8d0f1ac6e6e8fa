import { describe, expect, it } from 'vitest'
import { sayCarried } from '@/field/sync/carried'
import { syncWords, syncWordsBrief } from '@/field/syncWords'
import type { SyncStatus } from '@/shared/api'

const NOW = Date.UTC(2026, 10, 23, 2, 32)
const quiet: SyncStatus = { phase: 'idle', standing: 'active', conflicts: 0, inspectionsWaiting: 0, changesWaiting: 0, photosWaiting: 0, photosDelivered: 0, originalsWait: null, setAside: [], oldest: null, deliveredAt: null, firstPull: null, problem: null, refused: [], clockAhead: null, space: null, carried: null, damaged: false, originalsLeft: 0 }
const words = (more: Partial<SyncStatus>) => syncWords({ ...quiet, ...more }, NOW)

describe('what is carried for others', () => {
  it('is said in visits and photographs, without what there is none of', () => {
    expect(sayCarried({ inspections: 3, changes: 41, photos: 5 })).toBe('替他人带着：3 条检查、5 张照片')
    expect(sayCarried({ inspections: 0, changes: 0, photos: 1 })).toBe('替他人带着：1 张照片')
    expect(sayCarried({ inspections: 0, changes: 2, photos: 0 })).toBe('替他人带着：2 条改动')
  })
})

describe('the sync line', () => {
  it('says what waits, how old it is and that one may go on', () => {
    const line = words({ phase: 'offline', inspectionsWaiting: 2, changesWaiting: 9, photosWaiting: 4, oldest: NOW - 3 * 3_600_000 })
    expect([line.first, line.second]).toEqual(['已存本机 · 2 条检查、4 张照片待同步', '最早 3 小时前 · 没有网络，可以照常检查'])
    expect(line.glyph).toBe('kept')
  })
  it('says 送达 only when nothing waits and something was delivered', () => {
    expect(words({ deliveredAt: NOW }).first).toBe('全部送达 · 今天 10:32')
    expect(words({ deliveredAt: NOW, photosWaiting: 1 }).first).not.toContain('送达')
    expect(words({}).first).not.toContain('送达')
  })
  it('shows a refusal before all else, with its reason', () => {
    const line = words({ phase: 'offline', photosWaiting: 4, refused: [{ id: 'd', code: 'forbidden', place: { id: 'x', name: '村' }, rows: 1, at: NOW }] })
    expect([line.tone, line.first, line.second]).toEqual(['amber', '1 条未被接收', '不在您的检查范围。原记录仍在本机。 · 已存本机 · 4 张照片待同步 · 没有网络，可以照常检查'])
  })
  it('says before anything else that the data here is damaged', () => {
    const line = words({ damaged: true, deliveredAt: NOW, refused: [{ id: 'd', code: 'forbidden', place: { id: 'x', name: '村' }, rows: 1, at: NOW }] })
    expect([line.tone, line.first]).toEqual(['amber', '本机数据有损坏，点开修复'])
  })
  it('in a visit hides nothing that waits behind a refusal', () => {
    const refused = [{ id: 'd', code: 'forbidden', place: { id: 'x', name: '村' }, rows: 1, at: NOW }]
    expect(syncWordsBrief({ ...quiet, changesWaiting: 3, refused }, NOW).second).toBe('已保存在本机 · 3 条待同步')
    expect(syncWordsBrief({ ...quiet, refused }, NOW).second).toBe('')
  })
  it('counts changes that belong to no inspection, and what is left while syncing', () => {
    expect(words({ changesWaiting: 3, phase: 'syncing' })).toMatchObject({ first: '已存本机 · 3 条改动待同步', second: '正在同步 · 还剩 3 条' })
  })
  it('shows the first pull and what stopped it', () => {
    expect(words({ phase: 'syncing', firstPull: { done: 62, total: 100 } }).first).toBe('正在下载 62%')
    expect(words({ phase: 'stopped', problem: 'lost' })).toMatchObject({ tone: 'amber', glyph: 'doubtful' })
  })
  it('is one line in a visit', () => {
    expect(syncWordsBrief({ ...quiet, changesWaiting: 3 }, NOW)).toMatchObject({ first: '已保存在本机 · 3 条待同步', second: '' })
  })
})
