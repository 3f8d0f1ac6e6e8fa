// Two inspectors of a team answer the same item differently, one of them without a network: the inbox, and a choice for all.
import { join } from 'node:path'
import { Tablet } from '../kit/tablet.mjs'
import { assert, until } from '../kit/suite.mjs'

export async function inbox(stage, suite) {
  const { inspector: visitor } = stage.told
  const tablet = new Tablet(join(stage.folder, 'tablet'))
  let id
  const page = () => visitor.page
  const answer = (n) => ({ inspection: id, item: 'H1', household: null, value: { kind: 'count', n }, note: null })
  const h1 = (view) => view.groups.flatMap((group) => group.items).find((item) => item.id === 'H1').value?.n

  await suite.story('two inspectors of a team', [
    ['answer the same item differently while one has no network', async () => {
      if (!visitor) throw new Error('the story before did not bring the inspector in')
      await tablet.open()
      await tablet.call('enrol', { link: (await stage.district.links()).enrolLink, deviceName: '组员的平板' })
      await until('the first pull', async () => (await tablet.call('sync_now')).firstPull === null && (await tablet.call('today', { position: null })).cards.length > 0, 120_000)
      // On the first days of a half-month nothing may be left that is due: any village of their places that nobody has begun will do.
      const cards = [...(await tablet.call('today', { position: null })).cards, ...(await tablet.call('search_villages', { query: '629900', position: null }))]
      const fresh = cards.find((card) => !card.inspection)
      assert.ok(fresh, 'a village that nobody has begun')
      id = (await tablet.call('start_inspection', { village: fresh.village.id, kind: 'open' })).id
      await until('the visit to arrive', async () => {
        await tablet.call('sync_now')
        return visitor.call('inspection', { inspection: id }).catch(() => null)
      }, 60_000)
      // Its battery is empty the moment after the tap, before anything was sent.
      await tablet.call('set_answer', answer(1))
      await tablet.kill()
      await visitor.call('set_answer', answer(3))
      await tablet.open()
      await until('the conflict', async () => {
        await tablet.call('sync_now')
        return (await visitor.call('inbox')).conflicts.length === 1
      }, 60_000)
    }],
    ['are told on the first screen, and see only what differs', async () => {
      await visitor.goto('/today')
      await page().reload()
      await page().getByText('有 1 件事要您决定').waitFor()
      await page().getByRole('button', { name: '去看' }).click()
      await page().getByRole('heading', { name: '要您决定' }).waitFor()
      await visitor.picture('inbox')
      await page().getByRole('link', { name: /H1/ }).click()
      await page().getByRole('heading', { name: /^H1/ }).waitFor()
      assert.equal(await page().locator('input[type=radio]:checked').count(), 0, 'nothing is chosen beforehand')
      assert.equal(await page().getByRole('button', { name: '请选一个' }).isDisabled(), true)
      for (const said of ['1 处', '3 处', '新记的']) await page().getByText(said).first().waitFor()
      await visitor.picture('conflict')
    }],
    ['may leave it for now, and choose later', async () => {
      await page().getByRole('button', { name: '先放着' }).click()
      await page().getByRole('heading', { name: '要您决定' }).waitFor()
      await page().getByRole('link', { name: /H1/ }).click()
      const row = page().locator('tr', { hasText: '答案' })
      const at = (await row.locator('td').allInnerTexts()).findIndex((text) => text.includes('1 处'))
      await page().getByRole('radio').nth(at).check()
      await page().getByRole('button', { name: /^确认用/ }).click()
      await page().getByText('都选好了').waitFor()
      assert.deepEqual(await visitor.call('inbox'), { refused: [], conflicts: [] })
    }],
    ['hold the same after the next sync', async () => {
      assert.equal(h1(await visitor.call('inspection', { inspection: id })), 1)
      await until('the choice to arrive', async () => {
        await tablet.call('sync_now')
        const view = await tablet.call('inspection', { inspection: id })
        return h1(view) === 1 && view.conflicts === 0
      }, 60_000)
      await tablet.kill()
    }],
  ])
}
