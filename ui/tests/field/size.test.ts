// 估方: nobody has to measure; whoever does sees at once how much it comes to.
import { h, nextTick, reactive } from 'vue'
import { afterEach, expect, it } from 'vitest'
import SizeFields from '@/field/size/SizeFields.vue'
import type { Difficulty, Measure, Size } from '@/shared/api'
import { mount, unmountAll } from './mounted'

afterEach(unmountAll)

function open(measure: Measure, size: Size = {}, count = 1) {
  const now = reactive({ size, difficulty: null as Difficulty | null })
  const host = mount({
    setup: () => () => h(SizeFields, { measure, count, size: now.size, difficulty: now.difficulty, 'onUpdate:size': (value: Size) => (now.size = value), 'onUpdate:difficulty': (value: Difficulty | null) => (now.difficulty = value) }),
  })
  const button = (words: string) => [...host.querySelectorAll('button')].find((one) => one.textContent?.includes(words))
  return {
    host, now,
    tap: async (words: string) => (button(words)?.click(), nextTick()),
    type: async (label: string, text: string) => {
      const input = [...host.querySelectorAll('label')].find((one) => one.textContent?.includes(label))?.querySelector('input')
      if (!input) throw new Error(label)
      input.value = text
      input.dispatchEvent(new Event('input'))
      await nextTick()
      return input.value
    },
  }
}

it('is asked for by nobody until it is wanted', async () => {
  const { host, tap } = open('pile')
  expect(host.querySelector('input')).toBeNull()
  await tap('估一下有多少方')
  expect(host.querySelectorAll('input')).toHaveLength(3)
  expect(open('nothing').host.textContent).toBe('')
})

it('comes to a volume as the sides are typed', async () => {
  const { host, now, tap, type } = open('pile', {}, 2)
  await tap('估一下有多少方')
  await type('长', '3')
  expect(await type('宽', '2.')).toBe('2.')
  expect(await type('宽', '2.0')).toBe('2.0')
  expect(host.textContent).toContain('1 步约 0.7 米')
  await type('高', '1，2')
  await tap('圆顶')
  expect(now.size).toEqual({ shape: 'dome', length: 30, width: 20, height: 12 })
  expect(host.querySelector('[data-volume]')?.textContent).toBe('2 处一共约 7.5 m³')
  await type('高', '不知道')
  expect(now.size.height).toBeUndefined()
})

it('asks of a structure what its list asks for', async () => {
  const { now, tap, type } = open('structure', { area: 30 })
  await type('占地', '36')
  await type('层数', '1')
  await tap('堆放')
  await tap('难')
  await type('法律依据', '《中华人民共和国城乡规划法》第六十五条')
  expect(now.size).toEqual({ area: 36, storeys: 1, usage: 'storage', basis: '《中华人民共和国城乡规划法》第六十五条' })
  expect(now.difficulty).toBe('hard')
  await tap('堆放')
  expect(now.size.usage).toBeUndefined()
})
