//! What our camera writes is what others read: exiftool, exifr and piexif, over the same files, each asked once.
//!
//! All three are brought to the units in which the file has it, as whole numbers, so that equal means equal.

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use img_parts::ImageEXIF;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use xuncun_photo::{ExifFacts, Fix, stamp};

/// Milliseconds since 1970 UTC, minutes east of UTC, and how that is written.
const TIMES: [(i64, i32, &str); 9] = [
    (1_795_397_415_250, 480, "2026:11:23 09:30:15.250+08:00"),
    (1_795_397_415_250, 0, "2026:11:23 01:30:15.250+00:00"),
    (1_795_397_415_007, 345, "2026:11:23 07:15:15.007+05:45"),
    (1_795_397_415_000, -210, "2026:11:22 22:00:15.000-03:30"),
    (1_835_452_799_999, 480, "2028:02:29 23:59:59.999+08:00"),
    (1_835_452_799_999, -30, "2028:02:29 15:29:59.999-00:30"),
    (1_798_732_800_000, 840, "2027:01:01 06:00:00.000+14:00"),
    (1_798_732_800_000, -720, "2026:12:31 04:00:00.000-12:00"),
    (4_102_444_799_990, 330, "2100:01:01 05:29:59.990+05:30"),
];

/// When the receiver measured, and how that is written.
const MEASURED: [Option<(i64, &str)>; 4] = [
    Some((1_795_397_413_500, "2026:11:23 01:30:13.500")),
    None,
    Some((1_798_761_599_999, "2026:12:31 23:59:59.999")),
    Some((951_782_400_000, "2000:02:29 00:00:00.000")),
];

/// Longitude, latitude, accuracy, altitude, bearing.
type Place = (f64, f64, Option<f64>, Option<f64>, Option<f64>);

/// All four quarters of the globe, their edges, and what rounds badly.
const PLACES: [Place; 11] = [
    (106.684_7, 35.542_8, Some(4.5), Some(1375.25), Some(271.5)),
    (-106.684_7, 35.542_8, Some(0.01), Some(-154.31), Some(0.0)),
    (-68.123_456_78, -16.5, Some(12.0), Some(3640.0), Some(359.99)),
    (151.209_9, -33.865_1, None, None, None),
    (0.000_000_03, 0.000_000_03, Some(99.99), Some(0.0), Some(0.01)),
    (-0.000_02, -0.000_02, None, Some(-0.01), Some(180.0)),
    (180.0, 90.0, Some(5.0), Some(8848.86), None),
    (-180.0, -90.0, None, None, Some(90.25)),
    (179.999_999_99, 89.999_999_99, Some(3.0), None, Some(1.0)),
    (-179.999_999_9, -89.999_999_9, Some(3.0), Some(-430.5), Some(45.45)),
    // Just under a whole degree: no part may read 60.
    (104.999_999_999, 35.999_999_999, None, None, None),
];

/// Seconds of a degree are written to 1/10,000.
const UNITS: f64 = 36_000_000.0;

/// What a reader says of a file.
#[derive(Debug, PartialEq)]
struct Said {
    orientation: i64,
    taken: String,
    /// Longitude and latitude, 1/10,000 of a second.
    place: Option<(i64, i64)>,
    /// Hundredths of a metre.
    accuracy: Option<i64>,
    altitude: Option<i64>,
    /// Hundredths of a degree, with what it is measured from.
    bearing: Option<(i64, String)>,
    measured: Option<String>,
}

/// A number of these units, exactly: what a reader's arithmetic adds is far below a thousandth.
fn whole(value: f64, units: f64) -> i64 {
    let scaled = value * units;
    assert!((scaled - scaled.round()).abs() < 1e-3, "{value} has more digits than were written");
    scaled.round() as i64
}

struct Files {
    folder: TempDir,
    expected: Vec<Said>,
}

impl Files {
    /// Every time at every place, and now and then at none; orientations and the receiver's times take turns.
    fn write() -> Self {
        let (folder, mut expected) = (tempfile::tempdir().unwrap(), Vec::new());
        let places: Vec<_> = PLACES.iter().map(Some).chain([None]).collect();
        for (n, (time, place)) in TIMES.iter().flat_map(|time| places.iter().map(move |place| (time, *place))).enumerate() {
            let orientation = (n % 8 + n / 8) % 8 + 1;
            let measured = MEASURED[n / 3 % MEASURED.len()];
            let fix = place.map(|&(lon, lat, accuracy, altitude, bearing)| Fix { lon, lat, accuracy, altitude, bearing, at: measured.map(|m| m.0) });
            let bytes = stamp(&turned(orientation as u16), time.0, time.1, fix.as_ref()).unwrap();
            assert_eq!(ExifFacts::read(&bytes).taken_at, Some(time.0));
            std::fs::write(file(folder.path(), n), bytes).unwrap();
            let hundredths = |value: f64| whole(value, 100.0);
            expected.push(Said {
                orientation: orientation as i64,
                taken: time.2.into(),
                place: fix.map(|fix| ((fix.lon * UNITS).round() as i64, (fix.lat * UNITS).round() as i64)),
                accuracy: fix.and_then(|fix| fix.accuracy).map(hundredths),
                altitude: fix.and_then(|fix| fix.altitude).map(hundredths),
                bearing: fix.and_then(|fix| fix.bearing).map(|bearing| (hundredths(bearing), "M".into())),
                measured: fix.and(measured).map(|m| m.1.into()),
            });
        }
        let orientations: BTreeSet<_> = expected.iter().map(|said| said.orientation).collect();
        assert_eq!(orientations, (1..=8).collect());
        Self { folder, expected }
    }

    /// Runs a reader over all files, whose names it gets on standard input, and holds what it says against what was written.
    fn ask(&self, mut reader: Command, parse: fn(&Json) -> Said) {
        let names: String = (0..self.expected.len()).map(|n| format!("{}\n", file(self.folder.path(), n).display())).collect();
        let started = reader.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut process = started.unwrap_or_else(|error| panic!("run scripts/setup.sh build test first: {:?}: {error}", reader.get_program()));
        let mut input = process.stdin.take().unwrap();
        let feeding = std::thread::spawn(move || input.write_all(names.as_bytes()));
        let output = process.wait_with_output().unwrap();
        // One that ended early has not read it all; why it did is in what it said.
        let _ = feeding.join().unwrap();
        let problems = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "is all of it installed (scripts/setup.sh build test)? {reader:?}: {problems}");
        let said: Vec<Json> = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said.len(), self.expected.len());
        for (n, (said, expected)) in said.iter().zip(&self.expected).enumerate() {
            assert_eq!(&parse(said), expected, "file {n}: {said}");
        }
    }
}

fn file(folder: &Path, n: usize) -> PathBuf {
    folder.join(format!("{n:03}.jpg"))
}

/// A small picture that says which way up it is.
fn turned(orientation: u16) -> Vec<u8> {
    let (mut jpeg, mut exif, mut writer) = (Vec::new(), std::io::Cursor::new(Vec::new()), Writer::new());
    JpegEncoder::new_with_quality(&mut jpeg, 60).write_image(&[120; 24 * 16 * 3], 24, 16, ExtendedColorType::Rgb8).unwrap();
    let field = Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value: Value::Short(vec![orientation]) };
    writer.push_field(&field);
    writer.write(&mut exif, true).unwrap();
    let mut parts = img_parts::jpeg::Jpeg::from_bytes(jpeg.into()).unwrap();
    parts.set_exif(Some(exif.into_inner().into()));
    parts.encoder().bytes().to_vec()
}

fn readers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/readers")
}

fn number(said: &Json) -> Option<f64> {
    (!said.is_null()).then(|| said.as_f64().unwrap_or_else(|| panic!("{said} is no number")))
}

fn text(said: &Json) -> String {
    said.as_str().unwrap_or_else(|| panic!("{said} is no text")).to_owned()
}

#[test]
fn exiftool_reads_what_was_stamped() {
    let mut exiftool = Command::new("exiftool");
    // Numbers as they are, by group; what it complains of is among the answers.
    exiftool.args(["-json", "-n", "-G1", "-q", "-@", "-"]);
    Files::write().ask(exiftool, |said| {
        let hundredths = |name: &str| number(&said[name]).map(|value| whole(value, 100.0));
        let place = number(&said["Composite:GPSLongitude"]).zip(number(&said["Composite:GPSLatitude"]));
        // Without the reference the number alone would not say where north is.
        let bearing = hundredths("GPS:GPSImgDirection").map(|bearing| (bearing, text(&said["GPS:GPSImgDirectionRef"])));
        assert!(said.get("ExifTool:Warning").is_none(), "{said}");
        Said {
            orientation: said["IFD0:Orientation"].as_i64().unwrap(),
            taken: text(&said["Composite:SubSecDateTimeOriginal"]),
            place: place.map(|(lon, lat)| (whole(lon, UNITS), whole(lat, UNITS))),
            accuracy: hundredths("GPS:GPSHPositioningError"),
            altitude: hundredths("Composite:GPSAltitude"),
            bearing,
            measured: said.get("Composite:GPSDateTime").map(|at| {
                let at = text(at);
                let at = at.strip_suffix('Z').unwrap();
                // It drops zeros at the end of a fraction.
                let (seconds, part) = at.split_once('.').unwrap_or((at, ""));
                format!("{seconds}.{part:0<3}")
            }),
        }
    });
}

/// `[12, 30, 13.5]` as a time of day.
fn clock(date: &Json, parts: [f64; 3]) -> String {
    let thousandths = whole(parts[2], 1000.0);
    format!("{} {:02}:{:02}:{:02}.{:03}", text(date), whole(parts[0], 1.0), whole(parts[1], 1.0), thousandths / 1000, thousandths % 1000)
}

/// Civil time, thousandths and offset, as three readers' fields.
fn taken(said: &Json) -> String {
    format!("{}.{}{}", text(&said[0]), text(&said[1]), text(&said[2]))
}

#[test]
fn exifr_reads_what_was_stamped() {
    let folder = readers();
    assert!(folder.join("node_modules/exifr").is_dir(), "run scripts/setup.sh build test first: exifr is not installed");
    let mut node = Command::new("node");
    node.arg(folder.join("read.mjs"));
    Files::write().ask(node, |said| {
        assert_eq!(said["orientation"], said["turned"]);
        let hundredths = |value: &Json| number(value).map(|value| whole(value, 100.0));
        // The reference of an altitude is one byte: 1 is below the sea.
        let below = said["altitude"][1][0] == 1;
        let degrees = |at: &Json| number(at).map(|value| whole(value, UNITS));
        Said {
            orientation: said["orientation"].as_i64().unwrap(),
            taken: taken(&said["taken"]),
            place: degrees(&said["place"][1]).zip(degrees(&said["place"][0])),
            accuracy: hundredths(&said["accuracy"]),
            altitude: hundredths(&said["altitude"][0]).map(|altitude| if below { -altitude } else { altitude }),
            bearing: hundredths(&said["bearing"][0]).map(|bearing| (bearing, text(&said["bearing"][1]))),
            measured: (!said["measured"].is_null()).then(|| {
                let parts = &said["measured"][1];
                clock(&said["measured"][0], [0, 1, 2].map(|n| number(&parts[n]).unwrap()))
            }),
        }
    });
}

#[test]
fn piexif_reads_what_was_stamped() {
    // A virtual environment of its own, beside what cargo builds.
    let python = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../readers-venv/bin/python");
    assert!(python.is_file(), "run scripts/setup.sh build test first: piexif is not installed in {}", python.display());
    let mut command = Command::new(python);
    command.arg(readers().join("read.py"));
    /// A fraction, by how many units of it there are.
    fn units(fraction: &Json, units: i64) -> Option<i64> {
        let (num, denom) = (fraction[0].as_i64()?, fraction[1].as_i64()?);
        assert_eq!(num * units % denom, 0, "{fraction}");
        Some(num * units / denom)
    }
    fn degrees(said: &Json, negative: &str) -> Option<i64> {
        let parts = &said[1];
        let (d, m, s) = (units(&parts[0], 1)?, units(&parts[1], 1)?, units(&parts[2], 10_000)?);
        assert!(m < 60 && s < 600_000, "{said}");
        let size = d * 36_000_000 + m * 600_000 + s;
        Some(if text(&said[0]) == negative { -size } else { size })
    }
    Files::write().ask(command, |said| Said {
        orientation: said["orientation"].as_i64().unwrap(),
        taken: taken(&said["taken"]),
        place: degrees(&said["longitude"], "W").zip(degrees(&said["latitude"], "S")),
        accuracy: units(&said["accuracy"], 100),
        altitude: units(&said["altitude"][1], 100).map(|altitude| if said["altitude"][0] == 1 { -altitude } else { altitude }),
        bearing: units(&said["bearing"][1], 100).map(|bearing| (bearing, text(&said["bearing"][0]))),
        measured: units(&said["measured"][1][2], 1000).map(|thousandths| {
            let part = |n: usize| units(&said["measured"][1][n], 1).unwrap() as f64;
            clock(&said["measured"][0], [part(0), part(1), thousandths as f64 / 1000.0])
        }),
    });
}
