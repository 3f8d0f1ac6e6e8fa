// QR codes: drawn and read on this device. Both ways load when they are first needed.

/** A code as an SVG path on a grid of `size` × `size` modules, the quiet zone of four included. */
export async function qrPath(text: string): Promise<{ size: number; path: string }> {
  const { default: qrcode } = await import('qrcode-generator')
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const modules = code.getModuleCount()
  let path = ''
  for (let row = 0; row < modules; row += 1) for (let column = 0; column < modules; column += 1) if (code.isDark(row, column)) path += `M${column + 4} ${row + 4}h1v1h-1z`
  return { size: modules + 8, path }
}

interface Detector {
  detect(image: ImageData): Promise<Array<{ rawValue: string }>>
}
type DetectorMaker = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }

let own: Promise<Detector | null> | undefined

/** The browser's own reader, where it has one for this kind of code. */
async function ownReader(): Promise<Detector | null> {
  const Maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector
  const formats = (await Maker?.getSupportedFormats().catch(() => [])) ?? []
  return Maker && formats.includes('qr_code') ? new Maker({ formats: ['qr_code'] }) : null
}

/** What a code in a picture says; null if there is none to be read. */
export async function readQr(image: ImageData): Promise<string | null> {
  own ??= ownReader().catch(() => null)
  const found = await (await own)?.detect(image).catch(() => [])
  if (found?.[0]) return found[0].rawValue
  const { default: decode } = await import('jsqr')
  return decode(image.data, image.width, image.height)?.data || null
}
