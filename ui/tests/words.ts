// Tests mount screens without their routes, which would have brought their words.
import { bringWords } from '@/shared/i18n'

await Promise.all([bringWords('desk'), bringWords('ledger'), bringWords('photo'), bringWords('start'), bringWords('township'), bringWords('village'), bringWords('voice')])
