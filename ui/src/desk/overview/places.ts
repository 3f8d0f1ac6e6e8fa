import type { DistrictMap, VillageScore } from '@/shared/api'
import type { LonLat } from '../map/projection'
import { type ScoreClass, scoreClass } from './scoreClass'

/** A village with what is known of it and where it lies. */
export interface Village {
  code: string
  name: string
  township: string
  rings: LonLat[][]
  centre: LonLat | null
  score: string | null
  inspection: string | null
  demonstration: boolean
  kind: ScoreClass
}

/** The score map's villages: borders joined with scores; a village without a score is not visited. */
export function villagesOf(map: DistrictMap, scores: VillageScore[]): Village[] {
  const scoreOf = new Map(scores.map((one) => [one.code, one]))
  const townshipOf = new Map(map.divisions.filter((d) => d.level === 'township').map((d) => [d.code, d.name]))
  return map.divisions
    .filter((division) => division.level === 'village')
    .map((division) => {
      const known = scoreOf.get(division.code)
      return {
        code: division.code,
        name: division.name,
        // The township's nine digits lead the village's twelve.
        township: townshipOf.get(division.code.slice(0, 9)) ?? '',
        rings: division.rings,
        centre: division.centre,
        score: known?.score ?? null,
        inspection: known?.inspection ?? null,
        demonstration: known?.demonstration ?? false,
        kind: scoreClass(known?.score),
      }
    })
}
