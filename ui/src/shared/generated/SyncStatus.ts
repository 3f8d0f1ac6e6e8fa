// Made from the Rust types of crates/app: do not edit. UPDATE_TYPES=1 cargo nextest run -p xuncun-app --test typescript
import type { CarriedWork } from "./CarriedWork";
import type { DeviceStanding } from "./DeviceStanding";
import type { FileAside } from "./FileAside";
import type { OriginalsWait } from "./OriginalsWait";
import type { Progress } from "./Progress";
import type { RefusedDraft } from "./RefusedDraft";
import type { SpaceLeft } from "./SpaceLeft";
import type { SyncPhase } from "./SyncPhase";

/**
 * The sync line. Counts are of what the server's signed receipts do not name yet.
 */
export type SyncStatus = { 
/**
 * What it is doing.
 */
phase: SyncPhase, 
/**
 * How the device stands to its district.
 */
standing: DeviceStanding, 
/**
 * Inspections with something not delivered.
 */
inspectionsWaiting: number, 
/**
 * Changes (rows) not delivered.
 */
changesWaiting: number, 
/**
 * Photographs not delivered.
 */
photosWaiting: number, 
/**
 * Photographs known to the server by receipt.
 */
photosDelivered: number, 
/**
 * Why original photographs wait, if they do.
 */
originalsWait: OriginalsWait | null, 
/**
 * Files that could not be sent, each with its reason; the others go on.
 */
setAside: Array<FileAside>, 
/**
 * When the oldest waiting thing was made.
 */
oldest: number | null, 
/**
 * When all was last delivered, by receipt.
 */
deliveredAt: number | null, 
/**
 * First pull: commits applied and commits in all.
 */
firstPull: Progress | null, 
/**
 * Code of what stopped it or of the last failure.
 */
problem: string | null, 
/**
 * Changes that the server refused, kept as drafts.
 */
refused: Array<RefusedDraft>, 
/**
 * Rows that two people changed differently and that the caller may settle.
 */
conflicts: number, 
/**
 * The device's clock minus the server's, when last seen, in milliseconds.
 */
clockAhead: number | null, 
/**
 * How much room is left on the disk, once it is little.
 */
space: SpaceLeft | null, 
/**
 * What this device carries to the server for others, if anything.
 */
carried: CarriedWork | null, 
/**
 * The data on this device was found to be damaged: it is to be repaired.
 */
damaged: boolean, 
/**
 * Original photographs that have left this device, to make room: the server has them, and its backup, too.
 */
originalsLeft: number, };
