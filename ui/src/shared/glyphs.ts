// Drawn on a 24 × 24 grid. A status is a shape, a word and a colour together: the word stands beside the glyph in the text,
// so the glyph itself is silent to those who listen.
export interface Shape {
  /** Lines, in the tone. */
  line?: string
  /** Areas, in the tone. */
  area?: string
  /** Lines upon an area, in the paper's colour. */
  mark?: string
  dashed?: boolean
  tone?: 'green' | 'red' | 'amber' | 'blue' | 'quiet'
}

const box = 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z'
const disc = 'M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z'
const ring = 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z'
const tick = 'M7.5 12.3l3.2 3.2 6-6.5'
const hands = 'M12 7v5.5l3.5 2'

export const shapes = {
  // statuses
  unanswered: { line: ring, dashed: true, tone: 'quiet' },
  waiting: { line: ring, dashed: true, tone: 'quiet' },
  fine: { area: disc, mark: tick, tone: 'green' },
  deducted: { area: box, mark: 'M7.5 12h9', tone: 'red' },
  doubtful: { line: 'M12 3.5 22 20.5H2zM12 10v4.5M12 17.3v.2', tone: 'amber' },
  returned: { line: 'M9 5 4 10l5 5M4.5 10H15a5 5 0 0 1 0 10h-4', tone: 'red' },
  accepted: { line: box, area: 'M7 7h10v10H7z', tone: 'green' },
  kept: { line: `${box}${tick}`, tone: 'green' },
  delivered: { area: box, mark: tick, tone: 'green' },
  refused: { line: 'M12 2.5 21.5 12 12 21.5 2.5 12zM12 8v5M12 15.8v.2', tone: 'red' },
  overdue: { area: box, mark: hands, tone: 'red' },
  conflict: { line: 'M7 21V5M3.5 8.5 7 5l3.5 3.5M7 17h13M16.5 13.5 20 17l-3.5 3.5', tone: 'amber' },
  info: { line: `${ring}M12 11v5M12 7.8v.2`, tone: 'blue' },
  // things and doings
  back: { line: 'm15 5-7 7 7 7' },
  forward: { line: 'm9 5 7 7-7 7' },
  down: { line: 'm5 9 7 7 7-7' },
  search: { line: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21' },
  camera: { line: 'M3 8h4l2-3h6l2 3h4v11H3zM12 9.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z' },
  scan: { line: 'M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M3 12h18' },
  picture: { line: 'M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5M15.5 8.5v.2' },
  file: { line: 'M6 3h8l5 5v13H6zM14 3v5h5' },
  pin: { line: 'M12 21.5s-7-6.5-7-12a7 7 0 0 1 14 0c0 5.5-7 12-7 12zM12 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z' },
  list: { line: 'M4 6h16M4 12h16M4 18h10' },
  way: { line: 'M12 3 19 20l-7-4-7 4z' },
  home: { line: 'M3 12l9-8 9 8M6 10v10h12V10' },
  clock: { line: `${ring}${hands}` },
  pen: { line: 'm4 20 1-5L16 4l4 4L9 19zM13.5 6.5l4 4' },
  note: { line: 'M5 3h14v18H5zM8.5 8h7M8.5 12h7M8.5 16h4' },
  today: { line: 'M4 5.5h16V21H4zM4 10h16M8 3v5M16 3v5m-7 7.5 2.2 2.2 4-4.2' },
  notices: { line: 'M4 4h16v12H12l-5 4.5V16H4zM8 8.5h8M8 12h5' },
  person: { line: 'M12 3.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 21a7.5 7.5 0 0 1 15 0' },
  desk: { line: 'M3 5h18v11H3zM8.5 20h7M12 16v4' },
  plus: { line: 'M12 5v14M5 12h14' },
  minus: { line: 'M6 12h12' },
  cross: { line: 'm6 6 12 12M18 6 6 18' },
  check: { line: 'm5 12.5 4.5 4.5L19 7' },
  mic: { line: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7' },
  play: { area: 'M7 4.5v15l12-7.5z' },
  stop: { area: 'M6 6h12v12H6z' },
  bin: { line: 'M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 21h10l1-14.5M10 10.5v6.5M14 10.5v6.5' },
  help: { line: `${ring}M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.2` },
  walk: { line: 'M13 3.2v.2M9 21l2-6 3 2.5V21M11 15l.7-6.5L8 10.5V14m3.7-5.5 2.3 3 3 .5' },
  eye: { line: 'M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z' },
  turnLeft: { line: 'M4 4.5V10h5.5M4.5 9.7A8 8 0 1 1 12 20' },
  turnRight: { line: 'M20 4.5V10h-5.5M19.5 9.7A8 8 0 1 0 12 20' },
  sync: { line: 'M20 11a8 8 0 0 0-14.5-3.5L4 9.5M4 5v4.5h4.5M4 13a8 8 0 0 0 14.5 3.5l1.5-2M20 19v-4.5h-4.5' },
} satisfies Record<string, Shape>

export type GlyphName = keyof typeof shapes
