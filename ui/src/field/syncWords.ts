// The sync line in plain words. `送达` is said only of what a signed receipt names, which is what the counts leave out.
import type { SyncStatus } from '@/shared/api'
import type { GlyphName } from '@/shared/glyphs'
import { line, t, tOr } from '@/shared/i18n'
import { ago, moment } from '@/shared/time'

export interface SyncWords {
  glyph: GlyphName
  tone: 'green' | 'amber' | 'blue'
  first: string
  second: string
}

export function syncWords(sync: SyncStatus, now = Date.now()): SyncWords {
  // nothing that is counted below can be relied on
  if (sync.damaged) return { glyph: 'doubtful', tone: 'amber', first: t('field.sync.damaged'), second: line(...left(sync, now)) }
  const count = sync.refused.length
  if (count > 0) {
    const code = sync.refused[0]?.code ?? ''
    // what was refused hides nothing of what still waits here
    return { glyph: 'refused', tone: 'amber', first: t('field.sync.refused', { n: count }), second: line(tOr(`refusal.${code}`, code), ...left(sync, now)) }
  }
  if (sync.phase === 'stopped' && sync.problem) {
    return { glyph: 'doubtful', tone: 'amber', first: tOr(`refusal.${sync.problem}`, sync.problem), second: line(...left(sync, now)) }
  }
  if (sync.space) {
    const first = t(sync.space.photosStopped ? 'field.sync.spaceStopped' : 'field.sync.space', { n: sync.space.megabytes })
    return { glyph: 'doubtful', tone: 'amber', first, second: waiting(sync) }
  }
  if (sync.firstPull && sync.firstPull.done < sync.firstPull.total) {
    const percent = Math.floor((100 * sync.firstPull.done) / sync.firstPull.total)
    return { glyph: 'sync', tone: 'green', first: t('field.sync.firstPull', { percent }), second: t('field.sync.resumes') }
  }
  const n = sync.changesWaiting + sync.photosWaiting
  if (n === 0) {
    const offline = sync.phase === 'offline' ? t('field.sync.offline') : ''
    if (sync.deliveredAt === null) return { glyph: 'kept', tone: 'green', first: offline || t('field.sync.nothing'), second: '' }
    return { glyph: 'delivered', tone: 'green', first: t('field.sync.delivered', { at: moment(sync.deliveredAt, now) }), second: offline }
  }
  const age = sync.oldest === null ? '' : sayOldest(sync.oldest, now)
  const doing = sync.phase === 'offline' ? t('field.sync.offline') : sync.phase === 'syncing' ? t('field.sync.syncing', { n }) : ''
  return { glyph: 'kept', tone: 'green', first: waiting(sync), second: line(age, doing) }
}

/** What waits, how old it is and whether there is a network: nothing while nothing waits. */
function left(sync: SyncStatus, now: number): string[] {
  if (sync.changesWaiting + sync.photosWaiting === 0) return []
  return [waiting(sync), sync.oldest === null ? '' : sayOldest(sync.oldest, now), sync.phase === 'offline' ? t('field.sync.offline') : '']
}

/** `最早 3 小时前`, or `刚刚存下`. */
export function sayOldest(ms: number, now = Date.now()): string {
  return now - ms < 60_000 ? t('field.sync.keptNow') : t('field.sync.oldest', { ago: ago(ms, now) })
}

/** `已存本机 · 2 条检查、4 张照片待同步` */
function waiting(sync: SyncStatus): string {
  const what = [
    sync.inspectionsWaiting > 0 && t('field.sync.inspections', { n: sync.inspectionsWaiting }),
    sync.inspectionsWaiting === 0 && sync.changesWaiting > 0 && t('field.sync.changes', { n: sync.changesWaiting }),
    sync.photosWaiting > 0 && t('field.sync.photos', { n: sync.photosWaiting }),
  ].filter(Boolean)
  return what.length ? t('field.sync.waiting', { what: what.join(t('shared.listSep')) }) : ''
}

/** In a visit, one line: `已保存在本机 · 3 条待同步`. */
export function syncWordsBrief(sync: SyncStatus, now = Date.now()): SyncWords {
  const words = syncWords(sync, now)
  const left = sync.changesWaiting + sync.photosWaiting
  if (words.glyph !== 'kept' || left === 0) return { ...words, second: left && words.glyph !== 'sync' ? t('field.sync.brief', { n: left }) : '' }
  return { ...words, first: t('field.sync.brief', { n: left }), second: '' }
}
