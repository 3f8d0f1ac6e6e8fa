// Whose a finding is: shown with a number to dial, written in a sheet, and what was typed stays where it was refused.
import { afterEach, expect, it } from 'vitest'
import OwnerCard from '@/field/findings/OwnerCard.vue'
import { fieldName, subjectTitle } from '@/field/inbox/rowWords'
import { AppError } from '@/shared/door'
import { bringWords } from '@/shared/i18n'
import { dial } from '@/shared/owner'
import { settle } from '../desk/door'
import { finding, OWNER } from '../fixture/findings'
import { mount, unmountAll } from './mounted'

await Promise.all([bringWords('finding'), bringWords('task')])
afterEach(unmountAll)

const view = (over: object) => finding({ id: 'f1' } as never, [], over)
const type = (at: string, words: string) => {
  const input = document.querySelector<HTMLInputElement>(`[data-owner-${at}]`)
  if (!input) throw new Error(at)
  input.value = words
  input.dispatchEvent(new Event('input'))
}
const press = async (at: string) => (document.querySelector<HTMLElement>(`[data-owner-${at}]`)?.click(), settle())

it('shows a number that can be dialled, and no button to whoever only reads it', () => {
  const card = mount(OwnerCard, { view: view({ owner: OWNER }), busy: false, write: async () => undefined })
  expect(card.textContent).toContain('王有福')
  expect(card.querySelector('a')?.getAttribute('href')).toBe('tel:13909330001')
  expect(card.querySelector('[data-owner-write]')).toBeNull()
  expect(dial('+86 0933-612 3456')).toBe('tel:+8609336123456')
})

it('keeps what was typed where it was refused, and closes when it is written', async () => {
  const asked: string[][] = []
  let answer: AppError | undefined = new AppError('phone_malformed', { max: 20 })
  mount(OwnerCard, { view: view({ mayOwn: true }), busy: false, write: async (...words: string[]) => (asked.push(words), answer) })
  await press('write')
  type('name', '王有福')
  type('phone', '一三九')
  await settle()
  await press('save')
  expect(document.querySelector('dialog')?.textContent).toContain('3 到 20 个')
  expect(document.querySelector<HTMLInputElement>('[data-owner-phone]')?.value).toBe('一三九')
  answer = undefined
  type('phone', '139 0933 0001')
  await settle()
  await press('save')
  expect(asked).toEqual([['王有福', '一三九'], ['王有福', '139 0933 0001']])
  expect(document.querySelector('dialog')).toBeNull()
})

it('is called what it is where two wrote it differently', () => {
  const subject = { table: 'owner', place: { id: '1', name: '上坪村' }, inspection: null, item: null, unit: '', household: null, kind: 'firewood', day: null }
  expect(subjectTitle(subject)).toBe('柴堆 · 户主')
  expect([fieldName('name', 'owner'), fieldName('name', 'round'), fieldName('phone', 'owner')]).toEqual(['姓名', '名称', '电话'])
})
