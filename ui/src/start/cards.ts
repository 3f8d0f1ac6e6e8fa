import type { StartLink } from '@/shared/api'

/** The roles that a card is made for, in the order in which a village's day passes through them. */
export const CARD_ROLES = ['inspector', 'cadre', 'supervisor'] as const
export type CardRole = (typeof CARD_ROLES)[number]
export type Card = StartLink & { role: CardRole }

/** The links that have a card, in the cards' order. */
export function cardsOf(links: StartLink[]): Card[] {
  return CARD_ROLES.flatMap((role) => links.filter((link): link is Card => link.role === role).slice(0, 1))
}

/** The code in whatever was pasted: a code alone, a route `#/sign-in/<code>`, or a whole link with words around it. */
export function codeIn(pasted: string): string | undefined {
  const link = /#\/sign-in\/([^\s/?#]+)/.exec(pasted)
  if (link?.[1]) return decoded(link[1])
  const words = pasted.trim().split(/\s+/)
  return words.length === 1 && /^[\w-]{4,128}$/.test(words[0] ?? '') ? words[0] : undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined // cut in the middle of an escape
  }
}
