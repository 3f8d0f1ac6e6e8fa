// One tablet, from its enrolment to what the desk sees of it.
import { createHash } from 'node:crypto'
import { Caller } from '../kit/district.mjs'
import { SPOKEN_MS } from '../kit/spoken.mjs'
import { assert, until } from '../kit/suite.mjs'

const DEVICE = '四组 2 号平板'

/** Notes every state of the download: how far it is said to be, and whether the way on is open. */
const watchDownload = (window) => window.run(() => {
  window.seenDownloading = []
  new MutationObserver(() => {
    const percent = document.querySelector('.percent')?.innerText
    const button = [...document.querySelectorAll('button.main')].at(-1)
    if (percent) window.seenDownloading.push([percent, !button.disabled])
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
})

/** Notes whenever the voice note of Y3 begins to play, and ends. */
const watchPlaying = (window) => window.run(() => {
  window.seenPlaying = []
  const button = document.querySelector('#item-Y3 [data-voice] .play')
  new MutationObserver(() => {
    const state = button.getAttribute('aria-busy') ? 'coming' : button.ariaLabel.startsWith('停止') ? 'playing' : 'quiet'
    if (state !== 'coming' && state !== window.seenPlaying.at(-1)) window.seenPlaying.push(state)
  }).observe(button, { attributes: true })
})

export async function day(stage, suite) {
  const { district } = stage
  let window, village, id, score, before
  const view = () => window.call('inspection', { inspection: id })
  const group = (name) => window.click('.cells button', new RegExp(`^${name}`))
  const item = async (wanted) => (await view()).groups.flatMap((one) => one.items).find((one) => one.id === wanted)

  await suite.story('a tablet', [
    ['opens at the enrolment, and says what is no link', async () => {
      window = await stage.open()
      await window.find('[data-enrol-link]')
      assert.equal(await window.route(), '/enrol')
      await window.type('[data-enrol-link]', 'xuncun://enrol?s=nowhere')
      await window.click('button', '下一步：核对')
      await window.find('.note', '这不是登记链接。请整条复制后再粘贴。')
      await window.run(() => {
        const field = document.querySelector('[data-enrol-link]')
        field.value = ''
        field.dispatchEvent(new Event('input'))
      })
    }],
    ['is enrolled by its link: six words, then the first download', async () => {
      await window.type('[data-enrol-link]', (await district.links()).enrolLink)
      await window.type('input.input', DEVICE)
      await window.click('button', '下一步：核对')
      await window.find('.words li')
      const words = (await window.text('.words li strong')).split('\n')
      assert.equal(words.length, 6)
      assert.ok(words.every((word) => /^\p{Script=Han}{2}$/u.test(word)), words.join())
      await window.picture('window-words')
      await watchDownload(window)
      await window.click('button', '六个都一样')
      await window.find('.percent', '%')
      await window.picture('window-download')
      await window.find('.percent', '100%')
      await window.click('button', '开始使用')
      const early = await window.run(() => window.seenDownloading.filter(([percent, open]) => open && percent !== '100%'))
      assert.deepEqual(early, [], 'nobody is let in before the download is done')
      await until('the day', async () => (await window.route()) === '/today')
    }],
    ['knows its day', async () => {
      await window.find('.village-card .button', /^继续检查/)
      const today = await window.call('today', { position: null })
      assert.ok(today.assigned > 0 && today.cards.length > 0)
      village = today.cards.find((card) => card.status === 'due').village
      const status = await window.call('status')
      assert.deepEqual([status.door, status.me.roles.includes('inspector')], ['app', true])
      await window.picture('window-today')
    }],
    ['has its map without the server, on the ground that came by itself', async () => {
      await until('the ground of the map', async () => (await window.call('basemap')).here, 30_000)
      await district.stop()
      await window.go('/map')
      await window.find('[data-map][data-ground][data-idle]', '', 30_000)
      await window.find('.list .row-link')
      assert.equal(await window.run(() => document.body.innerText.includes('底图')), false, 'it is here, and whole')
      await window.picture('window-map')
      await window.go('/today')
      await district.serve()
    }],
    ['is led to a place by the map app of the device, and has no other address opened', async () => {
      const { rows } = await window.call('findings', { unsettled: true, limit: 200 })
      await window.go(`/finding/${rows.find((row) => row.fix).id}`)
      await window.click('button', '去那里')
      await window.click('dialog[open] a', '高德地图')
      const [address] = await until('the map app', () => (stage.opened().length ? stage.opened() : undefined))
      assert.match(address, /^https:\/\/uri\.amap\.com\/navigation\?to=\d+\.\d{6},\d+\.\d{6},/)
      const elsewhere = window.run((url) => globalThis.__TAURI_INTERNALS__.invoke('plugin:opener|open_url', { url }), 'https://uri.amap.com.example/navigation?to=1')
      await assert.rejects(elsewhere)
      assert.equal(stage.opened().length, 1)
      await window.go('/today')
    }],
    ['begins a visit while the server is stopped', async () => {
      await district.stop()
      await window.click('.village-card .button', new RegExp(`^开始检查 ${village.name}`))
      await window.click('dialog[open] .kind', /^明查/)
      id = await until('the visit', async () => /^\/visit\/([\w-]+)$/.exec(await window.route())?.[1])
      assert.equal((await view()).village.id, village.id)
    }],
    ['says that it is there, since the position is not', async () => {
      await window.click('dialog[open] [data-presence=here]')
      await until('the answer', async () => (await view()).presences.length === 1)
      const [said] = (await view()).presences
      assert.deepEqual([said.answer, said.accuracy, said.metres > said.accuracy], ['here', 6, true])
    }],
    ['walks: the camera, one tap, the wide shot, with the position', async () => {
      await window.click('.bar button', '边走边拍')
      await window.find('[data-shutter]')
      await window.find('.place', /已定位/)
      await window.click('[data-shutter]')
      await window.click('.panel .chips button', /^柴$/)
      await until('the sighting', async () => (await view()).sightings.length === 1)
      await window.click('button', '补远景')
      await window.click('[data-shutter]')
      await until('two photographs', async () => (await view()).photos === 2)
      const [sighting] = (await view()).sightings
      assert.deepEqual(sighting.photos.map((photo) => photo.phase).sort(), ['near', 'wide'])
      assert.ok(sighting.photos.every((photo) => photo.here && !photo.delivered && photo.fix.accuracy === 6), 'kept here, with their place, not delivered')
      await until('both thumbnails', () => window.run(() => [...document.querySelectorAll('.list img')].every((image) => image.complete && image.naturalWidth > 0)))
      await window.picture('window-walk')
    }],
    ['sees it put right on the spot: the photograph from after over the one from before, and the pair', async () => {
      await window.click('.panel button', '当场整改')
      await window.click('[data-offer]', '拍整改后')
      await until('the picture from before over the live one', () => window.run(() => {
        const ghost = document.querySelector('[data-ghost]')
        return ghost?.complete && ghost.naturalWidth > 0 && getComputedStyle(ghost).opacity === '0.4'
      }))
      await window.find('.way', '就在原处')
      await window.picture('window-ghost')
      await window.click('[data-shutter]')
      await until('three photographs', async () => (await view()).photos === 3)
      const [sighting] = (await view()).sightings
      const [near, after] = ['near', 'after'].map((phase) => sighting.photos.find((photo) => photo.phase === phase))
      assert.equal(after.pair.before, near.id)
    }],
    ['answers, and every tap is kept at once', async () => {
      await window.click('button', '考核表')
      await group('四有')
      await window.click('#item-Y1 label', /^是/)
      await window.click('#item-Y3 label', /^部分/)
      await window.click('#item-Y2 button', '加一')
      await until('the answers', async () => (await item('Y2')).value?.n === 1 && (await item('Y3')).value?.value === 'partial')
      await window.find('[role=status]', /已保存在本机/)
    }],
    ['keeps what a recorder has recorded instead of a typed note, and plays it', async () => {
      await window.click('#item-Y3 button', /^(说明|备注)$/)
      await window.type('#item-Y3 [data-voice-file]', stage.recording())
      const voice = await until('the voice note', async () => (await item('Y3')).voices[0])
      assert.equal(voice.durationMs, SPOKEN_MS)
      await window.find('#item-Y3 [data-voice]', '已存本机')
      await window.picture('window-voice')
      await watchPlaying(window)
      await window.click('#item-Y3 [data-voice] button', /^播放/)
      await until('its sound to be played to its end', () => window.run(() => window.seenPlaying.join() === 'playing,quiet'))
      assert.equal(await window.run(() => document.querySelector('#item-Y3 .trouble')), null)
    }],
    ['is killed, and opens again at the same place with everything there', async () => {
      before = await view()
      const route = await window.route()
      await window.kill()
      window = await stage.open()
      await window.find('#item-Y3')
      assert.equal(await window.route(), route)
      assert.deepEqual(await view(), before)
      assert.equal(await window.run(() => document.querySelector('#item-Y3 input[value=partial]').checked), true)
      await window.picture('window-visit')
    }],
    ['is killed with its camera open, and opens at that camera again', async () => {
      const camera = () => window.find('dialog.camera[open] h2', /^Y2 /)
      await window.click('#item-Y2 .shoot', '拍照')
      await camera()
      const route = await window.route()
      assert.match(route, /camera=Y2/)
      await window.kill()
      window = await stage.open()
      await camera()
      assert.equal(await window.route(), route)
      await window.find('[data-shutter]')
      await window.click('dialog.camera[open] button', '拍好了')
      await until('the camera to be closed', async () => !/camera=/.test(await window.route()))
    }],
    ['is refused while something is missing, then submits', async () => {
      await window.click('button', /^提交$/)
      await window.find('h1', /还差 \d+ 样/)
      await window.click('button', '返回')
      for (const name of ['一化', '二统', '三无', '四有', '五净', '九项']) {
        await group(name)
        await until(`the group ${name}`, () => window.run((name) => document.querySelector('.cells .here')?.innerText.startsWith(name), name))
        const { groups } = await view()
        if (groups.find((one) => one.name === name).unanswered === 0) continue
        await window.click('button', '本组其余无问题')
        await until(`${name} to be closed`, async () => (await view()).groups.find((one) => one.name === name).unanswered === 0)
      }
      await window.click('.bar button', /^见证/)
      await window.click('dialog[open] label', /^签字$/)
      await window.type('dialog[open] input.input', '赵守田 村会计')
      await window.stroke('[data-signature]', [[0.2, 0.3], [0.45, 0.25], [0.3, 0.7]])
      await window.stroke('[data-signature]', [[0.5, 0.5], [0.6, 0.3], [0.8, 0.7]])
      await window.picture('window-witness')
      await window.click('dialog[open] button', /^保存$/)
      await until('the witness', async () => (await view()).witness?.signed)
      await window.click('button', /^提交$/)
      await window.find('dialog[open] h2', '已提交')
      const done = await view()
      assert.equal(done.status, 'submitted')
      score = done.score.total
      await window.click('button', '回到今日')
    }],
    ['says that it is kept on the device, and how to go on', async () => {
      await window.find('[role=status]', /已存本机 · 1 条检查、3 张照片待同步/)
      await window.find('[role=status]', /没有网络，可以照常检查/)
      await window.find('.village-card', new RegExp(`${village.name}.*待送达`))
      const sync = await window.call('sync_status')
      assert.deepEqual([sync.phase, sync.inspectionsWaiting, sync.photosWaiting], ['offline', 1, 3])
      await window.picture('window-kept')
      await window.go('/sync')
      await window.find('.state h2', '没有网络，可以照常检查')
      await window.picture('window-sync')
      await window.go('/today')
    }],
    ['delivers everything by itself when the server is back', async () => {
      await district.serve()
      await window.find('[role=status]', /全部送达/, 30_000)
      await window.find('.village-card', new RegExp(`${village.name}.*已送达`))
      const sync = await window.call('sync_status')
      assert.deepEqual([sync.changesWaiting, sync.photosWaiting, sync.refused.length], [0, 0, 0])
      await window.picture('window-delivered')
    }],
    ['is seen at the desk, with the same score and the same bytes', async () => {
      const desk = await Caller.signIn(district.base, await district.code('supervisor'))
      const { rows } = await desk.call('review_queue', { filter: 'waiting', query: '' })
      const row = rows.find((one) => one.inspection === id)
      assert.deepEqual([row.score, row.photosHere, row.photos], [score, 3, 3])
      const seen = await desk.call('submission', { inspection: id })
      assert.equal(seen.inspection.score.total, score)
      assert.ok(seen.history.some((entry) => entry.device === DEVICE), 'the history names the tablet')
      const { photos } = seen.inspection.sightings[0]
      assert.equal(photos.find((photo) => photo.pair)?.pair.before, photos.find((photo) => photo.phase === 'near').id, 'before and after are one pair there too')
      for (const photo of photos) {
        const { status, bytes } = await desk.media(photo.id, 'original')
        assert.equal(status, 200)
        assert.equal(createHash('sha256').update(bytes).digest('hex'), photo.sha256)
      }
    }],
    ['meets an answer that was changed elsewhere meanwhile: two sides, nothing chosen, and one is chosen', async () => {
      const { cards } = await window.call('today', { position: null })
      const shared = cards.find((card) => card.status === 'open').inspection
      const answer = (n) => ({ inspection: shared, item: 'H1', household: null, value: { kind: 'count', n }, note: null })
      const of = async () => window.call('inspection', { inspection: shared })
      await district.stop()
      await window.call('set_answer', answer(2))
      // Asleep while the other answer is given, the tablet cannot have known it.
      const app = window.appPid()
      process.kill(app, 'SIGSTOP')
      try {
        await district.serve()
        const elsewhere = await Caller.signIn(district.base, await district.code('inspector'))
        await elsewhere.call('set_answer', answer(4))
      } finally {
        process.kill(app, 'SIGCONT')
      }
      await until('the conflict', async () => (await of()).conflicts === 1, 30_000)
      await window.go(`/visit/${shared}/conflict`)
      await window.find('td', /2 处/)
      await window.find('td', /4 处/)
      assert.equal(await window.run(() => document.querySelectorAll('input[type=radio]:checked').length), 0, 'nothing is chosen for anybody')
      await window.picture('window-conflict')
      // The column that says 4 is chosen by the box at its foot.
      const column = await window.run(() => [...[...document.querySelectorAll('tr')].find((row) => row.innerText.includes('4 处')).querySelectorAll('td')].findIndex((cell) => cell.innerText.includes('4 处')))
      await window.run((column) => document.querySelectorAll('td label.pick')[column].setAttribute('id', 'the-other-side'), column)
      await window.click('#the-other-side')
      await window.click('button', /^确认用/)
      await until('the choice', async () => (await of()).conflicts === 0)
      const item = (await of()).groups.flatMap((one) => one.items).find((one) => one.id === 'H1')
      assert.equal(item.value.n, 4)
    }],
  ])
}
