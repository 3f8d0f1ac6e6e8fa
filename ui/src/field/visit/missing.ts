// What a submission lacks, in words, and where to mend it.
import type { InspectionView, ItemView, Missing, MissingKind } from '@/shared/api'
import type { GlyphName } from '@/shared/glyphs'
import { line, t } from '@/shared/i18n'
import { kindName } from '@/shared/kinds'
import { phasesOf } from '../photo/phases'

export const MISSING_KINDS: MissingKind[] = ['unanswered', 'household', 'photos', 'unclassified', 'witness', 'conflict']

const GLYPHS: Record<MissingKind, GlyphName> = { unanswered: 'unanswered', household: 'unanswered', photos: 'doubtful', unclassified: 'doubtful', witness: 'pen', conflict: 'conflict' }
export const missingGlyph = (kind: MissingKind): GlyphName => GLYPHS[kind]

export function missingTitle(missing: Missing, view: InspectionView): string {
  if (missing.kind === 'witness') return t('field.witness.notYet')
  if (missing.kind === 'unclassified') return t('field.unclassifiedPhotos', { n: missing.count })
  if (missing.kind === 'conflict') return t('field.conflicts', { n: missing.count })
  const sighting = view.sightings.find((s) => s.id === missing.sighting)
  if (sighting) return `${missing.item ?? ''} ${t('field.spots', { kind: kindName(view.chips, sighting.kind), n: sighting.count })}`.trim()
  return `${missing.item ?? ''} ${missing.title}`.trim()
}

export function missingHint(missing: Missing, view: InspectionView): string {
  const group = view.groups.find((g) => g.id === missing.group)
  const item = group?.items.find((i) => i.id === missing.item)
  switch (missing.kind) {
    case 'unanswered':
      return line(group?.name, item && t('shared.points', { points: item.points }))
    case 'household': {
      const open = item?.households.flatMap((tick, at) => (tick === null ? [t('field.household', { n: at + 1 })] : [])) ?? []
      return line(group?.name, t('field.missing.unseen', { houses: open.join(t('shared.listSep')) }))
    }
    case 'photos':
      return photosHint(missing, view, item)
    case 'witness':
      return t('field.witness.needed')
    case 'unclassified':
      return t('field.unclassifiedHint')
    case 'conflict':
      return t('field.conflictHint')
  }
}

/** Which photographs: `缺远景 1 张 · 拍不到可写原因`; by their number alone where the rule asks for more than one of a kind. */
function photosHint(missing: Missing, view: InspectionView, item: ItemView | undefined): string {
  const sighting = view.sightings.find((s) => s.id === missing.sighting)
  const taken = new Set((sighting?.photos ?? item?.photos ?? []).map((photo) => photo.phase))
  const lacking = phasesOf(sighting ? 'P2' : (item?.photoRule ?? ''), sighting?.fixedOnSpot).filter((phase) => !taken.has(phase))
  const what = lacking.length === missing.count ? lacking.map((phase) => t(`shared.phase.${phase}`)).join(t('shared.listSep')) : ''
  return line(t('field.missing.lacks', { what, n: missing.count }), lacking.includes('wide') && t('field.missing.orReason'))
}

/** How the photographs of a list are to be taken: by near and wide where all are of sightings. */
export function photosRule(rows: readonly Missing[]): string {
  return t(rows.every((missing) => missing.sighting) ? 'field.missing.photosHint' : 'field.missing.photosMixedHint')
}

/** The route that leads to the place where it is mended. */
export function placeOf(inspection: string, missing: Missing): string {
  if (missing.kind === 'unclassified') return `/walk/${inspection}`
  if (missing.kind === 'conflict') return `/visit/${inspection}/conflict`
  const query = new URLSearchParams()
  if (missing.group) query.set('group', missing.group)
  if (missing.item) query.set('item', missing.item)
  if (missing.sighting) query.set('sighting', missing.sighting)
  if (missing.kind === 'witness') query.set('open', 'witness')
  const text = query.toString()
  return `/visit/${inspection}${text && `?${text}`}`
}
