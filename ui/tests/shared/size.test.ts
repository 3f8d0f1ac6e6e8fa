// How large something is: the volume as in the Rust code, which reads the same file, and the words for it.
import { describe, expect, it } from 'vitest'
import type { Shape } from '@/shared/api'
import { isMeasured, sizeWords, volume } from '@/shared/size'
import cases from '../../../crates/domain/tests/volumes.json'

describe('how large something is', () => {
  it.each(cases)('is $tenths tenths of m³ for $count × $shape $length × $width × $height', ({ tenths, count, shape, ...sides }) => {
    expect(volume({ shape: shape as Shape, ...sides }, count)).toBe(tenths)
  })
  it('has no volume while a side is missing', () => {
    expect(volume({ shape: 'cone', length: 30, width: 20 }, 1)).toBeUndefined()
    expect(volume({ length: 30, width: 20, height: 12 }, 1)).toBeUndefined()
  })
  it('is said in words, of all the places together', () => {
    expect(sizeWords({ shape: 'dome', length: 30, width: 20, height: 12 }, 2)).toBe('约 7.5 m³')
    expect(sizeWords({ area: 36, storeys: 1, usage: 'storage', basis: '城乡规划法' }, 2)).toBe('72 m² · 1 层 · 堆放 · 城乡规划法')
    expect([sizeWords(null), sizeWords({}), sizeWords({ shape: 'cone', length: 30 })]).toEqual(['', '', ''])
  })
  it('is measured when somebody said anything of it', () => {
    expect([isMeasured({ shape: 'cone' }, 'pile'), isMeasured({ height: 5 }, 'pile'), isMeasured({ basis: '法' }, 'structure'), isMeasured({ basis: '法' }, 'nothing')]).toEqual([false, true, true, false])
  })
})
