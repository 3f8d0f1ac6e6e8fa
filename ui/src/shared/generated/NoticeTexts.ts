// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { NoticeWords } from "./NoticeWords";
import type { SizeWords } from "./SizeWords";

/**
 * What a notice says beside its findings. What is empty does not appear.
 */
export type NoticeTexts = { 
/**
 * 农村人居环境整治问题交办单, say.
 */
title: string, 
/**
 * 文号.
 */
number: string, 
/**
 * Whom it is for.
 */
recipient: string, 
/**
 * Paragraphs before the findings; `{n}` is how many they are.
 */
opening: Array<string>, 
/**
 * Paragraphs after them.
 */
closing: Array<string>, 
/**
 * The office that issues it.
 */
office: string, 
/**
 * The day, as it is written.
 */
date: string, 
/**
 * Lines to be filled in by hand where it is received.
 */
receipt: Array<string>, 
/**
 * How a day is written: `{y}`, `{m}`, `{d}`.
 */
day: string, 
/**
 * What a code's QR says: `{code}`.
 */
link: string, 
/**
 * Names of kinds, by their ids, where they are to be other than the standard's.
 */
kinds: { [key in string]: string }, 
/**
 * How large something is.
 */
sizes: SizeWords, 
/**
 * The rest.
 */
words: NoticeWords, };
