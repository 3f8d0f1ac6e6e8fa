import { describe, expect, it } from 'vitest'
import { amount, bundleFacts, bundleTitle, carryWords, outcomeWords } from '@/field/handover/outcome'
import type { BundleOutcome, BundleView } from '@/shared/api'
import { ERROR_CODES } from '@/shared/generated/errors'
import { sayError } from '@/shared/i18n'

const bundle: BundleView = { kind: 'unsent', village: null, maker: '一组 1 号平板', madeAt: Date.UTC(2026, 10, 23, 2, 32), changes: 9, files: 4, receipts: 0, filesMissing: 0 }
const outcome = (more: Partial<BundleOutcome>): BundleOutcome => ({ bundle, applied: 0, carried: 0, files: 0, receipts: 0, already: 0, leftOut: 0, ...more })

describe('what became of a bundle', () => {
  it('says what is carried, and that it is not delivered', () => {
    const words = outcomeWords(outcome({ carried: 9, files: 4 }))
    expect(words).toEqual(['9 条改动先替他带着，联网后送给服务器。', '4 个照片等文件已存本机。'])
    expect(words.join('')).not.toContain('送达')
  })
  it('says 送达 of receipts alone', () => {
    expect(outcomeWords(outcome({ receipts: 2 }))[0]).toContain('送达')
  })
  it('says that it was there already, and never nothing', () => {
    expect(outcomeWords(outcome({ already: 13 }))).toEqual(['这个包里的内容以前都收下过，没有重复。'])
    expect(outcomeWords(outcome({}))).toHaveLength(1)
  })
  it('says what was left out beside what was taken', () => {
    expect(outcomeWords(outcome({ applied: 2, leftOut: 1 }))).toEqual(['2 条改动已经服务器认可，现在可以看到。', '1 项不在您的权限内，没有收。'])
  })
})

it('names a bundle by what it is, who made it and how much is in it', () => {
  expect(bundleTitle({ ...bundle, kind: 'village', village: { id: '629900100201', name: '柳树湾村' } })).toBe('柳树湾村的记录')
  expect(bundleFacts(bundle)).toContain('一组 1 号平板')
  expect(amount(9, 4, 0)).toBe('9 条改动、4 个文件')
  expect(amount(0, 0)).toBe('')
})

it('counts what is carried for others', () => {
  const waiting = { changes: 0, files: 0, carried: 12, held: 1, carriedFiles: 6, toGiveBack: 0 }
  expect(carryWords(waiting)).toBe('替别人带着：12 条改动、6 个文件 · 其中 1 条服务器暂时没有收')
  expect(carryWords({ ...waiting, carried: 0, carriedFiles: 0, held: 0 })).toBe('')
})

it('has a sentence for every refusal of a bundle', () => {
  const codes = ERROR_CODES.filter((code) => code.startsWith('bundle_'))
  expect(codes.length).toBeGreaterThanOrEqual(9)
  for (const code of codes) expect(sayError({ code })).toMatch(/。$/)
})
