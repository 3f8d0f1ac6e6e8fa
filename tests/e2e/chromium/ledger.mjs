// A cadre fills the day's ledger in, by tapping and by typing; it saves by itself and is there after a reload.
import { assert, until } from '../kit/suite.mjs'

export async function ledger(stage, suite) {
  const { told } = stage
  if (!told.cadre) {
    await suite.test('the ledger', () => Promise.reject(new Error('the stories before did not bring a cadre in')))
    return
  }
  const cadre = told.cadre
  const { page } = cadre
  const day = () => cadre.call('ledger', { village: null, day: null })
  const amount = async (figure) => (await day()).figures.find((row) => row.figure === figure).amount
  const figure = (name) => page.getByRole('group', { name, exact: true })

  await suite.story('a cadre\'s ledger', [
    ['opens on today by its tab, with nothing filled in', async () => {
      await cadre.goto('/notices')
      await page.getByRole('link', { name: '台账' }).click()
      await page.waitForURL(/#\/ledger/)
      await figure('机械台数').getByText('未填').waitFor()
      assert.equal((await day()).saved, null)
    }],
    ['saves what is tapped, typed and ticked, by itself', async () => {
      for (let n = 0; n < 2; n += 1) await figure('机械台数').getByRole('button', { name: '机械台数加 1' }).click()
      await figure('植树').getByRole('button', { name: '填植树' }).click()
      await page.getByRole('textbox', { name: '植树' }).fill('30')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: '加一条路' }).click()
      await page.getByLabel('路名').fill('村东路')
      await page.getByLabel('清理长度（公里）').fill('0.6')
      await page.locator('dialog[open]').getByRole('button', { name: '保存' }).click()
      await page.getByRole('button', { name: '村东路 0.6 km' }).waitFor()
      await page.getByText(/^已保存/).waitFor()
      await until('all of it to be saved', async () => (await day()).roads.length === 1 && (await amount('trees')) === '30' && (await amount('machines')) === '2')
      assert.equal(await amount('film'), null, 'what is not filled in is no zero')
      await cadre.picture('ledger')
    }],
    ['keeps it over a reload, and counts it in the month', async () => {
      await page.reload()
      await figure('植树').getByText('30').waitFor()
      await page.getByRole('button', { name: /^村东路 0.6 km/, pressed: true }).waitFor()
      await page.getByRole('button', { name: '本月合计' }).click()
      await page.locator('dialog[open]').getByText('0.6').waitFor()
      await page.locator('dialog[open]').getByRole('button', { name: '关闭' }).click()
    }],
    ['offers what was filled in the day before', async () => {
      const { day: today } = await day()
      await page.getByRole('button', { name: '前一天' }).click()
      await page.waitForURL(/day=/)
      await figure('农膜').getByText('未填').waitFor()
      await figure('农膜').getByRole('button', { name: '农膜加 0.5' }).click()
      await page.getByText(/^已保存/).waitFor()
      await page.getByRole('button', { name: '后一天' }).click()
      await figure('农膜').getByRole('button', { name: /农膜照填/ }).click()
      await until('it to be saved', async () => (await amount('film')) === '0.5')
      assert.equal((await day()).day, today)
      const ahead = await cadre.call('ledger', { village: null, day: '2999-01-01' }).catch((thrown) => thrown)
      assert.equal(ahead.code, 'day_ahead')
    }],
  ])
}
