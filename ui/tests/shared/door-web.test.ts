import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { webDoor } from '@/shared/door-web'

class Source extends EventTarget {
  static open: Source[] = []
  constructor() {
    super()
    Source.open.push(this)
  }
  close() {
    Source.open = Source.open.filter((one) => one !== this)
  }
}

beforeEach(() => vi.stubGlobal('EventSource', Source))
afterEach(() => vi.unstubAllGlobals())

describe('news from the server', () => {
  it('comes over one connection to all who listen, and none stays open when nobody does', () => {
    const [a, b] = [vi.fn(), vi.fn()]
    const stopA = webDoor.onChange(a)
    const stopB = webDoor.onChange(b)
    expect(Source.open).toHaveLength(1)
    Source.open[0]?.dispatchEvent(new Event('changed'))
    stopA()
    Source.open[0]?.dispatchEvent(new Event('changed'))
    expect([a.mock.calls.length, b.mock.calls.length]).toEqual([1, 2])
    stopB()
    expect(Source.open).toHaveLength(0)
    webDoor.onChange(a)()
    expect(Source.open).toHaveLength(0)
  })
})
