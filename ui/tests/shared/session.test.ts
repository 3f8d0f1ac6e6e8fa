import { beforeEach, expect, it } from 'vitest'
import type { Status } from '@/shared/api'
import { AppError, call } from '@/shared/door'
import { adopt, session } from '@/shared/session'
import { fakeDoor, settle } from '../desk/door'

const status = (over: Partial<Status>): Status => ({
  door: 'web', demo: false, positionPoorM: 30, today: '2026-11-23', place: null, version: '0', device: null, server: null, district: null, wiped: null,
  preferences: { locale: 'zh-CN', theme: 'paper', textSize: 100, originalsOnMetered: false }, me: { person: 'p', name: '周建平', title: '', roles: ['inspector'], team: null, places: [] }, ...over,
})
const gone = () => {
  throw new AppError('not_enrolled')
}

beforeEach(() => {
  fakeDoor({ today: gone, status: () => status({ me: null }) })
  adopt(status({}))
})

it('an ended web session is said to have ended, and nobody is shown as signed in', async () => {
  await call('today', { position: null }).catch(() => undefined)
  await settle()
  expect([session.ended.value, session.me.value]).toEqual([true, null])
  adopt(status({}))
  expect(session.ended.value).toBe(false)
})

it('a refusal before anybody was signed in ends nothing', async () => {
  adopt(status({ me: null }))
  await call('today', { position: null }).catch(() => undefined)
  await settle()
  expect(session.ended.value).toBe(false)
})
