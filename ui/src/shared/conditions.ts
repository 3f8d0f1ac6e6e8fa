// What the web view knows of the network and the battery, told to the app: originals wait for better ones. Where it knows nothing (desktops, iOS),
// nothing is told and nothing waits.
import type { Conditions } from './generated'
import { call } from './door'

/** As far as we use it; in Chromium, and so in Android's web view, alone. */
interface Connection extends EventTarget {
  readonly type?: string
  readonly saveData?: boolean
}
interface Battery extends EventTarget {
  readonly level: number
  readonly charging: boolean
}
export interface Knowing {
  readonly connection?: Connection
  getBattery?: () => Promise<Battery>
}

/** A mobile network, or a person who asked the system to save data. */
export function told(connection: Connection | undefined, battery: Battery | undefined): Conditions {
  return {
    metered: connection?.type === 'cellular' || connection?.saveData === true,
    battery: battery ? Math.round(battery.level * 100) : null,
    charging: battery?.charging ?? false,
  }
}

/** Tells the app now and at each change. */
export async function watchConditions(system: Knowing = navigator as Knowing): Promise<void> {
  const { connection } = system
  const battery = await system.getBattery?.().catch(() => undefined)
  if (!connection && !battery) return
  // An app that is nobody's yet refuses; it is told again with the next change, and at the next start.
  const tell = () => void call('set_conditions', told(connection, battery)).catch(() => undefined)
  connection?.addEventListener('change', tell)
  for (const change of ['levelchange', 'chargingchange']) battery?.addEventListener(change, tell)
  tell()
}
