// Whose a finding is, in words and as a number to dial.

/** Longest name and longest phone, in characters, as the command takes them. */
export const NAME_MAX = 60
export const PHONE_MAX = 20

/** RFC 3966: without what only makes a number easier to read. */
export function dial(phone: string): string {
  return `tel:${phone.replace(/[\s-]/g, '')}`
}
