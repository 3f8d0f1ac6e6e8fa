// A voice note's line comes with its words when there is one to be heard: most places have none.
import { defineAsyncComponent } from 'vue'
import { bringWords } from '@/shared/i18n'

export const VoiceLine = defineAsyncComponent(() => bringWords('voice').then(() => import('./VoiceLine.vue')))
