// The pictures that the documentation shows, with a line each; `make screens` makes them anew.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withPalette } from './palette.mjs'

const SHOWN = {
  Start: {
    'start-1440x900': 'the start page of a demo server: three roles, and a link to enrol a tablet',
  },
  'Field, on a phone, by the web door': {
    'today-390x844': 'today: what is begun, what came back, what is due, nearest first',
    'walk-390x844': 'walk first: shutter, one tap on what it is, how many',
    'visit-390x844': 'the form: sightings with their photographs, and what they cost',
    'households-390x844': 'five households, five ticks each',
    'missing-390x844': 'a submission that was refused: each entry leads to its place',
    'witness-390x844': 'the witness signs on the glass',
    'today-returned-390x844': 'what came back, with the reason',
    'inbox-390x844': 'what needs a person: here, what two people changed differently',
    'conflict-390x844': 'only what differs, nothing chosen beforehand',
    'notices-390x844': 'what a village\'s cadre sees',
    'visit-200-390x844': 'the form at twice the text size',
    'today-en-390x844': 'today in English: names stay as they are',
  },
  'Field, on a tablet, by the web door': {
    'visit-1180x820': 'the form with groups at the left and deductions at the right',
    'walk-1180x820': 'walk first, with what was seen beside the picture',
  },
  'Field, in the app\'s own window (WebKitGTK)': {
    'window-words': 'enrolling: six words to compare',
    'window-visit': 'a visit without a network, opened again after the app was killed',
    'window-kept': 'kept on the device: one visit and two photographs wait',
    'window-delivered': 'everything delivered, by the server\'s signed receipt',
  },
  Desk: {
    'overview-1440x900': 'the district: the denser the lines, the lower the score',
    'review-1440x900': 'review by keyboard: deductions, photographs, place',
    'review-return-1440x900': 'sending back, with a reason',
    'review-1180x820': 'review on a tablet',
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
      lines.push(`- [${name}.png](${name}.png): ${says}`)
    }
  }
  writeFileSync(join(to, 'README.md'), `${lines.join('\n')}\n`)
}
