// A row's columns in words: what it is about, what its fields are called, what they say.
import type { AnswerValue, FieldValue, FieldView, RefusedRow, RefusedView, Subject } from '@/shared/api'
import { line, t, tOr } from '@/shared/i18n'
import { sizeWords } from '@/shared/size'
import { dayText, moment } from '@/shared/time'
import { unitBeside } from '../terms'

/** Of these, what they are is said beside what they are of. */
const BESIDE = ['photo', 'owner', 'step']

/** `W1 无“三堆” · 户2`, `柴堆`, `检查`. */
export function subjectTitle(subject: Subject): string {
  const item = subject.item && `${subject.item.id} ${subject.item.name}`.trim()
  const what = tOr(`field.inbox.table.${subject.table}`, t('field.inbox.table.other'))
  const known = subject.table === 'answer' ? item : line(item, subject.kind && kindText(subject.kind))
  return line(known || what, subject.day && dayText(subject.day), known && BESIDE.includes(subject.table) && what, subject.household !== null && t('field.household', { n: subject.household }))
}

/** A person is named otherwise than a round or a village. */
export function fieldName(name: string, table = ''): string {
  return tOr(`field.inbox.column.${table}_${name}`, tOr(`field.inbox.column.${name}`, t('field.inbox.column.other')))
}

export function fieldText(field: FieldView, unit = ''): string {
  return valueText(field.name, field.value, unit)
}

function valueText(name: string, value: FieldValue, unit: string): string {
  switch (value.kind) {
    case 'empty':
      return name === 'other' ? t('field.inbox.differs') : t('field.inbox.empty')
    case 'text':
      return value.text
    case 'number':
      return name === 'count' ? `${value.n} ${unitBeside(unit || t('field.place.unit'))}`.trim() : String(value.n)
    case 'flag':
      return t(value.on ? 'field.part.yes' : 'field.part.no')
    case 'time':
      return moment(value.at)
    case 'place':
      return t('field.photo.at', { lon: value.lon.toFixed(5), lat: value.lat.toFixed(5), m: value.accuracy === null ? '?' : Math.round(value.accuracy) })
    case 'size':
      return sizeWords(value.size)
    case 'answer':
      return answerText(value.value, unit)
    case 'code':
      return codeText(name, value.code)
  }
}

function codeText(name: string, code: string): string {
  if (name === 'owner_table') return tOr(`field.inbox.table.${code}`, code)
  if (name === 'kind') return kindText(code)
  const places: Record<string, string> = { grade: 'shared.grade', phase: 'shared.phase', witness_kind: 'field.witness', verdict: 'shared.status', role: 'shared.role', answer: 'field.presence.said', difficulty: 'shared.size.difficulty' }
  const place = places[name]
  return place ? tOr(`${place}.${code}`, code) : code
}

/** A kind of sighting, of visit, of round or of mark: their codes do not meet. */
function kindText(code: string): string {
  return tOr(`shared.kind.${code}`, tOr(`shared.visitKind.${code}`, tOr(`shared.roundKind.${code}`, tOr(`shared.mark.${code}`, code))))
}

export function answerText(value: AnswerValue, unit: string): string {
  switch (value.kind) {
    case 'count':
      return `${value.n} ${unitBeside(unit)}`.trim()
    case 'level':
      return t(`field.level.${value.level}`)
    case 'yes_no':
      return t(value.yes ? 'field.part.yes' : 'field.part.no')
    case 'yes_partial_no':
      return t(`field.part.${value.value}`)
    case 'household':
      return t(`field.tick.${value.tick}`)
    case 'ratio':
      return line(`${value.done} / ${value.target}`, !!value.overdue && `${t('field.ratio.overdue')} ${value.overdue}`)
    case 'not_applicable':
      return t('field.notApplicable')
  }
}

/** A refused change as text, for a message or a file. */
export function refusedText(refused: RefusedView): string {
  const head = [line(refused.place.name, refused.by, moment(refused.at)), tOr(`refusal.${refused.code}`, refused.code)]
  return [...head, ...refused.rows.flatMap(rowText)].join('\n')
}

function rowText(row: RefusedRow): string[] {
  const title = row.removed ? line(subjectTitle(row.subject), t('field.rival.removed')) : subjectTitle(row.subject)
  return [title, ...row.fields.map((field) => `  ${fieldName(field.name, row.subject.table)}: ${fieldText(field, row.subject.unit)}`)]
}
