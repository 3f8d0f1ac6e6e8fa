// Two findings that are one place, on the pages of either.
import { ref } from 'vue'
import { afterEach, expect, it } from 'vitest'
import NextSteps from '@/desk/findings/NextSteps.vue'
import SamePlace from '@/field/findings/SamePlace.vue'
import { useFinding } from '@/field/findings/useFinding'
import type { FindingView } from '@/shared/api'
import { type Door, useDoor } from '@/shared/door'
import { bringWords } from '@/shared/i18n'
import { settle } from '../desk/door'
import { finding, samePlace } from '../fixture/findings'
import { inComponent, mount, unmountAll } from './mounted'

await Promise.all([bringWords('finding'), bringWords('desk')])
afterEach(unmountAll)

const view = (id: string, over: Partial<FindingView> = {}) => finding({ id } as never, [], { ...samePlace(id), ...over })
function shown(of: FindingView) {
  const did: unknown[] = []
  const page = mount(SamePlace, { view: of, busy: false, onSay: (other: unknown) => did.push(['say', other]), onOpen: (id: unknown) => did.push(['open', id]) })
  for (const button of page.querySelectorAll('button')) button.click()
  return { text: page.textContent, did }
}

it('offers what lies beside it, and takes back what was said', () => {
  const offered = shown(view('f4'))
  expect(offered.text).toMatch(/附近还有一处同类，12 米.*7K3M-9QPD-2F03/)
  expect(offered.did).toEqual([['open', 'f3'], ['say', 'f3']])
  const said = shown(view('f2'))
  expect(said.text).toMatch(/与 7K3M-9QPD-2F03 是同一处.*张三说的/)
  expect(said.did).toEqual([['open', 'f3'], ['say', null]])
})

it('says of which it is spoken elsewhere, and takes nothing back for who may not say it', () => {
  const also = shown(view('f0'))
  expect(also.text).toMatch(/7K3M-9QPD-2F03 也是这一处.*已撤销/)
  expect(also.did).toEqual([['open', 'f3']])
  expect(shown(view('f2', { maySame: false })).did).toEqual([['open', 'f3']])
  expect(shown(view('f1')).text).toBe('')
})

it('gives the office the reason for withdrawing it', async () => {
  const reason = async (id: string) => {
    const page = mount(NextSteps, { view: view(id), busy: false })
    const button = [...page.querySelectorAll('button')].find((one) => one.textContent?.trim() === '撤销')
    button?.click()
    await settle()
    return page.querySelector('textarea')?.value
  }
  expect([await reason('f2'), await reason('f0'), await reason('f1')]).toEqual(['与 7K3M-9QPD-2F03 是同一处', '', ''])
})

it('shows the other one on the same page, and nothing of the first while it is read', async () => {
  const asked: Array<{ args: { finding: string }; reply: (view: FindingView) => void }> = []
  useDoor({ call: (_: string, args: { finding: string }) => new Promise((reply) => asked.push({ args, reply: reply as never })), onChange: () => () => undefined } as unknown as Door)
  const id = ref('f2')
  const page = inComponent(() => useFinding(id))
  await settle()
  asked[0]?.reply(view('f2'))
  await settle()
  id.value = 'f3'
  await settle()
  expect([asked[1]?.args.finding, page.view.value]).toEqual(['f3', undefined])
  asked[1]?.reply(view('f3'))
  await settle()
  expect(page.view.value?.brief.id).toBe('f3')
})
