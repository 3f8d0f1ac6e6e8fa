//! Marks in a copy of a photograph: where the pen goes, in which colours, and how little else changes.

use image::{Rgb, RgbImage};
use xuncun_photo::{Drawing, Picture, Watermark};

const SIZE: (u32, u32) = (1000, 750);
const GROUND: [u8; 3] = [90, 120, 80];

/// A plain picture with this drawn on it, as it is handed out.
fn drawn(drawings: &[Drawing]) -> RgbImage {
    let mut bytes = Vec::new();
    let plain = RgbImage::from_pixel(SIZE.0, SIZE.1, Rgb(GROUND));
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(&plain).unwrap();
    let (_, mut picture) = Picture::open(&bytes).unwrap();
    picture.draw(drawings);
    image::load_from_memory(&picture.marked(&Watermark::default()).unwrap().bytes).unwrap().into_rgb8()
}

fn near(picture: &RgbImage, at: (u32, u32), colour: [u8; 3]) -> bool {
    picture.get_pixel(at.0, at.1).0.iter().zip(colour).all(|(is, wanted)| is.abs_diff(wanted) < 40)
}

const RED: [u8; 3] = [0xB3, 0x26, 0x1E];

#[test]
fn an_arrow_is_red_with_paper_around_it_and_its_head_is_at_its_second_point() {
    let picture = drawn(&[Drawing::Arrow([0.1, 0.5, 0.6, 0.5])]);
    for x in [102, 300, 500, 598] {
        assert!(near(&picture, (x, 375), RED), "{x}");
    }
    // 44 back and 20 across: the wings of the head, and none at the other end.
    assert!(near(&picture, (562, 358), RED) && near(&picture, (562, 392), RED));
    assert!(near(&picture, (140, 358), GROUND));
    // Eight wide, then three of paper.
    assert!(!near(&picture, (300, 381), RED) && near(&picture, (300, 386), GROUND) && picture.get_pixel(300, 380).0[1] > 150);
}

#[test]
fn a_circle_fills_its_box_and_leaves_what_it_is_around() {
    for area in [[0.2, 0.2, 0.6, 0.8], [0.6, 0.8, 0.2, 0.2]] {
        let picture = drawn(&[Drawing::Circle(area)]);
        for at in [(200, 375), (599, 375), (400, 150), (400, 599)] {
            assert!(near(&picture, at, RED), "{at:?}");
        }
        assert!(near(&picture, (400, 375), GROUND) && near(&picture, (205, 155), GROUND));
    }
}

#[test]
fn words_stand_where_there_is_more_room_and_never_off_the_picture() {
    let red =
        |picture: &RgbImage| picture.enumerate_pixels().filter(|(x, y, _)| near(picture, (*x, *y), RED)).map(|(x, y, _)| (x, y)).collect::<Vec<_>>();
    let words = |at, text: &str| red(&drawn(&[Drawing::Words(at, text.into())]));
    let right = words([0.3, 0.5], "二社路口");
    assert!(right.len() > 300 && right.iter().all(|(x, y)| (295..480).contains(x) && (340..400).contains(y)));
    assert!(words([0.7, 0.5], "二社路口").iter().all(|(x, _)| (525..705).contains(x)));
    // At the foot it stands above it, all rows of it.
    let low = words([0.9, 1.0], &"柴堆".repeat(20));
    assert!(low.iter().map(|(_, y)| y).min().unwrap() + 60 < *low.iter().map(|(_, y)| y).max().unwrap(), "more than one row");
}

#[test]
fn what_is_no_place_draws_nothing() {
    let plain = drawn(&[]);
    let odd = [
        Drawing::Arrow([f64::NAN, 0.0, 1.0, 1.0]),
        Drawing::Circle([0.0, 0.0, f64::INFINITY, 1.0]),
        Drawing::Arrow([900.0, 900.0, 9000.0, 9000.0]),
        Drawing::Words([f64::NAN, 0.5], "字".into()),
        Drawing::Words([0.5, 0.5], String::new()),
    ];
    assert!(drawn(&odd) == plain);
    // At the very edge, and of no length: no panic.
    drawn(&[Drawing::Arrow([1.0, 1.0, 1.0, 1.0]), Drawing::Circle([0.0, 0.0, 0.0, 0.0]), Drawing::Words([1.0, 0.0], "字".repeat(40))]);
}
