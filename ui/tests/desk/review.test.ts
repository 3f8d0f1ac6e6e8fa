import { createApp, nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import ReviewPage from '@/desk/review/ReviewPage.vue'
import type { QueueRow, ReviewArgs, SubmissionView } from '@/shared/api'
import { AppError } from '@/shared/door'
import { fakeDoor, settle } from './door'
import { photo, queueOf, queueRow, submissionView } from './rows'

let rows: QueueRow[]
let doubt = false
let unmount = () => undefined as void

beforeEach(() => {
  doubt = false
  rows = [queueRow('v1'), queueRow('v2'), queueRow('v3')]
})
afterEach(() => {
  unmount()
  document.body.innerHTML = ''
})

function view(inspection: string): SubmissionView {
  const row = rows.find((one) => one.inspection === inspection)
  const made = submissionView({
    inspection: { id: inspection, status: row?.status ?? 'accepted', unclassified: [photo('p'), photo('q')], village: { id: '1', name: `村${inspection}` } },
    reviewable: row?.status === 'submitted',
    unchanged: !doubt,
  })
  return { ...made, submission: made.submission && { ...made.submission, id: `${inspection}/1`, contentHash: `hash-${inspection}` } }
}

async function open(route: string) {
  let refusal: AppError | undefined
  const door = fakeDoor({
    review_queue: () => queueOf(rows),
    submission: ({ inspection }) => view(inspection),
    review: ({ submission, verdict }: ReviewArgs) => {
      if (refusal) throw refusal
      const inspection = submission.split('/')[0] ?? ''
      rows = rows.map((row) => (row.inspection === inspection ? { ...row, status: verdict } : row)).filter((row) => row.status === 'submitted')
      return view(inspection)
    },
  })
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/review/:inspection?', component: ReviewPage, props: true }] })
  await router.push(route)
  const app = createApp({ template: '<RouterView />' }).use(router)
  const host = document.body.appendChild(document.createElement('div'))
  app.mount(host)
  unmount = () => app.unmount()
  await rest()
  return { door, refuse: (error: AppError) => (refusal = error), at: () => router.currentRoute.value.path, verdicts: () => door.asked.filter(([name]) => name === 'review').map(([, args]) => args) }
}

async function rest() {
  for (let i = 0; i < 5; i++) {
    await settle()
    await nextTick()
    await new Promise((done) => setTimeout(done))
  }
}

async function press(key: string) {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await rest()
}

const heading = () => document.querySelector('.head h2')?.textContent ?? ''

describe('the review desk', () => {
  it('opens the oldest, and walks by J and K', async () => {
    const desk = await open('/review')
    expect(desk.at()).toBe('/review/v1')
    await press('j')
    expect(desk.at()).toBe('/review/v2')
    expect(heading()).toContain('村v2')
    await press('k')
    expect(desk.at()).toBe('/review/v1')
  })

  it('opens at the photograph that a verification code led to', async () => {
    await open('/review/v1?photo=q')
    expect(document.querySelector('.caption .number')?.textContent).toBe('2 / 2')
  })

  it('turns photographs by the arrows', async () => {
    await open('/review/v1')
    const number = () => document.querySelector('.caption .number')?.textContent
    expect(number()).toBe('1 / 2')
    await press('ArrowRight')
    expect(number()).toBe('2 / 2')
    await press('ArrowRight')
    expect(number()).toBe('2 / 2')
    await press('ArrowLeft')
    expect(number()).toBe('1 / 2')
  })

  it('accepts by A, and goes on to the next that waits', async () => {
    const desk = await open('/review/v2')
    await press('a')
    expect(desk.verdicts()).toEqual([{ submission: 'v2/1', contentHash: 'hash-v2', verdict: 'accepted', reason: '' }])
    expect(desk.at()).toBe('/review/v3')
  })

  it('takes no second A for the next one before it was looked at', async () => {
    const desk = await open('/review/v1')
    await press('a')
    await press('a')
    expect(desk.verdicts()).toHaveLength(1)
    expect(document.querySelector('.actions [role="alert"]')?.textContent).toContain('先看一眼')
    await press('ArrowRight')
    await press('a')
    expect(desk.verdicts()).toHaveLength(2)
  })

  it('forgets an older refusal when another return is begun', async () => {
    const desk = await open('/review/v1')
    desk.refuse(new AppError('submission_changed'))
    await press('a')
    expect(document.querySelector('.actions [role="alert"]')).not.toBeNull()
    await press('r')
    expect(document.querySelector('#return-why')?.textContent).toBe('')
  })

  it('marks what is doubtful as the queue does', async () => {
    await open('/review/v1')
    const mark = () => document.querySelector('.head .mark')?.textContent
    expect(mark()).toBe('待审')
    unmount()
    doubt = true
    await open('/review/v1')
    expect(mark()).toBe('存疑')
  })

  it('stays with the last one, which then shows its verdict and takes no other', async () => {
    rows = [queueRow('v1')]
    const desk = await open('/review/v1')
    await press('a')
    expect(desk.at()).toBe('/review/v1')
    await press('a')
    expect(desk.verdicts()).toHaveLength(1)
  })

  it('asks for a reason by R, and returns nothing without one', async () => {
    const desk = await open('/review/v1')
    await press('r')
    const form = document.querySelector<HTMLFormElement>('[role="dialog"] form')
    expect(form).not.toBeNull()
    form?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
    await rest()
    expect(desk.verdicts()).toEqual([])
    expect(document.querySelector('#return-why')?.textContent).not.toBe('')
    document.querySelector<HTMLButtonElement>('[role="dialog"] .quick button')?.click()
    await rest()
    form?.dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }))
    await rest()
    expect(desk.verdicts()).toMatchObject([{ submission: 'v1/1', verdict: 'returned', reason: '照片不清' }])
    expect(desk.at()).toBe('/review/v2')
  })

  it('leaves the keys alone while the dialog is open', async () => {
    const desk = await open('/review/v1')
    await press('r')
    await press('a')
    await press('j')
    expect(desk.verdicts()).toEqual([])
    expect(desk.at()).toBe('/review/v1')
  })

  it('keeps the selection and the photograph when something changed elsewhere', async () => {
    const desk = await open('/review/v2')
    await press('ArrowRight')
    rows = [queueRow('v0'), ...rows.slice(1), queueRow('v9')]
    desk.door.ring()
    await rest()
    expect(desk.at()).toBe('/review/v2')
    expect(document.querySelector('.caption .number')?.textContent).toBe('2 / 2')
    expect(document.querySelectorAll('[id^="row-"]')).toHaveLength(4)
    expect(document.querySelector('[role="option"][aria-selected="true"]')?.id).toBe('row-v2')
  })
})
