import { readonly, ref } from 'vue'

const told = ref<number>()

/** How many submissions wait for review: the one count in the navigation. Both screens know it and keep it fresh. */
export const waiting = readonly(told)

export function tellWaiting(count: number | undefined): void {
  if (count !== undefined) told.value = count
}
