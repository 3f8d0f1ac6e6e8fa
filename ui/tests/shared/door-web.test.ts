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

describe('bundles', () => {
  const view = { kind: 'village', village: { id: '629900100201', name: '柳树湾村' }, maker: '服务器', madeAt: 1, changes: 2, files: 1, receipts: 1, filesMissing: 0 }
  afterEach(() => vi.useRealTimers())

  it('are downloaded under the name that the server gives, with what is in them', async () => {
    vi.useFakeTimers()
    const headers = { 'x-bundle': encodeURIComponent(JSON.stringify(view)), 'x-bundle-name': 'xuncun-629900100201.xuncun' }
    const fetched = vi.fn(async () => new Response('bytes', { headers }))
    vi.stubGlobal('fetch', fetched)
    vi.stubGlobal('URL', { createObjectURL: () => 'blob:x', revokeObjectURL: vi.fn() })
    const clicked: string[] = []
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) { clicked.push(this.download) })
    expect(await webDoor.saveBundle({ what: 'village', village: '629900100201' })).toEqual(view)
    expect(clicked).toEqual(['xuncun-629900100201.xuncun'])
    expect(fetched).toHaveBeenCalledWith('/web/bundle/give', expect.objectContaining({ method: 'POST', body: '{"what":"village","village":"629900100201"}' }))
  })
  it('say in a code why there is none', async () => {
    vi.stubGlobal('fetch', async () => new Response('{"code":"bundle_empty","params":{}}', { status: 422 }))
    await expect(webDoor.saveBundle({ what: 'receipts' })).rejects.toMatchObject({ code: 'bundle_empty' })
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }))
    await expect(webDoor.saveBundle({ what: 'receipts' })).rejects.toMatchObject({ code: 'server_unreachable' })
  })
  it('go up as they are', async () => {
    const fetched = vi.fn(async () => new Response('{"applied":1}'))
    vi.stubGlobal('fetch', fetched)
    const file = new File(['xuncun-bundle/1'], 'a.xuncun')
    expect(await webDoor.takeBundle(file)).toEqual({ applied: 1 })
    expect(fetched).toHaveBeenCalledWith('/web/bundle', expect.objectContaining({ body: file }))
  })
})

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
