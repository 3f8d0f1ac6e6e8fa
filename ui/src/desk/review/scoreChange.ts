/** How far a score moved since the last, in hundredths exactly: no binary fractions. Nothing when one of them is missing. */
export function scoreChange(before: string | null, now: string | null): { direction: 'up' | 'down' | 'same'; points: string } | undefined {
  const [a, b] = [hundredths(before), hundredths(now)]
  if (a === undefined || b === undefined) return undefined
  const by = Math.abs(b - a)
  const points = `${Math.floor(by / 100)}.${String(by % 100).padStart(2, '0')}`
  return { direction: b > a ? 'up' : b < a ? 'down' : 'same', points }
}

function hundredths(points: string | null): number | undefined {
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(points ?? '')
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined
}
