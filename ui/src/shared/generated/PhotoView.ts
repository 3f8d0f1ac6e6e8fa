// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { Fix } from "./Fix";
import type { MarkView } from "./MarkView";
import type { PairView } from "./PairView";
import type { Phase } from "./Phase";
import type { PhotoSource } from "./PhotoSource";

/**
 * A photograph. Its pictures are at the door's media address: `thumb`, `evidence`, `original`.
 */
export type PhotoView = { 
/**
 * Row id.
 */
id: string, 
/**
 * SHA-256 of the original, hex.
 */
sha256: string, 
/**
 * Its verification code, as the watermark bears it (see `xuncun_domain::photo_code`).
 */
code: string, 
/**
 * What it shows.
 */
phase: Phase, 
/**
 * When it was taken.
 */
takenAt: number, 
/**
 * Offset of the device's zone, minutes east.
 */
offsetMin: number, 
/**
 * Where, if known: the position that counts.
 */
fix: Fix | null, 
/**
 * Seconds after the shutter at which that position was had; none for what the device had at the shutter.
 */
fixAfter: number | null, 
/**
 * When whoever lives there agreed, of one taken in a home: it is personal data, and no part of the visit's score.
 */
consentAt: number | null, 
/**
 * It lies where personal data does.
 */
private: boolean, 
/**
 * How far the device's clock was ahead (below 0: behind) when it was taken, minutes, where that is in doubt.
 */
clockOff: number | null, 
/**
 * Where the bytes came from.
 */
source: PhotoSource, 
/**
 * Who took it.
 */
by: string, 
/**
 * Device that signed its row.
 */
device: string, 
/**
 * Signed by the server for a web user.
 */
byServer: boolean, 
/**
 * The original is on the server, by receipt.
 */
delivered: boolean, 
/**
 * The original is readable here.
 */
here: boolean, 
/**
 * Pixels.
 */
width: number, 
/**
 * Pixels.
 */
height: number, 
/**
 * The photograph from before, of one from after, and how the two compare.
 */
pair: PairView | null, 
/**
 * What was drawn on it, the latest last. Blurs are in the pictures already; the others are to be drawn over them.
 */
marks: Array<MarkView>, 
/**
 * Which parts are blurred, in short: pictures of the photograph that were fetched under another are out of date. None of one without blurs.
 */
blurred: string | null, };
