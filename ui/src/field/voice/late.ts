// Voice notes come with their words when the first is to be shown or said: most items have none.
import { defineAsyncComponent } from 'vue'
import { bringWords } from '@/shared/i18n'

const withWords = <T>(bring: () => Promise<T>) => bringWords('voice').then(bring)
export const VoiceNotes = defineAsyncComponent(() => withWords(() => import('./VoiceNotes.vue')))
export const VoiceTrouble = defineAsyncComponent(() => withWords(() => import('./VoiceTrouble.vue')))
