// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { BundleKind } from "./BundleKind";
import type { NamedId } from "./NamedId";
export type BundleView = { kind: BundleKind, village: NamedId | null, maker: string, madeAt: number, changes: number, files: number, receipts: number, filesMissing: number };
