// What did not get into the replica, and what a person may do about it: the same of photographs and of voice notes.
import { computed, ref } from 'vue'
import type { AppError } from '@/shared/door'

interface Handed {
  key: string
  state: 'saving' | 'saved' | 'failed'
  error: AppError | null
}

interface Rules<T> {
  /** The server could not be reached for it. */
  isCut: (one: T) => boolean
  drop: (one: T) => Promise<void>
  /** Codes at which trying again cannot help: the bytes are the trouble. */
  hopeless: readonly string[]
  /** Nor at these, until somebody opens the visit or the right to it again: then the person may put it down. */
  closed: readonly string[]
}

export function useTrouble<T extends Handed>(handed: () => readonly T[], rules: Rules<T>) {
  /** What no network kept back is one trouble, however many they are: its end saves them all. */
  const cut = computed(() => handed().filter(rules.isCut))
  const failed = computed(() => handed().filter((one) => one.state === 'failed' && !rules.isCut(one)))
  const hopeless = (one: T) => rules.hopeless.includes(one.error?.code ?? '')
  const closed = (one: T) => rules.closed.includes(one.error?.code ?? '')
  /** It is in no record: it goes at the second tap. */
  const sure = ref<string>()
  function putDown(one: T) {
    if (hopeless(one) || sure.value === one.key) void rules.drop(one)
    else sure.value = one.key
  }
  return { cut, failed, hopeless, closed, sure, putDown }
}
