/** How long somebody waits for a file to say its length (ms). */
const PATIENCE = 3_000

/** How long a sound file is, in milliseconds; 0 where it does not tell. */
export async function fileLength(file: Blob): Promise<number> {
  const url = URL.createObjectURL(file)
  const audio = new Audio()
  const told = new Promise<number>((done) => {
    audio.addEventListener('loadedmetadata', () => done(audio.duration))
    audio.addEventListener('error', () => done(0))
    setTimeout(() => done(0), PATIENCE)
  })
  audio.preload = 'metadata'
  audio.src = url
  const seconds = await told
  URL.revokeObjectURL(url)
  // a recording that was never closed says that it has no end
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0
}
