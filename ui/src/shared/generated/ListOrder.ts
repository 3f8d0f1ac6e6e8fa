// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { DocumentList } from "./DocumentList";
import type { FindingsArgs } from "./FindingsArgs";
import type { ListForm } from "./ListForm";
import type { ListWords } from "./ListWords";

/**
 * Which lists, as what.
 */
export type ListOrder = { 
/**
 * One, or several where the form takes several.
 */
lists: Array<DocumentList>, 
/**
 * As what.
 */
form: ListForm, 
/**
 * Which findings. Townships, villages and whoever answers for them hold for the other lists too, its days for the 台账.
 */
filter: FindingsArgs, 
/**
 * Titles.
 */
words: ListWords, };
