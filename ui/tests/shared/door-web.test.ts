import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { MakeDocument } from '@/shared/api'
import { webDoor } from '@/shared/door-web'

class Source extends EventTarget {
  static readonly CLOSED = 2
  static open: Source[] = []
  readyState = 1
  constructor() {
    super()
    Source.open.push(this)
  }
  /** The server answered with an error: the browser gives up. */
  refuse() {
    this.readyState = Source.CLOSED
    this.close()
    this.dispatchEvent(new Event('error'))
  }
  close() {
    Source.open = Source.open.filter((one) => one !== this)
  }
}

beforeEach(() => vi.stubGlobal('EventSource', Source))
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

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

describe('a copy with its watermark', () => {
  afterEach(() => vi.unstubAllGlobals())
  const clicked: string[] = []
  function browser(share?: (data: { files: File[] }) => Promise<void>) {
    clicked.length = 0
    const fetched = vi.fn(async () => new Response('jpeg'))
    vi.stubGlobal('fetch', fetched)
    vi.stubGlobal('URL', { createObjectURL: () => 'blob:x', revokeObjectURL: vi.fn() })
    vi.stubGlobal('navigator', share ? { canShare: () => true, share } : {})
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) { clicked.push(this.download) })
    return fetched
  }

  it('is handed to another app where the browser can, under its verification code', async () => {
    const shared: string[] = []
    const fetched = browser(async ({ files }) => void shared.push(...files.map((file) => `${file.name} ${file.type}`)))
    expect(await webDoor.saveMarked('p 1', '7K3M-9QPD-2F4H')).toBe(true)
    expect([shared, clicked]).toEqual([['7K3M-9QPD-2F4H.jpg image/jpeg'], []])
    expect(fetched).toHaveBeenCalledWith('/web/media/p%201/marked', expect.anything())
  })
  it('is downloaded elsewhere, and where handing on is not allowed after all', async () => {
    for (const share of [undefined, () => Promise.reject(new DOMException('', 'NotAllowedError'))]) {
      browser(share)
      expect(await webDoor.saveMarked('p1', 'CODE')).toBe(true)
      expect(clicked).toEqual(['CODE.jpg'])
    }
  })
  it('goes nowhere if the person thought better of it, or the server has none', async () => {
    browser(() => Promise.reject(new DOMException('', 'AbortError')))
    expect([await webDoor.saveMarked('p1', 'CODE'), clicked]).toEqual([false, []])
    vi.stubGlobal('fetch', async () => new Response('{"code":"photo_not_here","params":{}}', { status: 404 }))
    await expect(webDoor.saveMarked('p1', 'CODE')).rejects.toMatchObject({ code: 'photo_not_here' })
  })
})

describe('a document', () => {
  afterEach(() => vi.unstubAllGlobals())
  const clicked: string[] = []
  function server(response: () => Response) {
    clicked.length = 0
    vi.stubGlobal('fetch', vi.fn(async () => response()))
    vi.stubGlobal('URL', { createObjectURL: () => 'blob:x', revokeObjectURL: vi.fn() })
    vi.stubGlobal('navigator', { canShare: () => true, share: async ({ files }: { files: File[] }) => void clicked.push(...files.map((file) => `to an app: ${file.name}`)) })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) { clicked.push(this.download) })
  }
  const made = (ending: string) => () => new Response('bytes', { headers: { 'x-document-ending': ending, 'content-type': 'image/jpeg' } })
  const share = { what: 'share' } as MakeDocument

  it('goes into a folder under its name, a picture to another app', async () => {
    server(made('xlsx'))
    expect(await webDoor.saveDocument({ what: 'lists' } as MakeDocument, '问题-2026-11-28')).toBe(true)
    expect(clicked).toEqual(['问题-2026-11-28.xlsx'])
    server(made('jpg'))
    expect(await webDoor.saveDocument(share, '7K3M')).toBe(true)
    expect(clicked).toEqual(['to an app: 7K3M.jpg'])
  })
  it('is not saved if the server refuses', async () => {
    server(() => new Response('{"code":"document_too_long","params":{"max":2000}}', { status: 422 }))
    await expect(webDoor.saveDocument(share, 'x')).rejects.toMatchObject({ code: 'document_too_long', params: { max: 2000 } })
    expect(clicked).toEqual([])
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

  it('is listened for again after an error, later and later, and not once nobody listens', async () => {
    vi.useFakeTimers()
    const heard = vi.fn()
    const stop = webDoor.onChange(heard)
    Source.open[0]?.refuse()
    expect(Source.open).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(Source.open).toHaveLength(1)
    Source.open[0]?.refuse()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(Source.open).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(2_000)
    Source.open[0]?.dispatchEvent(new Event('changed'))
    expect(heard).toHaveBeenCalledOnce()
    Source.open[0]?.refuse()
    stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(Source.open).toHaveLength(0)
  })
})

describe('a busy server', () => {
  const answers = (...list: Response[]) => {
    const asked = vi.fn(async () => list.shift() ?? new Response('{}'))
    vi.stubGlobal('fetch', asked)
    return asked
  }
  const busy = (seconds?: string) => new Response(null, { status: 429, headers: seconds ? { 'retry-after': seconds } : {} })

  it('is given the rest that it asks for, and asked again', async () => {
    vi.useFakeTimers()
    const asked = answers(busy('2'), new Response('{"ok":1}'))
    const reply = webDoor.call('status', null)
    await vi.advanceTimersByTimeAsync(1_900)
    expect(asked).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(200)
    expect(await reply).toEqual({ ok: 1 })
  })

  it('is said to be busy, and for how long, when the rest is long', async () => {
    answers(busy('30'))
    await expect(webDoor.call('status', null)).rejects.toMatchObject({ code: 'server_busy', params: { seconds: 30 } })
  })

  it('is another thing than too many tries of a code', async () => {
    answers(busy('30'))
    await expect(webDoor.signIn('AAAA')).rejects.toMatchObject({ code: 'too_many_tries' })
  })
})
