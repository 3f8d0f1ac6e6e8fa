// What was in a bundle, and what became of it, as sentences: what is new first, what was left out last.
import type { BundleOutcome, BundleView, HandOver } from '@/shared/api'
import { line, t } from '@/shared/i18n'
import { moment } from '@/shared/time'

/** `3 条改动、4 个文件`, without what there is none of. */
export function amount(changes: number, files: number, receipts = 0): string {
  const parts = [changes && t('field.handover.changes', { n: changes }), files && t('field.handover.files', { n: files }), receipts && t('field.handover.receipts', { n: receipts })]
  return parts.filter(Boolean).join(t('shared.listSep'))
}

/** Which bundle it is. */
export function bundleTitle(bundle: BundleView): string {
  return t(`field.handover.kind.${bundle.kind}`, { village: bundle.village?.name ?? '' })
}

/** Who made it, when, and how much is in it. */
export function bundleFacts(bundle: BundleView): string {
  return line(t('field.handover.madeBy', { maker: bundle.maker }), moment(bundle.madeAt), amount(bundle.changes, bundle.files, bundle.receipts))
}

/** What became of a bundle that was taken in. Never empty. */
export function outcomeWords(outcome: BundleOutcome): string[] {
  const words: string[] = []
  if (outcome.receipts) words.push(t('field.handover.told'))
  if (outcome.applied) words.push(t('field.handover.applied', { n: outcome.applied }))
  if (outcome.carried) words.push(t('field.handover.carried', { n: outcome.carried }))
  if (outcome.files) words.push(t('field.handover.kept', { n: outcome.files }))
  if (!words.length && outcome.already) words.push(t('field.handover.already'))
  if (outcome.leftOut) words.push(t('field.handover.leftOut', { n: outcome.leftOut }))
  return words.length ? words : [t('field.handover.nothing')]
}

/** What this device carries for others. Empty if nothing. */
export function carryWords(waiting: HandOver): string {
  const carries = amount(waiting.carried, waiting.carriedFiles)
  return line(carries && t('field.handover.carries', { what: carries }), waiting.held > 0 && t('field.handover.held', { n: waiting.held }))
}
