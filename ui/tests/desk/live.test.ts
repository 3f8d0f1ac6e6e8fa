import { computed, effectScope, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { MOST, NONE } from '@/desk/findings/filters'
import { useFindings } from '@/desk/findings/useFindings'
import { useLive } from '@/desk/live'
import type { FindingBrief, Findings, FindingsArgs } from '@/shared/api'
import { AppError } from '@/shared/door'
import { fakeDoor, held, settle } from './door'

function live<T>(ask: () => Promise<T>) {
  const scope = effectScope()
  const made = scope.run(() => useLive(ask))
  if (!made) throw new Error('no scope')
  return { ...made, stop: () => scope.stop() }
}

describe('something kept fresh', () => {
  it('asks again when anything changed, and stops with its screen', async () => {
    const door = fakeDoor({})
    let n = 0
    const one = live(async () => ++n)
    await settle()
    void one.reload()
    await settle()
    door.ring()
    await settle()
    expect(one.data.value).toBe(2)
    one.stop()
    expect(door.listening()).toBe(0)
  })

  it('asks one question at a time, and once more when changes came meanwhile', async () => {
    const door = fakeDoor({})
    const answers = [held<number>(), held<number>(), held<number>()]
    let n = 0
    const one = live(() => (answers[n++] ?? held<number>()).promise)
    await settle()
    void one.reload()
    for (let i = 0; i < 5; i++) door.ring()
    expect(n).toBe(1)
    answers[0]?.give(1)
    await settle()
    expect(n).toBe(2)
    answers[1]?.give(2)
    await settle()
    expect([n, one.data.value]).toEqual([2, 2])
  })

  it('drops the answer to an earlier question that comes late', async () => {
    fakeDoor({})
    const [first, second] = [held<string>(), held<string>()]
    const queue = [first, second]
    const one = live(() => (queue.shift() ?? second).promise)
    void one.reload()
    void one.reload()
    second.give('second')
    await settle()
    first.give('first')
    await settle()
    expect(one.data.value).toBe('second')
  })

  it('shows nothing of what it forgot', async () => {
    fakeDoor({})
    const late = held<string>()
    const one = live(() => late.promise)
    void one.reload()
    one.clear()
    late.give('old')
    await settle()
    expect(one.data.value).toBeUndefined()
    expect(one.loading.value).toBe(false)
  })

  it('keeps what it has when the server goes away, and says so', async () => {
    fakeDoor({})
    let away = false
    const one = live(async () => {
      if (away) throw new AppError('server_unreachable')
      return 'here'
    })
    await one.reload()
    away = true
    await one.reload()
    expect(one.data.value).toBe('here')
    expect(one.error.value?.code).toBe('server_unreachable')
    away = false
    await one.reload()
    expect(one.error.value).toBeUndefined()
  })
})

describe('a long list of findings', () => {
  it('shows its beginning at once and the rest behind it, and asks for all of it when something changed', async () => {
    const limits: number[] = []
    const rest = held<Findings>()
    const row = (n: number) => ({ id: `f${n}` }) as FindingBrief
    const answer = (rows: number) => ({ rows: Array.from({ length: rows }, (_, n) => row(n)), total: 300 }) as Findings
    const door = fakeDoor({ findings: ({ limit }: FindingsArgs) => (limits.push(limit), limits.length === 2 ? rest.promise : answer(Math.min(limit, 300))) })
    const scope = effectScope()
    const filters = ref({ ...NONE })
    const list = scope.run(() => useFindings(computed(() => filters.value)))
    if (!list) throw new Error('no scope')
    await settle()
    expect([list.data.value?.rows.length, list.whole.value]).toEqual([100, false])
    rest.give(answer(300))
    await settle()
    expect([list.data.value?.rows.length, list.whole.value, limits]).toEqual([300, true, [100, MOST]])
    door.ring()
    await settle()
    expect(limits).toEqual([100, MOST, MOST])
    filters.value = { ...NONE, mine: true }
    await settle()
    expect(limits).toEqual([100, MOST, MOST, 100, MOST])
    scope.stop()
  })
})
