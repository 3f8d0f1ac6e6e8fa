// 一处一码: from what somebody scanned or typed to the finding that it names, or to words of what it was instead.
import { AppError, call } from './door'
import { sayError, t } from './i18n'
import { session } from './session'

/** What a text is. `key` is what the command takes: the code in its one form, or a row's id out of a page's address. */
export type Scanned = { is: 'finding'; key: string; host?: string } | { is: 'enrol' | 'signIn' | 'nothing' } | { is: 'page'; host: string } | { is: 'text'; text: string }
export type FindingKey = Extract<Scanned, { is: 'finding' }>

/** Crockford's base 32, as in `crates/domain/src/photo_code.rs`. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/
/** Characters of a strange text that are worth showing. */
const SHOWN = 40

/** The code in its one form, `7K3M-9QPD-2F4H`, however it was typed: small or full-width letters, spaces and dashes anywhere, O for 0, I and L for 1. */
export function codeOf(typed: string): string | null {
  const bare = typed.normalize('NFKC').toUpperCase().replace(/[\s\p{Pd}−]/gu, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return CODE.test(bare) ? (bare.match(/.{4}/g) ?? []).join('-') : null
}

export function readScanned(raw: string): Scanned {
  const text = raw.trim()
  if (!text) return { is: 'nothing' }
  const code = codeOf(text)
  if (code) return { is: 'finding', key: code }
  const address = addressOf(text)
  if (address?.protocol === 'xuncun:') return { is: 'enrol' }
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') return { is: 'text', text: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text }
  // what lies behind a sign-in link opens a session: nothing of it is repeated
  if (address.hash.startsWith('#/sign-in/')) return { is: 'signIn' }
  const key = keyIn(address.hash)
  return key ? { is: 'finding', key, host: address.host } : { is: 'page', host: address.host }
}

function addressOf(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** `#/finding/7K3M-9QPD-2F4H`, as on paper, or `#/findings?finding=…&open=1`, as in a desk's address bar. */
function keyIn(hash: string): string | null {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const named = /^\/finding\/([^/]+)\/?$/.exec(path)?.[1] ?? (path === '/findings' ? new URLSearchParams(query).get('finding') : null)
  if (!named) return null
  return codeOf(named) ?? (/^[\w-]+$/.test(named) ? named : null)
}

/** Its row's id, or in words why there is none here. */
export async function seekFinding({ key, host }: FindingKey): Promise<{ id: string } | { said: string }> {
  try {
    return { id: (await call('finding', { finding: key })).brief.id }
  } catch (thrown) {
    const error = AppError.from(thrown)
    return { said: error.code === 'finding_unknown' || error.code === 'forbidden' ? sayUnknown(key, host) : sayError(error) }
  }
}

/** A server may have several addresses: that a link names another one is said only of what is not here. */
function sayUnknown(code: string, host?: string): string {
  const own = session.web.value ? location.origin : session.status.value?.server
  const ours = own && addressOf(own)?.host
  if (host && ours && host !== ours) return t('finding.scan.elsewhere', { code, host })
  return t(session.web.value ? 'finding.scan.unknownHere' : 'finding.scan.unknown', { code })
}

/** What it was, and what to do, where it is no finding's code. */
export function sayScanned(scanned: Exclude<Scanned, FindingKey>): string {
  if (scanned.is === 'page') return t('finding.scan.page', { host: scanned.host })
  return scanned.is === 'text' ? t('finding.scan.text', { text: scanned.text }) : t(`finding.scan.${scanned.is}`)
}
