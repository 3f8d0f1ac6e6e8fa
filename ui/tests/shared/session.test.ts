import { expect, test, vi } from 'vitest'
import type { SyncStatus } from '@/shared/api'

const replies: ((state: SyncStatus) => void)[] = []
vi.mock('@/shared/door', async (original) => ({
  ...(await original<typeof import('@/shared/door')>()),
  call: () => new Promise((resolve) => replies.push(resolve)),
}))
const { refreshSync, session, syncNow } = await import('@/shared/session')

const at = (phase: SyncStatus['phase']) => ({ phase }) as SyncStatus

test('a state that was asked for before a newer one was shown is not shown after it', async () => {
  const early = refreshSync()
  const round = syncNow()
  const [answerEarly, answerRound] = replies
  answerRound!(at('idle'))
  await round
  expect(session.sync.value?.phase).toBe('idle')

  answerEarly!(at('syncing'))
  await vi.waitFor(() => expect(replies).toHaveLength(3))
  expect(session.sync.value?.phase, 'the late reply is asked for again, not shown').toBe('idle')

  replies[2]!(at('offline'))
  await early
  expect(session.sync.value?.phase).toBe('offline')
})
