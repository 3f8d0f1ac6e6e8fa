/**
 * The landmark with a place of the village before it. Another place that stands there already gives way; the place itself, tapped again, is taken out;
 * what was written beside it stays.
 */
export function withPlace(landmark: string, place: string, places: readonly string[]): string {
  const text = landmark.trim()
  // of 一组 and 一组沟 the longer one is meant
  const there = [...places].sort((a, b) => b.length - a.length).find((name) => text.startsWith(name))
  const rest = there ? text.slice(there.length).trim() : text
  return there === place ? rest : `${place} ${rest}`
}
