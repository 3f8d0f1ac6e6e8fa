import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES, REFUSAL_CODES } from '@/shared/generated/errors'
import { fill } from '@/shared/i18n'
import en from '@/shared/words/en'
import zhCN from '@/shared/words/zh-CN'

type Words = { [key: string]: string | Words }

function leaves(words: Words, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, word] of Object.entries(words)) {
    if (typeof word === 'string') found.set(path + key, word)
    else for (const [k, v] of leaves(word, `${path}${key}.`)) found.set(k, v)
  }
  return found
}
const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort().join()

const zh = leaves(zhCN)
const eng = leaves(en)

describe('the catalogues', () => {
  it('have the same keys', () => {
    expect([...eng.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it('leave no message empty and fill the same names', () => {
    for (const [key, word] of zh) {
      expect(word.trim(), key).not.toBe('')
      const there = eng.get(key) ?? ''
      expect(there.trim(), key).not.toBe('')
      // every plural form may leave its figure out, none may ask for a name that Chinese does not fill
      for (const name of names(there).split(',').filter(Boolean)) expect(names(word).split(','), key).toContain(name)
    }
  })

  it('have a word for every unit that the default standard counts in', () => {
    const standard = JSON.parse(readFileSync(join(__dirname, '../../../assets/standard/default.json'), 'utf8')) as { items: { unit: string }[] }
    const units = new Set(standard.items.map((item) => item.unit).filter(Boolean))
    expect(units.size).toBeGreaterThan(1)
    for (const unit of units) expect([...eng.keys()], unit).toContain(`desk.unit.${unit}`)
  })

  it('have a sentence for every error code and every refusal', () => {
    for (const code of ERROR_CODES) {
      expect(zh.has(`error.${code}`), code).toBe(true)
      expect(eng.has(`error.${code}`), code).toBe(true)
    }
    for (const code of REFUSAL_CODES) {
      expect(zh.has(`refusal.${code}`), code).toBe(true)
      expect(eng.has(`refusal.${code}`), code).toBe(true)
    }
  })

  it('keep Chinese out of English, but for the name of the language', () => {
    for (const [key, word] of eng) if (key !== 'shared.locale.zh-CN') expect(word, key).not.toMatch(/\p{Script=Han}/u)
  })
})

describe('fill', () => {
  it('puts figures in and chooses the plural', () => {
    expect(fill('{n} photo | {n} photos', { n: 1 })).toBe('1 photo')
    expect(fill('{n} photo | {n} photos', { n: 0 })).toBe('0 photos')
    expect(fill('{a}/{b}', { a: 1, b: 'x' })).toBe('1/x')
    expect(fill('{missing}', {})).toBe('{missing}')
  })
})

describe('the source', () => {
  // words for people live in the catalogues only; comments may quote them
  const bare = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')

  function files(dir: string): string[] {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
      const path = join(dir, entry.name)
      if (entry.isDirectory()) return /words$|generated$/.test(path) ? [] : files(path)
      return /\.(vue|ts)$/.test(entry.name) ? [path] : []
    })
  }

  it('has no Chinese outside the catalogues', () => {
    const found = files(join(import.meta.dirname, '../../src')).filter((file) => /\p{Script=Han}/u.test(bare(readFileSync(file, 'utf8'))))
    expect(found).toEqual([])
  })

  it('would be caught with Chinese in it', () => {
    expect(bare("const a = '今日' // 今日")).toContain('今日')
    expect(bare('// 今日')).not.toContain('今日')
  })
})
