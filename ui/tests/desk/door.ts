import { type Args, type Command, type Door, type Reply, useDoor } from '@/shared/door'

type Answers = { [C in Command]?: (args: Args<C>) => Reply<C> | Promise<Reply<C>> }

/** A door for tests: answers as told, notes what was asked, and rings when told to. */
export function fakeDoor(answers: Answers) {
  const asked: Array<[Command, unknown]> = []
  const ears = new Set<() => void>()
  const door: Door = {
    async call(name, args) {
      asked.push([name, args])
      const answer = answers[name]
      if (!answer) throw new Error(`not expected: ${name}`)
      return answer(args)
    },
    takePhoto: () => Promise.reject(new Error('not expected')),
    keepVoice: () => Promise.reject(new Error('not expected')),
    saveMarked: () => Promise.reject(new Error('not expected')),
    saveDocument: () => Promise.reject(new Error('not expected')),
    saveBundle: () => Promise.reject(new Error('not expected')),
    takeBundle: () => Promise.reject(new Error('not expected')),
    openLink: () => Promise.reject(new Error('not expected')),
    basemapUrl: () => '/map',
    mediaUrl: (photo, kind) => `/${photo}/${kind}`,
    onChange(heard) {
      ears.add(heard)
      return () => ears.delete(heard)
    },
  }
  useDoor(door)
  return { asked, ring: () => ears.forEach((heard) => heard()), listening: () => ears.size }
}

/** An answer that is given when the test says so. */
export function held<T>() {
  let give: (value: T) => void = () => undefined
  let fail: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((resolve, reject) => ([give, fail] = [resolve, reject]))
  return { promise, give, fail }
}

/** Lets everything that is only waiting for its turn run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}
