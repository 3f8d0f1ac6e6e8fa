/** Whether this device draws a map at all: an old phone, or one that has switched WebGL off, gets the list alone. */
export function canDraw(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null
  } catch {
    return false
  }
}
