// Ways in that do not work, each with its sentence.
import { assert } from '../kit/suite.mjs'

export async function trouble(stage, suite) {
  await suite.test('a sign-in code opens once: the second time a sentence says so, and nobody is signed in', async () => {
    const code = await stage.district.code('supervisor')
    const first = await stage.visitor('1440x900')
    await first.signIn(code, '/overview')
    const second = await stage.visitor('1440x900')
    await second.goto(`/sign-in/${code}`)
    await second.page.getByRole('alert').filter({ hasText: '已经用过了' }).waitFor()
    await second.picture('sign-in-used')
    await second.goto('/overview')
    await second.page.waitForURL('**/#/start')
    await first.context.close()
    await second.context.close()
  })
  await suite.test('a code that nobody gave out has its sentence', async () => {
    const visitor = await stage.visitor('390x844')
    await visitor.goto('/sign-in/AAAAAAAAAAAAAAAA')
    await visitor.page.getByRole('alert').filter({ hasText: '服务器不认得' }).waitFor()
    await visitor.context.close()
  })
  await suite.test('what is no enrolment link is called so, and stays in the field to be mended', async () => {
    const visitor = await stage.visitor('390x844')
    await visitor.goto('/enrol')
    const field = visitor.page.locator('[data-enrol-link]')
    for (const wrong of ['你好', 'xuncun://enrol?s=http%3A%2F%2F127.0.0.1&c=ABCD']) {
      await field.fill(wrong)
      await visitor.page.getByRole('button', { name: '下一步：核对' }).click()
      await visitor.page.getByText('这不是登记链接。请整条复制后再粘贴。').waitFor()
      assert.equal(await field.inputValue(), wrong)
    }
    await visitor.picture('enrol-malformed')
    await visitor.context.close()
  })
  await suite.test('the start page shows the enrolment link as a QR code, and the enrolment page reads it by the camera', async () => {
    const shown = await stage.visitor('1440x900')
    await shown.goto('/start')
    const code = shown.page.locator('[data-qr]')
    await code.waitFor()
    const drawn = { path: await code.getAttribute('d'), box: await code.locator('..').getAttribute('viewBox'), link: await shown.page.locator('#enrol-link').inputValue() }
    const visitor = await stage.visitor('390x844')
    await visitor.page.addInitScript(({ path, box }) => {
      const side = Number(box.split(' ')[2])
      const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
      const context = canvas.getContext('2d')
      const draw = () => {
        context.resetTransform()
        context.fillStyle = '#ccc'
        context.fillRect(0, 0, 640, 480)
        context.setTransform(440 / side, 0, 0, 440 / side, 100, 20)
        context.fillStyle = '#fff'
        context.fillRect(0, 0, side, side)
        context.fillStyle = '#000'
        context.fill(new Path2D(path))
      }
      draw()
      setInterval(draw, 100) // a stream tells of a frame only when something was drawn
      navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10)
    }, drawn)
    await visitor.goto('/enrol')
    await visitor.page.getByRole('button', { name: '扫码' }).click()
    await visitor.page.getByRole('button', { name: '六个都一样' }).waitFor()
    await visitor.page.getByRole('button', { name: '返回' }).click()
    assert.equal(await visitor.page.locator('[data-enrol-link]').inputValue(), drawn.link)
    await shown.context.close()
    await visitor.context.close()
  })
}
