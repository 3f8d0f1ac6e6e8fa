import { describe, expect, it } from 'vitest'
import type { FindingView, Status } from '@/shared/api'
import { AppError } from '@/shared/door'
import { codeOf, readScanned, sayScanned, seekFinding } from '@/shared/findingCode'
import { bringWords } from '@/shared/i18n'
import { adopt } from '@/shared/session'
import { fakeDoor } from '../desk/door'

await bringWords('finding')

const CODE = '7K3M-9QPD-2F4H'
const OURS = 'https://xuncun.qingyuan.example'

describe('a code as somebody types it off paper', () => {
  it('is the same code, small, full-width, apart or together', () => {
    for (const typed of ['7k3m 9qpd 2f4h', '７Ｋ３Ｍ－９ＱＰＤ－２Ｆ４Ｈ', '7K3M9QPD2F4H', ' 7K3M—9QPD – 2F4H\n', '7K3M‐9QPD−2F4H']) expect(codeOf(typed), typed).toBe(CODE)
    expect(codeOf('oOiI-lL10-0000')).toBe('0011-1110-0000')
  })
  it('is none where a letter is missing, one too many, or one that no code has', () => {
    for (const typed of ['', '7K3M-9QPD-2F4', '7K3M-9QPD-2F4H-1', '7K3M-9QPD-2F4U', '红泉镇柳树湾村三组井房北', '村口']) expect(codeOf(typed), typed).toBeNull()
  })
})

describe('what was scanned', () => {
  it('is the finding of the link on paper, and of a desk’s address', () => {
    expect(readScanned(`${OURS}/#/finding/${CODE}`)).toEqual({ is: 'finding', key: CODE, host: 'xuncun.qingyuan.example' })
    expect(readScanned('http://10.0.0.7:8443/#/finding/7k3m9qpd2f4h?from=paper')).toMatchObject({ key: CODE, host: '10.0.0.7:8443' })
    const id = '0192f0c1-7a1e-7c3e-9a52-0d8f7f0a1b2c'
    expect(readScanned(`${OURS}/#/findings?townships=629900100&finding=${id}&open=1`)).toMatchObject({ is: 'finding', key: id })
    expect(readScanned(` ${CODE.toLowerCase()} `)).toEqual({ is: 'finding', key: CODE })
  })
  it('is said in words where it is no code of ours, with what to do, and no secret is repeated', () => {
    const words = (text: string) => {
      const scanned = readScanned(text)
      return scanned.is === 'finding' ? 'a finding' : sayScanned(scanned)
    }
    expect(words('xuncun://enrol?s=https%3A%2F%2Fx&c=7H2K9QWXV4M3TR8B&f=00')).toContain('登记设备')
    expect(words(`${OURS}/#/sign-in/7H2K9QWXV4M3TR8B`)).toMatch(/^(?!.*7H2K9).*登录网页/)
    expect(words('https://u.wechat.example/abc')).toContain('u.wechat.example')
    expect(words(`${OURS}/#/finding/%22%3E`)).toContain('网址')
    expect(words('6901234567892')).toContain('“6901234567892”')
    expect(words('长'.repeat(500))).toContain(`“${'长'.repeat(40)}…”`)
    expect(words('  ')).toContain('没有内容')
  })
})

describe('the finding that a code names', () => {
  function onTablet(answer: () => FindingView) {
    adopt({ door: 'app', me: null, server: OURS, preferences: { locale: 'zh-CN', theme: 'paper', textSize: 100 } } as unknown as Status)
    return fakeDoor({ finding: answer })
  }
  const unknown = () => { throw new AppError('finding_unknown') }

  it('is opened by its id, wherever the link says that it lies', async () => {
    const door = onTablet(() => ({ brief: { id: 'f7' } }) as FindingView)
    expect(await seekFinding({ is: 'finding', key: CODE, host: '10.0.0.7' })).toEqual({ id: 'f7' })
    expect(door.asked).toEqual([['finding', { finding: CODE }]])
  })
  it('may not be here yet, or not be this person’s to see', async () => {
    onTablet(unknown)
    const found = await seekFinding({ is: 'finding', key: CODE, host: 'xuncun.qingyuan.example' })
    expect(found).toEqual({ said: expect.stringMatching(/本机没有 7K3M-9QPD-2F4H.*先同步再扫/) })
  })
  it('may be of another district, which is said with its address', async () => {
    onTablet(unknown)
    expect(await seekFinding({ is: 'finding', key: CODE, host: 'xuncun.beiyuan.example' })).toEqual({ said: expect.stringMatching(/xuncun\.beiyuan\.example.*别的区县/) })
  })
  it('is not unknown where nobody could be asked', async () => {
    onTablet(() => { throw new AppError('server_unreachable') })
    const found = await seekFinding({ is: 'finding', key: CODE })
    expect('said' in found && found.said).not.toContain('编码')
  })
})
