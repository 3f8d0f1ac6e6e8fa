// What a photograph's row says of it.
import type { PhotoView } from './api'

/** A file in a format of which no smaller pictures are made (HEIC, say): kept as it came, and shown where the platform can. */
export const isKeptOnly = (photo: Pick<PhotoView, 'width'>): boolean => photo.width === 0
