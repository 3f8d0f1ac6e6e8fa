// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript

/**
 * The words of a notice.
 */
export type NoticeWords = { 
/**
 * Language of all the texts, `zh-CN` say.
 */
language: string, 
/**
 * Between a label and what it labels.
 */
colon: string, 
/**
 * `{n} 处`.
 */
count: string, 
/**
 * Titles of the columns: number, problem, deadline, photograph, code.
 */
columns: [string, string, string, string, string], 
/**
 * Label of the village.
 */
village: string, 
/**
 * Label of 组 and landmark.
 */
place: string, 
/**
 * Label of the description.
 */
description: string, 
/**
 * Label of the position.
 */
position: string, 
/**
 * Instead of a photograph.
 */
noPhoto: string, 
/**
 * Instead of the findings.
 */
nothing: string, };
