// Addresses that another app of the device takes: a map, the telephone.
import { ref } from 'vue'
import { openLink } from './door'
import { session } from './session'

export function useLead() {
  /** No app of this device took it. */
  const stuck = ref(false)
  /** In the app's window a link leads nowhere: the system opens it. */
  async function lead(event: Event, url: string) {
    if (session.web.value) return
    event.preventDefault()
    stuck.value = false
    try {
      await openLink(url)
    } catch {
      stuck.value = true
    }
  }
  return { stuck, lead }
}
