import { createApp, nextTick } from 'vue'
import { afterEach, beforeEach, expect, it } from 'vitest'
import ExportDialog from '@/desk/findings/ExportDialog.vue'
import { argsOf, NONE } from '@/desk/findings/filters'
import type { FindingBrief, MakeDocument } from '@/shared/api'
import { listOrder, scopeOf, shareOrder } from '@/shared/document'
import { AppError, type Door, useDoor } from '@/shared/door'
import { bringWords, setLocale } from '@/shared/i18n'
import { briefs } from '../fixture/findings'
import { settle } from './door'

await Promise.all([bringWords('finding'), bringWords('document')])
let unmount = () => undefined as void
beforeEach(() => setLocale('zh-CN'))
afterEach(() => {
  unmount()
  document.body.innerHTML = ''
  localStorage.clear()
})

const village = (id: string, name: string, township: string) => briefs(1, [{ code: id, name, level: 'village', rings: [], centre: null }], () => township)[0] as FindingBrief
const WANG = village('629900100201', '王家沟村', '红泉镇')
const LI = village('629900100202', '重兴村', '红泉镇')
const FAR = village('629900101201', '上坪村', '大岭乡')

async function rest() {
  for (let i = 0; i < 4; i++) {
    await settle()
    await nextTick()
  }
}

async function open(rows: FindingBrief[], answer: () => Promise<boolean> = () => Promise.resolve(true), notices = false) {
  const made: Array<[MakeDocument, string]> = []
  useDoor({ saveDocument: (order, name) => (made.push([order, name]), answer()) } as Partial<Door> as Door)
  const app = createApp(ExportDialog, { modelValue: true, filter: argsOf(NONE), rows, picked: 0, notices })
  app.mount(document.body.appendChild(document.createElement('div')))
  unmount = () => app.unmount()
  await rest()
  return made
}
async function choose(words: string) {
  ;[...document.querySelectorAll('label')].find((label) => label.textContent?.trim() === words)?.querySelector('input')?.click()
  await rest()
}
const send = async () => (document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true })), rest())

it('addresses a notice by what its findings have in common', () => {
  expect(scopeOf([WANG, WANG])).toEqual({ scope: 'village', recipient: '王家沟村村民委员会：' })
  expect(scopeOf([WANG, LI])).toEqual({ scope: 'township', recipient: '红泉镇人民政府：' })
  expect(scopeOf([WANG, FAR])).toEqual({ scope: 'selection', recipient: '' })
  expect(scopeOf([])).toEqual({ scope: 'selection', recipient: '' })
})

it('makes a notice with what was typed, and remembers who issues it', async () => {
  const made = await open([WANG, LI])
  const fields = document.querySelectorAll<HTMLInputElement>('.line input')
  expect(fields[0]?.value).toBe('红泉镇人民政府：')
  for (const [at, value] of [[1, '清巡交〔2026〕12号'], [2, '区专班']] as const) {
    const field = fields[at] as HTMLInputElement
    field.value = value
    field.dispatchEvent(new Event('input'))
  }
  await send()
  const [order, name] = made[0] ?? []
  expect(name).toMatch(/^交办单-\d{4}-\d{2}-\d{2}$/)
  expect(order).toMatchObject({ what: 'notice', form: 'docx', scope: 'township', texts: { number: '清巡交〔2026〕12号', office: '区专班', recipient: '红泉镇人民政府：' } })
  expect(JSON.stringify(order)).not.toContain('document.')
  expect(document.querySelector('.saved')?.textContent).toContain(name)
  unmount()
  await open([WANG])
  expect(document.querySelectorAll<HTMLInputElement>('.line input')[2]?.value).toBe('区专班')
})

it('asks for one list where one fits, and for all where all do', async () => {
  const made = await open([WANG])
  await choose('表格（CSV）')
  await choose('台账')
  await send()
  await choose('表格（Excel）')
  expect(document.querySelector('.line')).toBeNull()
  await send()
  expect(made.map(([order]) => order.what === 'lists' && [order.form, order.lists])).toEqual([['csv', ['cleanups']], ['xlsx', ['findings', 'cleanups', 'boundaries']]])
})

it('says what went wrong, and keeps what was typed', async () => {
  const made = await open([WANG], () => Promise.reject(new AppError('document_too_long', { max: 2000 })))
  await send()
  expect(document.querySelector('[role=alert]')?.textContent).toContain('2000')
  expect(made).toHaveLength(1)
  expect(document.querySelector('.saved')).toBeNull()
})

it('has nothing saved if the person thought better of it', async () => {
  await open([WANG], () => Promise.resolve(false))
  await send()
  expect(document.querySelector('.saved, [role=alert]')).toBeNull()
})

it('offers notices alone for a visit', async () => {
  await open([WANG], undefined, true)
  expect([...document.querySelectorAll('legend + label, label + label')].map((one) => one.textContent?.trim()).filter((words) => words?.startsWith('交办单'))).toEqual(['交办单（Word）', '交办单（PDF）'])
})

it('has every word in both languages, and names kinds in English', async () => {
  for (const locale of ['zh-CN', 'en']) {
    await setLocale(locale)
    for (const order of [listOrder('xlsx', 'findings', argsOf(NONE), [WANG]), shareOrder(WANG)]) expect(JSON.stringify(order)).not.toMatch(/document\.|finding\.status/)
  }
  const english = listOrder('csv', 'findings', argsOf(NONE), [{ ...WANG, kind: 'firewood', kindName: '柴堆' }])
  expect(english.what === 'lists' && english.words.kinds.firewood).toBe('Firewood')
})
