// The app's door: Tauri's IPC. Photographs go as raw bytes with their particulars in a header.
import { convertFileSrc, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Door } from './door'

export const appDoor: Door = {
  call: (name, args) => invoke(name, { args }),
  takePhoto: async (bytes, meta) =>
    invoke('take_photo', new Uint8Array(await bytes.arrayBuffer()), {
      headers: { 'x-photo-meta': encodeURIComponent(JSON.stringify(meta)) },
    }),
  // Which file, the shell asks with the system's dialog: this page never sees a path.
  saveBundle: (args) => invoke('save_bundle', { args }),
  takeBundle: () => invoke('take_bundle'),
  saveMarked: (photo, name) => invoke('save_marked', { photo, name }),
  // `media://localhost/…`, or `http://media.localhost/…` where the platform has no schemes of its own
  mediaUrl: (photo, kind) => `${convertFileSrc('', 'media')}${encodeURIComponent(photo)}/${kind}`,
  onChange(heard) {
    const listening = listen('changed', heard)
    return () => void listening.then((stop) => stop())
  },
}
