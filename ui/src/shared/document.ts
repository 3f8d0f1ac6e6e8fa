// What is asked for when a file is to be made: which rows, and every word that stands in it. The words' part is 'document', with 'finding'.
import type { DocumentList, FindingBrief, FindingsArgs, LedgerFigure, ListForm, MakeDocument, NoticeForm, NoticeScope } from './api'
import { codeAddress, kindWords, STATUSES } from './finding'
import { locale, t } from './i18n'
import { dayOf } from './time'

export const NOTICES: readonly NoticeForm[] = ['docx', 'pdf']
export const LISTS: readonly DocumentList[] = ['findings', 'cleanups', 'boundaries']
/** These hold one list; the others hold all. */
export const holdsOne = (form: ListForm): boolean => form === 'csv' || form === 'geojson'

const FIGURES: readonly LedgerFigure[] = ['machines', 'machine_turns', 'garbage', 'piles', 'film', 'trees', 'people', 'turns']
const FINDING = ['sheet', 'code', 'kind', 'kindName', 'status', 'township', 'village', 'landmark', 'count', 'size', 'lon', 'lat', 'accuracy', 'seenAt', 'due', 'overdueDays', 'closedAt', 'note'] as const
const CLEANUP = ['sheet', 'villageCode', 'township', 'village', 'day'] as const
const BOUNDARY = ['sheet', 'code', 'name', 'level', 'lon', 'lat'] as const

const each = <K extends string>(keys: readonly K[], word: (key: K) => string) => Object.fromEntries(keys.map((key) => [key, word(key)])) as Record<K, string>

/** The standard's names are Chinese; kinds of the default standard have English ones. */
function kinds(rows: readonly FindingBrief[]): Record<string, string> {
  return locale() === 'en' ? Object.fromEntries(rows.map((row) => [row.kind, kindWords(row)])) : {}
}

const sizes = () => each(['volume', 'area', 'storeys', 'sep'] as const, (key) => t(`document.sizes.${key}`))

/** Lists as one file. */
export function listOrder(form: ListForm, list: DocumentList, filter: FindingsArgs, rows: readonly FindingBrief[]): MakeDocument {
  return {
    what: 'lists', form, filter, lists: holdsOne(form) ? [list] : [...LISTS],
    words: {
      findings: each(FINDING, (key) => t(`document.finding.${key}`)),
      cleanups: each(CLEANUP, (key) => t(`document.cleanup.${key}`)),
      boundaries: each(BOUNDARY, (key) => t(`document.boundary.${key}`)),
      statuses: each(STATUSES, (key) => t(`finding.status.${key}`)),
      figures: each(FIGURES, (key) => t(`document.figure.${key}`)),
      kinds: kinds(rows),
      roads: t('document.roads'),
      sizes: sizes(),
    },
  }
}

/** What the findings of a notice have in common, and whom it is for by that. */
export function scopeOf(rows: readonly FindingBrief[]): { scope: NoticeScope; recipient: string } {
  const [first] = rows
  if (first && rows.every((row) => row.village.id === first.village.id)) return { scope: 'village', recipient: t('document.notice.village', { name: first.village.name }) }
  if (first && rows.every((row) => row.township.id === first.township.id)) return { scope: 'township', recipient: t('document.notice.township', { name: first.township.name }) }
  return { scope: 'selection', recipient: '' }
}

/** What a person writes of a notice by hand. */
export interface NoticeSaid {
  recipient: string
  number: string
  office: string
}

/** 交办单, made today. */
export function noticeOrder(form: NoticeForm, filter: FindingsArgs, rows: readonly FindingBrief[], said: NoticeSaid, now = Date.now()): MakeDocument {
  const [y = '', m = '', d = ''] = dayOf(now).split('-')
  return {
    what: 'notice', form, filter, scope: scopeOf(rows).scope,
    texts: {
      title: t('document.notice.title'), number: said.number.trim(), recipient: said.recipient.trim(), office: said.office.trim(),
      opening: [t('document.notice.opening')], closing: [t('document.notice.closing')], receipt: [t('document.notice.receipt')],
      date: t('document.day', { y, m: Number(m), d: Number(d) }),
      day: t('document.day'), link: codeAddress('{code}'), kinds: kinds(rows), sizes: sizes(),
      words: {
        language: locale(), colon: t('document.colon'), count: t('document.count'),
        columns: [t('document.notice.column.n'), t('document.notice.column.what'), t('document.notice.column.due'), t('document.notice.column.photo'), t('document.notice.column.code')],
        village: t('document.notice.inVillage'), place: t('document.notice.place'), description: t('document.notice.description'),
        position: t('document.notice.position'), noPhoto: t('document.notice.noPhoto'), nothing: t('document.notice.nothing'),
      },
    },
  }
}

/** One finding as a picture. */
export function shareOrder(finding: FindingBrief): MakeDocument {
  return {
    what: 'share', finding: finding.id, day: t('document.day'), link: codeAddress('{code}'), count: t('document.count'), kinds: kinds([finding]),
    words: each(['village', 'place', 'deadline', 'code', 'noPhoto', 'scan'] as const, (key) => t(`document.picture.${key}`)),
  }
}

/** `交办单-2026-11-28`: what a file is offered to be called. */
export function fileName(what: 'findings' | 'cleanups' | 'boundaries' | 'all' | 'notice', now = Date.now()): string {
  return `${t(`document.file.${what}`)}-${dayOf(now)}`
}
