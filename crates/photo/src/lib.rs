//! Photographs: decoding, orientation, renditions, EXIF
