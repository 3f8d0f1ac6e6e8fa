import type zh from '../zh-CN/map'

const map: typeof zh = {
  title: 'Map',
  source: 'Where the map is from',
  closer: 'Closer',
  further: 'Further away',
  me: 'Where I am',
  all: 'All',
  list: '{n} place not closed | {n} places not closed',
  nearest: 'nearest first',
  urgent: 'most urgent first',
  none: 'Nothing is left to do.',
  more: '{n} more: look closer, or see the list of tasks. | {n} more: look closer, or see the list of tasks.',
  cannot: 'This device cannot draw maps. The list below is complete.',
  broken: 'The ground map cannot be opened: borders alone. Please ask the operator for another file.',
  gap: 'Some pieces of the ground map did not arrive; borders and problems are all here.',
  bare: 'No ground map yet: borders alone.',
  fetch: 'Download the ground map',
  fetchSize: 'Download the ground map ({mb} MB)',
  fetching: 'The ground map is being downloaded…',
  towards: '{far}, to the {to}',
  see: 'Open',
  villages: 'This round',
  look: { name: 'What the map is drawn on', own: 'Own map', vec: 'Tianditu map', img: 'Tianditu imagery' },
  tianditu: {
    owed: 'Tianditu GS(2024)0568, 1100471',
    unreached: 'Tianditu did not answer: no network, or a key that it does not take. Until it does, the map of this device; borders and problems are all here.',
    bare: 'No ground map on this device yet: without a network, borders alone.',
  },
  tint: { due: 'to visit', open: 'begun', done: 'visited' },
}
export default map
