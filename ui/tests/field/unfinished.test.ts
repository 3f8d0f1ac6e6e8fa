import { describe, expect, it } from 'vitest'
import type { Shot } from '@/field/photo/outbox'
import { offerOf, unfinishedOf } from '@/field/walk/unfinished'
import type { Fix, InspectionView, ItemView, Phase, PhotoView, SightingView } from '@/shared/api'
import '../words'

const here: Fix = { lon: 106.7, lat: 35.5, accuracy: 6, altitude: null, bearing: null }
/** A photograph so many metres to the north. */
const photo = (id: string, phase: Phase, north: number | null = 0) => ({ id, phase, fix: north === null ? null : { ...here, lat: here.lat + north / 111_195 } }) as PhotoView
const sighting = (id: string, photos: PhotoView[], fixedOnSpot = true) => ({ id, kind: 'manure', fixedOnSpot, photos }) as SightingView
const item = (id: string, photoRule: string, photos: PhotoView[]) => ({ id, title: `${id} 清理`, photoRule, photos }) as ItemView
const view = (sightings: SightingView[], items: ItemView[] = []) => ({ sightings, groups: [{ items }], chips: [] }) as unknown as InspectionView

describe('what waits for its photograph from after', () => {
  it('was put right or is measured by it, and has the one from before alone', () => {
    const found = unfinishedOf(
      view(
        [
          sighting('open', [photo('a', 'near')], false),
          sighting('bare', []),
          sighting('done', [photo('b', 'near'), photo('c', 'after')]),
          sighting('far', [photo('d', 'near', 400), photo('e', 'wide')]),
          sighting('unplaced', [photo('f', 'near', null)]),
        ],
        [item('M1', 'P4', [photo('g', 'before', 12)]), item('M2', 'P4', []), item('H1', 'P1', [photo('h', 'overview')])],
      ),
      [],
      here,
    )
    expect(found.map((one) => [one.item ?? one.sighting, one.before.id, one.metres && Math.round(one.metres)])).toEqual([['M1', 'g', 12], ['far', 'd', 400], ['unplaced', 'f', null]])
  })

  it('waits no more while the one from after is on its way', () => {
    const shot = { meta: { pair: 'a' } } as Shot
    expect(unfinishedOf(view([sighting('s', [photo('a', 'near')])]), [shot], here)).toEqual([])
  })

  it('is offered where somebody stands near, or of what they have chosen', () => {
    const of = (metres: number) => unfinishedOf(view([sighting('s', [photo('a', 'near', metres)])]), [], here)
    expect(offerOf(of(35), null, here)?.sighting).toBe('s')
    expect(offerOf(of(40), null, here)).toBeNull()
    expect(offerOf(of(400), 's', here)?.sighting).toBe('s')
    expect(offerOf(of(400), 'another', here)).toBeNull()
    // a position that may be anywhere makes nothing near
    expect(offerOf(of(100), null, { ...here, accuracy: 500 })).toBeNull()
    const nowhere = unfinishedOf(view([sighting('s', [photo('a', 'near')])]), [], null)
    expect([offerOf(nowhere, null, null), offerOf(nowhere, 's', null)?.sighting]).toEqual([null, 's'])
  })
})
