// The app's door: Tauri's IPC. Photographs and voice notes go as raw bytes with their particulars in a header.
import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Door } from './door'

async function hand<T>(command: string, bytes: Blob, header: string, meta: object): Promise<T> {
  return invoke(command, new Uint8Array(await bytes.arrayBuffer()), { headers: { [header]: encodeURIComponent(JSON.stringify(meta)) } })
}

export const appDoor: Door = {
  call: (name, args) => invoke(name, { args }),
  takePhoto: (bytes, meta) => hand('take_photo', bytes, 'x-photo-meta', meta),
  keepVoice: (bytes, meta) => hand('keep_voice', bytes, 'x-voice-meta', meta),
  // Which file, the shell asks with the system's dialog: this page never sees a path.
  saveBundle: (args) => invoke('save_bundle', { args }),
  takeBundle: () => invoke('take_bundle'),
  saveMarked: (photo, name) => invoke('save_marked', { photo, name }),
  saveDocument: (args, name) => invoke('save_document', { args, name }),
  // which addresses, the capability says
  openLink: (url) => invoke('plugin:opener|open_url', { url }),
  // `media://localhost/…`, or `http://media.localhost/…` where the platform has no schemes of its own
  mediaUrl: (photo, kind) => `${convertFileSrc('', 'media')}${encodeURIComponent(photo)}/${kind}`,
  basemapUrl: () => `${convertFileSrc('', 'map')}basemap`,
  onChange(heard) {
    const listening = listen('changed', heard)
    return () => void listening.then((stop) => stop())
  },
}
