// The catalogues: zh-CN first, en complete. Our own sixty lines instead of vue-i18n, which alone took 31 KB gzipped of the
// first screen's 80: the product needs names, figures and English plurals, and keys that the compiler checks.
import { ref } from 'vue'
import type whole from './words/zh-CN'
import error from './words/zh-CN/error'
import field from './words/zh-CN/field'
import refusal from './words/zh-CN/refusal'
import shared from './words/zh-CN/shared'

export const LOCALES = ['zh-CN', 'en'] as const
export type LocaleCode = (typeof LOCALES)[number]

type Leaves<T, P extends string = ''> = { [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`> }[keyof T & string]
/** Every key of the catalogues. */
export type WordKey = Leaves<typeof whole>
export type Params = Record<string, string | number>

interface Words {
  [key: string]: string | Words
}

const chinese: Words = { shared, error, refusal, field }
/** Parts that come with the first screen that needs them: a phone in the field never loads the desk's words. */
const later = {
  desk: () => import('./words/zh-CN/desk'),
  document: () => import('./words/zh-CN/document'),
  finding: () => import('./words/zh-CN/finding'),
  ledger: () => import('./words/zh-CN/ledger'),
  map: () => import('./words/zh-CN/map'),
  photo: () => import('./words/zh-CN/photo'),
  start: () => import('./words/zh-CN/start'),
  task: () => import('./words/zh-CN/task'),
  township: () => import('./words/zh-CN/township'),
  village: () => import('./words/zh-CN/village'),
  voice: () => import('./words/zh-CN/voice'),
}
export type LaterWords = keyof typeof later

const catalogues: Partial<Record<LocaleCode, Words>> = { 'zh-CN': chinese }
const current = ref<LocaleCode>('zh-CN')

function find(words: Words | undefined, key: string): string | undefined {
  let at: string | Words | undefined = words
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined
  return typeof at === 'string' ? at : undefined
}

/** Fills `{name}`; `one | many` is chosen by the param `n`. */
export function fill(text: string, params: Params): string {
  const forms = text.split(' | ')
  const form = forms.length > 1 && params.n !== 1 ? forms[1] : forms[0]
  return (form ?? text).replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
}

/** The word for a key. `n` in the params also chooses the plural form in English. */
export function t(key: WordKey, params: Params = {}): string {
  return fill(find(catalogues[current.value], key) ?? find(catalogues['zh-CN'], key) ?? key, params)
}

/** Whether the catalogues know a key that was put together from data (a code, an id). */
export function known(key: string): key is WordKey {
  return find(catalogues['zh-CN'], key) !== undefined
}

/** The word for a key made from data, or the fallback if there is none. */
export function tOr(key: string, fallback: string, params: Params = {}): string {
  return known(key) ? t(key, params) : fallback
}

/** Joins short facts into one line: `红泉镇 · 明查`, `Hongquan, announced`. Empty ones fall out. */
export function line(...facts: Array<string | null | undefined | false>): string {
  return facts.filter(Boolean).join(t('shared.sep'))
}

/** A coded error as a sentence for people. */
export function sayError(error: { code: string; params?: Params }): string {
  return tOr(`error.${error.code}`, t('error.unknown', { code: error.code }), error.params)
}

export function locale(): LocaleCode {
  return current.value
}

/** Loads words that a screen is about to need; its route names them. */
export async function bringWords(part: LaterWords): Promise<void> {
  chinese[part] ??= (await later[part]()).default
}

/** Changes the language; English comes when it is first asked for. */
export async function setLocale(code: string): Promise<void> {
  const chosen: LocaleCode = code === 'en' ? 'en' : 'zh-CN'
  if (chosen === 'en') catalogues.en ??= (await import('./words/en')).default
  current.value = chosen
  document.documentElement.lang = chosen
  document.title = t('shared.product')
}
