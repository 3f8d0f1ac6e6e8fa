import type { LedgerMonth, StoryEntry, StoryFinding } from '@/shared/api'
import { kindWords } from '@/shared/finding'
import type { GlyphName } from '@/shared/glyphs'
import { line, t, tOr } from '@/shared/i18n'
import { total } from '@/shared/number'
import { dayText, roundName, span } from '@/shared/time'

/** An entry in words: what, its facts, what was said, and where it leads. */
export interface Told {
  glyph: GlyphName
  title: string
  facts: string
  note: string
  /** Why it does not count. */
  aside: string
  to?: string
  /** What the link says to those who listen. */
  link: string
}

export const findingTo = (village: string, finding: string) => `/findings?villages=${village}&statuses=all&finding=${finding}&open=1`

const place = (of: StoryFinding) => line(kindWords({ kind: of.sighting, kindName: of.sightingName }), of.landmark)

/** `垃圾 3.5 m³`: of machines and people, who come again the next day, the most of a day. */
export function ledgerWords(week: LedgerMonth): string {
  const filled = week.figures.filter((one) => one.amount !== null)
  const figures = filled.map(({ figure, amount, most }) => t(most && week.days > 1 ? 'village.most' : 'village.figure', { name: t(`ledger.figure.${figure}`), amount: amount ?? '', unit: t(`ledger.unit.${figure}`) }))
  return line(...figures, week.roads > 0 && t('village.roads', { n: week.roads, km: week.km }))
}

/** What happened, in words. */
export function tell({ what, day }: StoryEntry, village: string): Told {
  switch (what.kind) {
    case 'visit': {
      const round = roundName(what.round)
      const facts = line(what.team?.name, t(`shared.visitKind.${what.visit}`), what.score !== null && t('shared.points', { points: total(what.score) }))
      const title = t('village.visit', { round })
      return { glyph: 'list', title, facts, note: '', aside: '', link: t('village.lookVisit', { title, day: dayText(day) }), ...(what.inspection && { to: `/review/${what.inspection}` }) }
    }
    case 'reported':
      return { glyph: 'pin', title: t('village.reported'), facts: line(place(what), what.by), note: what.note, aside: '', to: findingTo(village, what.finding), link: t('village.lookFinding', { code: what.code }) }
    case 'step': {
      const who = `${what.role ? t(`finding.role.${what.role}`) : ''} ${what.of.by}`.trim()
      const facts = line(place(what.of), who, what.due && t('desk.findings.until', { day: dayText(what.due) }))
      const title = what.step ? t(`finding.stepDone.${what.step}`) : t('desk.findings.unknownStep')
      return { glyph: glyphOf(what.step), title, facts, note: what.of.note, aside: what.aside ? t(`finding.aside.${what.aside}`) : '', to: findingTo(village, what.of.finding), link: t('village.lookFinding', { code: what.of.code }) }
    }
    case 'ledger':
      return { glyph: 'note', title: t('village.week'), facts: line(what.from !== what.to && `${span(what.from, what.to)}`, t('village.weekDays', { n: what.days })), note: ledgerWords(what), aside: '', link: '' }
    case 'appeal': {
      const verdict = what.verdict ? line(t('village.verdict', { verdict: tOr(`village.verdicts.${what.verdict}`, what.verdict) }), what.verdictReason) : t('village.undecided')
      return { glyph: 'help', title: t('village.appeal', { item: what.item }), facts: line(what.by, verdict), note: what.reason, aside: '', link: '' }
    }
  }
}

function glyphOf(step: string | null): GlyphName {
  if (step === 'close') return 'accepted'
  if (step === 'send_back' || step === 'reopen') return 'returned'
  if (step === 'verify' || step === 'check' || step === 'look_again') return 'kept'
  return step === 'reply' ? 'camera' : 'forward'
}
