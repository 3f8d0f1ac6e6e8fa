//! The share picture: its size, and that its code can be read off it, also after a chat has made it smaller.

use crate::common;
use crate::common::{share, share_words};
use image::RgbImage;
use xuncun_report::share::{Share, WIDTH};

fn drawn(share: &Share) -> RgbImage {
    let bytes = share.jpeg(&share_words()).unwrap();
    image::load_from_memory(&bytes).unwrap().into_rgb8()
}

fn code(picture: &RgbImage) -> Option<String> {
    common::codes(&image::DynamicImage::ImageRgb8(picture.clone()).into_luma8()).pop_first()
}

#[test]
fn its_code_can_be_read_also_when_it_is_smaller() {
    let picture = drawn(&share());
    assert_eq!(picture.width(), WIDTH);
    assert!((1200..1900).contains(&picture.height()), "{}", picture.height());
    assert_eq!(code(&picture), Some(share().qr));
    let smaller = image::imageops::resize(&picture, WIDTH * 2 / 3, picture.height() * 2 / 3, image::imageops::FilterType::Triangle);
    assert_eq!(code(&smaller), Some(share().qr));
}

#[test]
fn what_is_missing_takes_no_room() {
    let whole = drawn(&share()).height();
    let bare = drawn(&Share { photo: None, landmark: String::new(), ..share() });
    assert!(bare.height() < whole);
    assert_eq!(code(&bare), Some(share().qr));
    let nothing = drawn(&Share::default());
    assert!(nothing.height() >= 300 && code(&nothing).is_none());
}

#[test]
fn long_words_are_cut_and_tall_photographs_are_made_to_fit() {
    let mut tall = Vec::new();
    let raster = RgbImage::from_pixel(300, 1600, image::Rgb([120, 90, 60]));
    raster.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut tall)).unwrap();
    let long = Share { landmark: "长".repeat(5000), kind: "x".repeat(5000), code: "9".repeat(500), photo: Some(tall), ..share() };
    let picture = drawn(&long);
    assert!(picture.width() == WIDTH && picture.height() < 2400, "{}", picture.height());
    assert_eq!(code(&picture), Some(share().qr));
    assert!(Share { qr: "x".repeat(5000), ..share() }.jpeg(&share_words()).is_err());
}
