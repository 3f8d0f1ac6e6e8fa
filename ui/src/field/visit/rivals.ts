// Two sides of one row: what each says, in words, and which command makes the chosen one stand.
import type { AnswerValue, InspectionView, RivalSide, RivalView } from '@/shared/api'
import { line, t, tOr } from '@/shared/i18n'
import { unitBeside } from '../terms'
import { kindName } from '@/shared/kinds'
import type { Visit } from './useVisit'

/** `W1 无“三堆” · 户2` */
export function rivalTitle(rival: RivalView, view: InspectionView): string {
  const item = view.groups.flatMap((g) => g.items).find((i) => i.id === rival.item)
  const what = item ? `${item.id} ${item.title}` : t('field.thisVisit')
  return line(what, rival.household !== null && t('field.household', { n: rival.household }), rival.photo && t('field.rival.photo'), rival.sighting && !rival.photo && t('field.rival.spot'))
}

/** What a side says: the answer, the spots, or that it was taken out. */
export function sideText(side: RivalSide, view: InspectionView, unit: string): string {
  if (side.removed) return t('field.rival.removed')
  if (side.value) return answerText(side.value, unit)
  if (side.count !== null) return t('field.spots', { kind: kindName(view.chips, side.kind), n: side.count })
  return tOr(`field.witness.${side.kind}`, tOr(`shared.visitKind.${side.kind}`, tOr(`shared.phase.${side.kind}`, t('field.notAnswered'))))
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

/** Enters the chosen side again, which settles the row; the other sides stay in the record. Null: only entering it by hand can. */
export function settleBy(visit: Visit, view: InspectionView, rival: RivalView, side: RivalSide): Promise<boolean> | null {
  if (rival.photo) return visit.act('move_photo', { photo: rival.photo, item: rival.sighting ? null : rival.item, sighting: rival.sighting, phase: phaseOf(side), removed: side.removed })
  if (rival.sighting) {
    const now = view.sightings.find((s) => s.id === rival.sighting)
    if (side.removed || !now) return visit.act('remove_sighting', { id: rival.sighting })
    const { id, grade, fix, landmark, fixedOnSpot, transferred, note } = now
    return visit.act('put_sighting', { id, key: null, kind: side.kind || now.kind, grade: side.kind === now.kind ? grade : '', count: side.count ?? now.count, fix, landmark, fixedOnSpot, transferred, note, photo: null })
  }
  if (rival.item) return visit.answer(rival.item, side.removed ? null : side.value, rival.household, side.note)
  return null
}

const PHASES = ['near', 'wide', 'overview', 'evidence', 'document', 'before', 'after'] as const
const phaseOf = (side: RivalSide) => PHASES.find((phase) => phase === side.kind) ?? 'evidence'
