"""Prints what piexif reads in the files that are named on standard input, one a line: a JSON array in their order."""

import json
import sys

import piexif
from piexif import ExifIFD, GPSIFD, ImageIFD


def text(ifd, tag):
    return ifd[tag].decode("ascii") if tag in ifd else None


def read(file):
    exif = piexif.load(file)
    zeroth, taken, gps = exif["0th"], exif["Exif"], exif["GPS"]
    return {
        "orientation": zeroth[ImageIFD.Orientation],
        "taken": [text(taken, ExifIFD.DateTimeOriginal), text(taken, ExifIFD.SubSecTimeOriginal), text(taken, ExifIFD.OffsetTimeOriginal)],
        "latitude": [text(gps, GPSIFD.GPSLatitudeRef), gps.get(GPSIFD.GPSLatitude)],
        "longitude": [text(gps, GPSIFD.GPSLongitudeRef), gps.get(GPSIFD.GPSLongitude)],
        "altitude": [gps.get(GPSIFD.GPSAltitudeRef), gps.get(GPSIFD.GPSAltitude)],
        "bearing": [text(gps, GPSIFD.GPSImgDirectionRef), gps.get(GPSIFD.GPSImgDirection)],
        "measured": [text(gps, GPSIFD.GPSDateStamp), gps.get(GPSIFD.GPSTimeStamp)],
        "accuracy": gps.get(GPSIFD.GPSHPositioningError),
    }


json.dump([read(line) for line in sys.stdin.read().splitlines()], sys.stdout)
