import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '@/shared/door'
import { webDoor } from '@/shared/door-web'
import { sayError } from '@/shared/i18n'

const answer = (status: number, body: string) => vi.stubGlobal('fetch', vi.fn(async (_url: string, _init: RequestInit) => new Response(body, { status })))
const failure = async (work: Promise<unknown>) => work.then(() => expect.fail('should have failed'), (error: unknown) => error as AppError)
afterEach(() => vi.unstubAllGlobals())

describe('AppError', () => {
  it('keeps the code and the figures of what a door threw', () => {
    const error = AppError.from({ code: 'count_out_of_range', params: { max: 99 } })
    expect(error.code).toBe('count_out_of_range')
    expect(sayError(error)).toContain('99')
  })

  it('calls what has no code internal, and says an unknown code', () => {
    expect(AppError.from(new TypeError('x')).code).toBe('internal')
    expect(AppError.from(null).code).toBe('internal')
    expect(sayError({ code: 'no_such_code' })).toContain('no_such_code')
  })
})

describe('the web door', () => {
  it('posts JSON with the header that keeps other pages out', async () => {
    answer(200, '{"rows":[]}')
    expect(await webDoor.call('notices', null)).toEqual({ rows: [] })
    const [url, init] = vi.mocked(fetch).mock.calls[0] ?? []
    expect(url).toBe('/web/call/notices')
    expect(new Headers(init?.headers).get('x-xuncun')).toBe('1')
    expect(init?.body).toBe('null')
  })

  it('hands a coded refusal on as it is', async () => {
    answer(422, '{"code":"note_too_long","params":{"max":2000}}')
    const error = await failure(webDoor.call('notices', null))
    expect([error.code, error.params.max]).toEqual(['note_too_long', 2000])
  })

  it.each([
    [401, '', 'not_enrolled'],
    [403, '<html>', 'forbidden'],
    [413, '<html>too large</html>', 'photo_too_large'],
    [502, 'bad gateway', 'server_unreachable'],
    [500, 'oops', 'internal'],
  ])('gives a proxy’s %i a code', async (status, body, code) => {
    answer(status, body)
    expect((await failure(webDoor.call('notices', null))).code).toBe(code)
  })

  it('says that the server is away when there is no answer', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('network'))))
    expect((await failure(webDoor.call('notices', null))).code).toBe('server_unreachable')
  })

  it('sends a photograph as bytes with its particulars in a header', async () => {
    answer(200, '{"id":"p"}')
    const meta = { inspection: 'i', finding: null, item: 'H1', sighting: null, phase: 'overview' as const, source: 'file' as const, name: '微信图片_1.jpg', takenAt: 1, offsetMin: 480, fix: null, fixedAt: null, key: null, pair: null, consentAt: null }
    await webDoor.takePhoto(new Blob(['x'], { type: 'image/jpeg' }), meta)
    const [, init] = vi.mocked(fetch).mock.calls[0] ?? []
    expect(JSON.parse(decodeURIComponent(new Headers(init?.headers).get('x-photo-meta') ?? ''))).toEqual(meta)
  })
})
