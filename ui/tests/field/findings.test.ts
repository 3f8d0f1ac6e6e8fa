// A finding in words, and the way to it.
import gcoord from 'gcoord'
import { afterEach, describe, expect, it } from 'vitest'
import { settle } from '../desk/door'
import type { FindingBrief, FindingView } from '@/shared/api'
import { AppError, type Door, useDoor } from '@/shared/door'
import { bringWords } from '@/shared/i18n'
import { dueOf, nameOf, statusOf } from '@/field/findings/dueWords'
import { mapLinks } from '@/field/findings/mapLinks'
import { useFinding } from '@/field/findings/useFinding'
import { inComponent, unmountAll } from './mounted'

await Promise.all([bringWords('finding'), bringWords('task')])

const HERE: [number, number] = [106.6847, 35.5428]
const close = (found: number[], wanted: number[]) => wanted.forEach((value, n) => expect(found[n]).toBeCloseTo(value, 9))

describe('the way to a finding', () => {
  it('is converted by a library that agrees with the vector', () => {
    close(gcoord.transform(HERE, gcoord.WGS84, gcoord.GCJ02), [106.68898199712687, 35.54237117496359])
    close(gcoord.transform(HERE, gcoord.WGS84, gcoord.BD09), [106.69540442670768, 35.54866231709199])
  })

  it('is told to each map app in the coordinates that it counts in', () => {
    const [lon, lat] = HERE
    const url = Object.fromEntries(mapLinks({ lon, lat }, '柴堆 2 处').map((link) => [link.app, decodeURIComponent(link.url)])) as Record<string, string>
    expect(url.amap).toContain('to=106.688982,35.542371,柴堆 2 处&')
    expect(url.tencent).toContain('tocoord=35.542371,106.688982&')
    expect(url.baidu).toContain('latlng:35.548662,106.695404|')
    expect(url.other).toMatch(/^geo:35\.542800,106\.684700\?q=/)
  })
})

describe('a finding in a list', () => {
  const words = (daysLeft: number | null) => dueOf({ daysLeft })

  it('says what is left of its time, red only when it is missed', () => {
    expect(words(-3)).toEqual({ glyph: 'overdue', tone: 'red', words: '逾期 3 天' })
    expect([words(0)?.words, words(1)?.words, words(2)?.words]).toEqual(['今天到期', '明天到期', '剩 2 天'])
    expect([words(0)?.tone, words(1)?.tone, words(2)?.tone]).toEqual(['amber', 'amber', 'quiet'])
    expect(words(null)).toBeNull()
  })

  it('says where it stands, and that it came back', () => {
    const at = (status: FindingBrief['status'], sentBack = false) => statusOf({ status, sentBack }).words
    expect([at('open'), at('open', true), at('replied', true), at('closed')]).toEqual(['待整改', '被退回', '待初核', '已销号'])
  })

  it('has the name that the standard gives its kind', () => {
    expect(nameOf({ kind: 'manure', kindName: '粪堆', count: 1 })).toBe('粪堆 1 处')
    expect(nameOf({ kind: 'film', kindName: '废旧农膜', count: 2 })).toBe('废旧农膜 2 处')
  })
})

describe('one finding', () => {
  afterEach(unmountAll)

  /** A door whose replies come when the test says so. */
  function door() {
    const asked: Array<{ name: string; args: Record<string, unknown>; reply: (view: FindingView) => void; refuse: (error: AppError) => void }> = []
    useDoor({ call: (name: string, args: Record<string, unknown>) => new Promise((reply, refuse) => asked.push({ name, args, reply: reply as never, refuse })), onChange: () => () => undefined } as unknown as Door)
    return asked
  }
  const view = (last: string) => ({ brief: { id: 'f1' }, last }) as FindingView

  it('is as new as whoever waited for it, also where a later reading overtook theirs', async () => {
    const asked = door()
    const finding = inComponent(() => useFinding('f1'))
    const waited: string[] = []
    void finding.load().then(() => waited.push(finding.view.value?.last ?? ''))
    void finding.load()
    await settle()
    asked[1]?.reply(view('before'))
    await settle()
    expect(waited).toEqual([])
    asked[2]?.reply(view('after'))
    await settle()
    expect(waited).toEqual(['after'])
  })

  it('takes a step once, whatever became of the first try, and shows what somebody else did meanwhile', async () => {
    const asked = door()
    const finding = inComponent(() => useFinding('f1'))
    await settle()
    asked[0]?.reply(view('s1'))
    await settle()
    const step = { kind: 'check', note: '', photos: [], due: null } as const
    const first = finding.take(step as never)
    await settle()
    asked[1]?.refuse(new AppError('server_unreachable'))
    expect(await first).toBe(false)
    const second = finding.take(step as never)
    await settle()
    expect([asked[2]?.args.answers, asked[2]?.args.key]).toEqual(['s1', asked[1]?.args.key])
    asked[2]?.refuse(new AppError('finding_moved_on'))
    await settle()
    asked[3]?.reply(view('s2'))
    expect(await second).toBe(false)
    expect([finding.refused.value?.code, finding.view.value?.last]).toEqual(['finding_moved_on', 's2'])
    void finding.take(step as never)
    await settle()
    expect(asked[4]?.args.key).not.toBe(asked[1]?.args.key)
  })
})
