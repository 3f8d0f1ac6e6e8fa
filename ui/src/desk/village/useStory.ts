import { type Ref, ref, watch } from 'vue'
import type { StoryPart, VillageStory } from '@/shared/api'
import { call } from '@/shared/door'
import { useLive } from '../live'

/** Entries that come at once. */
const PAGE = 60
/** The command's own most. */
const MOST = 500

/** A village's story, kept fresh as far back as it was read. */
export function useStory(village: Ref<string>, part: Ref<StoryPart | null>) {
  const wanted = ref(PAGE)
  async function ask(): Promise<VillageStory> {
    const asked = { village: village.value, part: part.value }
    const story = await call('village_story', { ...asked, before: null, limit: Math.min(wanted.value, MOST) })
    const entries = [...story.entries]
    let before = story.before
    while (before && entries.length < wanted.value) {
      const page = await call('village_story', { ...asked, before, limit: Math.min(wanted.value - entries.length, MOST) })
      entries.push(...page.entries)
      before = page.before
    }
    return { ...story, entries, before }
  }
  const live = useLive(ask)
  watch([village, part], ([now], [last]) => {
    wanted.value = PAGE
    if (now !== last) live.clear()
    void live.reload()
  }, { immediate: true })
  function older() {
    wanted.value += PAGE
    void live.reload()
  }
  return { ...live, older }
}
