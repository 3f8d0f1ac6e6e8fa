// Prints what exifr reads in the files that are named on standard input, one a line: a JSON array in their order.
import { readFileSync } from 'node:fs'
import exifr from 'exifr'

// Values as they stand in the file: dates as text, enumerations as numbers; positions as its users get them.
const options = { tiff: true, exif: true, gps: true, mergeOutput: false, reviveValues: false, translateValues: false }

const files = readFileSync(0, 'utf8').split('\n').filter(Boolean)
const read = async (file) => {
  const bytes = readFileSync(file)
  const { ifd0, exif, gps = {} } = await exifr.parse(bytes, options)
  return {
    orientation: ifd0.Orientation,
    turned: await exifr.orientation(bytes),
    taken: [exif.DateTimeOriginal, exif.SubSecTimeOriginal, exif.OffsetTimeOriginal],
    place: gps.latitude === undefined ? null : [gps.latitude, gps.longitude],
    altitude: gps.GPSAltitude === undefined ? null : [gps.GPSAltitude, gps.GPSAltitudeRef],
    bearing: gps.GPSImgDirection === undefined ? null : [gps.GPSImgDirection, gps.GPSImgDirectionRef],
    measured: gps.GPSDateStamp === undefined ? null : [gps.GPSDateStamp, gps.GPSTimeStamp],
    accuracy: gps.GPSHPositioningError ?? null,
  }
}
process.stdout.write(JSON.stringify(await Promise.all(files.map(read)), (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value)))
