// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { BundleView } from "./BundleView";
export type BundleOutcome = { bundle: BundleView, applied: number, carried: number, files: number, receipts: number, already: number, leftOut: number };
