// Everything that was said in a visit, with what it is about: items in the standard's order, then what was seen.
import type { InspectionView, VoiceView } from '@/shared/api'
import { kindName } from '@/shared/kinds'

export interface Said {
  voice: VoiceView
  /** The item, by its title; of a sighting, what was seen and where. */
  about: string
}

export function saidIn(inspection: InspectionView): Said[] {
  const items = inspection.groups.flatMap((group) => group.items)
  return [
    ...items.flatMap((item) => item.voices.map((voice) => ({ voice, about: `${item.id} ${item.title}` }))),
    ...inspection.sightings.flatMap((row) => row.voices.map((voice) => ({ voice, about: `${row.item} ${kindName(inspection.chips, row.kind)} ${row.landmark}`.trim() }))),
  ]
}
