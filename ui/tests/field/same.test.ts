// The same spot again: offered where it was seen, said with one tap, taken back with another.
import { afterEach, expect, it } from 'vitest'
import SameSpot from '@/field/visit/SameSpot.vue'
import type { SameFinding, SightingView } from '@/shared/api'
import { mount, unmountAll } from './mounted'

afterEach(unmountAll)

const known = (code: string, over: Partial<SameFinding> = {}): SameFinding => ({ id: `f-${code}`, code, status: 'open', due: '2026-11-26', landmark: '二组 涝坝东', metres: 6, ...over })
function open(finding: SameFinding | null, same: SameFinding[], editable = true) {
  const linked: Array<string | null> = []
  const host = mount(SameSpot, { sighting: { finding, same } as SightingView, editable, onLink: (id: string | null) => linked.push(id) })
  return { host, linked, tap: (which: string) => host.querySelector<HTMLButtonElement>(which)?.click() }
}

it('is offered with what tells it apart, the nearest two', () => {
  const { host, linked, tap } = open(null, [known('7K3M'), known('9QPD', { status: 'closed', due: null, metres: 11, landmark: '' }), known('2F4H')])
  expect(host.textContent).toContain('6 米处有一处同样的问题 7K3M')
  expect(host.textContent).toContain('二组 涝坝东 · 已交办，期限 11 月 26 日')
  expect(host.textContent).toContain('已销号')
  expect(host.textContent).not.toContain('2F4H')
  tap('[data-same]')
  expect(linked).toEqual(['f-7K3M'])
})

it('is taken back', () => {
  const { host, linked, tap } = open(known('7K3M', { metres: null }), [])
  expect(host.textContent).toContain('和 7K3M 是同一处')
  tap('[data-same-not]')
  expect(linked).toEqual([null])
})

it('is only told where nothing may be changed, and nothing is said where there is nothing', () => {
  expect(open(null, [known('7K3M')], false).host.textContent).toBe('')
  expect(open(known('7K3M'), [], false).host.querySelector('button')).toBeNull()
  expect(open(null, []).host.textContent).toBe('')
})
