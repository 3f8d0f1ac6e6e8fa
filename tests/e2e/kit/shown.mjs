// The pictures that the documentation shows, with a line each; `make screens` makes them anew.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPalette } from './palette.mjs'

const SHOWN = {
  Start: {
    'start-1440x900': 'the start page of a demo server: three roles, and a link to enrol a tablet with its six words',
  },
  'Field, on a phone, by the web door': {
    'today-390x844': 'today: what is begun, what came back, what is due, nearest first',
    'start-visit-390x844': 'a visit begins: announced or unannounced, nothing preselected',
    'presence-390x844': 'a visit that is opened from outside its village',
    'walk-live-390x844': 'walk first: the camera, with the position',
    'walk-named-390x844': 'one tap on what it is, how many, what it costs, and which photograph is still wanted',
    'visit-390x844': 'the form: sightings with their photographs, and what they cost',
    'visit-siyou-390x844': 'the form: yes, partly, no',
    'a-sighting-390x844': 'one sighting: kind, count, landmark, fixed on the spot, handed over',
    'the-camera-390x844': 'the camera for an item: which picture of it is taken',
    'the-ghost-390x844': 'without a network: the photograph from before, half transparent, over the live picture',
    'the-pair-390x844': 'before and after, with what the five checks say',
    'a-photograph-390x844': 'one photograph: when, where, by whom, delivered or not',
    'households-open-390x844': 'five households, five ticks each',
    'missing-390x844': 'a submission that was refused: each entry leads to its place',
    'witness-390x844': 'the witness signs on the glass',
    'submitted-390x844': 'submitted',
    'today-returned-390x844': 'what came back, with the reason',
    'inbox-390x844': 'what needs a person: here, what two people changed differently',
    'conflict-390x844': 'only what differs, nothing chosen beforehand',
    'search-390x844': 'a village by its initials',
    'notices-390x844': 'what a village\'s cadre sees',
    'notice-390x844': 'one notice: every deduction with its arithmetic',
    'ledger-390x844': 'the village\'s day: what is not filled in is no zero, and the month is pinned below',
    'report-390x844': 'a village reports what it has found itself',
    'tasks-360x640': 'what a cadre has to do, on a small phone',
    'clearing-360x640': 'the picture from before over the live one',
    'answer-360x640': 'the answer: the pair, its checks, a sentence that stands there already',
    'finding-390x844': 'one finding: its pair, its code, its history, and whose turn it is',
    'township-390x844': 'a township: what is due, village by village, and what it scores',
    'map-390x844': 'the map: what is left to do by kind and deadline, the villages of the round, and where one stands',
    'map-chosen-390x844': 'one of them, how far it is, and the way there',
    'map-imagery-390x844': 'imagery of 天地图 over it, where the district has a key and the person chooses it',
    'scan-390x844': 'the code off paper or a screen leads to the finding',
    'spoken-reason-390x844': 'a reason that is spoken instead of written',
    'me-390x844': 'text size, colours, language',
  },
  'Field: bright sun, night, large text, English': {
    'today-sun-390x844': 'today in bright sun: black on white, two-pixel edges',
    'visit-sun-390x844': 'the form in bright sun',
    'visit-night-390x844': 'the form at night',
    'households-night-390x844': 'households at night',
    'visit-200-390x844': 'the form at twice the text size',
    'today-200-390x844': 'today at twice the text size',
    'today-en-390x844': 'today in English: names stay as they are',
    'tasks-200-390x844': 'what a cadre has to do, at twice the text',
  },
  'Field, on a tablet, by the web door': {
    'today-1180x820': 'today, with what came back beside it',
    'visit-1180x820': 'the form with groups at the left, deductions at the right and the actions under the thumb',
    'walk-1180x820': 'walk first, with what was seen beside the picture',
    'households-1180x820': 'households',
  },
  'Field, in the app\'s own window (WebKitGTK)': {
    'window-words': 'enrolling: six words to compare',
    'window-download': 'the first download',
    'window-walk': 'walking without a network',
    'window-ghost': 'walking without a network: what was put right, taken against the photograph from before',
    'window-visit': 'a visit without a network, opened again after the app was killed',
    'window-map': 'the map while the server is stopped, over the ground that every device keeps',
    'window-kept': 'kept on the device: one visit and two photographs wait',
    'window-sync': 'what waits, and what was delivered',
    'window-delivered': 'everything delivered, by the server\'s signed receipt',
    'window-conflict': 'two devices changed one answer: nothing is chosen for anybody',
  },
  Desk: {
    'the-findings-1440x900': 'findings: list and map of one set; shape is kind, fill is deadline',
    'a-finding-on-the-desk-1440x900': 'one of them, with what may be done',
    'a-village-1440x900': 'a village: its scores and its story',
    'look-backs-by-lot-1440x900': 'what was closed is drawn by lot, to be looked at again',
    'overview-1440x900': 'the district: the denser the lines, the lower the score',
    'overview-list-1440x900': 'the same as a list',
    'review-1440x900': 'review by keyboard: deductions, photographs, place',
    'review-history-1440x900': 'who did what, when, on which device',
    'a-photograph-zoomed-1440x900': 'a photograph, zoomed',
    'the-pair-slider-1440x900': 'before and after under a slider',
    'verify-a-photograph-1440x900': 'from the code in a watermark to the photograph, and to every other use of its file',
    'review-return-1440x900': 'sending back, with a reason',
    'review-1180x820': 'review on a tablet',
    'review-night-1440x900': 'review at night',
    'overview-en-1440x900': 'the overview in English',
  },
}

/** Puts those of the pictures in `from` that are shown into `to`, small, and the list beside them. */
export function show(from, to) {
  mkdirSync(to, { recursive: true })
  const lines = ['# Screens', '', 'Made by the end-to-end tests (`make screens`), over the demo district: names, scores and scenes are invented. The camera shows a drawn scene; in the app\'s window it is WebKit\'s own test picture.']
  for (const [part, pictures] of Object.entries(SHOWN)) {
    lines.push('', `## ${part}`, '')
    for (const [name, says] of Object.entries(pictures)) {
      const file = join(from, `${name}.png`)
      if (existsSync(file)) writeFileSync(join(to, `${name}.png`), withPalette(readFileSync(file)))
      // one half of the tests makes only its own pictures
      if (existsSync(join(to, `${name}.png`))) lines.push(`- [${name}.png](${name}.png): ${says}`)
    }
  }
  writeFileSync(join(to, 'README.md'), `${lines.join('\n')}\n`)
}
