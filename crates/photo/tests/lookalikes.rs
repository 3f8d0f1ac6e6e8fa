//! Copies of a photograph are told from other photographs by their looks, on 216 drawn scenes: every kind, near and wide, six seeds. The same shot is
//! the same bytes, so the set is the drawing's code.

use image::imageops::{FilterType, crop_imm, resize};
use image::{RgbImage, load_from_memory};
use std::thread;
use xuncun_demo::scene::{SCENES, Shot, View};
use xuncun_photo::{Look, Picture};

/// What becomes of a picture.
type Change = fn(&RgbImage) -> RgbImage;

/// What a chat, a gallery or a hand that wants to hide something does to a picture.
const COPIES: [(&str, Change, u8); 7] = [
    ("pressed hard", RgbImage::clone, 30),
    ("forwarded by a chat", |picture| smaller(picture, 4), 50),
    ("half the size", |picture| smaller(picture, 2), 85),
    ("cut by 2 %", |picture| cut(picture, 2), 85),
    ("cut by 4 %", |picture| cut(picture, 4), 85),
    ("cut by 6 %", |picture| cut(picture, 6), 85),
    ("cut, forwarded", |picture| smaller(&cut(picture, 4), 3), 60),
];

fn smaller(picture: &RgbImage, times: u32) -> RgbImage {
    resize(picture, picture.width() / times, picture.height() / times, FilterType::Triangle)
}

/// Without so much of its width and height, more from the left and the bottom than from the right and the top.
fn cut(picture: &RgbImage, percent: u32) -> RgbImage {
    let (x, y) = (picture.width() * percent / 100, picture.height() * percent / 100);
    crop_imm(picture, x * 3 / 4, y / 3, picture.width() - x, picture.height() - y).to_image()
}

fn look(bytes: &[u8]) -> Look {
    Picture::open(bytes).unwrap().1.look().unwrap()
}

fn with_copies(shot: Shot) -> (Look, Vec<Look>) {
    let bytes = shot.jpeg().unwrap();
    let picture = load_from_memory(&bytes).unwrap().into_rgb8();
    let copies = COPIES.iter().map(|(_, change, quality)| {
        let mut copy = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut copy, *quality).encode_image(&change(&picture)).unwrap();
        look(&copy)
    });
    (look(&bytes), copies.collect())
}

/// A seed is a place: its hills, houses and light. No two of these are of one place, but for the near and the wide shot of it.
fn shots() -> Vec<Shot> {
    let seeds = |scene: usize| (0..6).map(move |n| (scene * 100 + n) as u64);
    let views = |seed| [View::Wide, View::Near].map(|view| (seed, view));
    let of = |(at, scene)| seeds(at).flat_map(views).map(move |(seed, view)| Shot { scene, view, seed });
    SCENES.into_iter().enumerate().flat_map(of).collect()
}

#[test]
fn copies_are_told_from_other_pictures() {
    let shots = shots();
    assert!(shots.len() >= 200);
    let threads: Vec<_> = shots
        .chunks(shots.len() / 4)
        .map(<[Shot]>::to_vec)
        .map(|part| thread::spawn(|| part.into_iter().map(with_copies).collect::<Vec<_>>()))
        .collect();
    let looks: Vec<(Look, Vec<Look>)> = threads.into_iter().flat_map(|part| part.join().unwrap()).collect();

    let share = |n: usize, of: usize| n as f64 * 100.0 / of as f64;
    let within = |copy: usize, most: u32| share(looks.iter().filter(|(look, copies)| look.distance(&copies[copy]) <= most).count(), looks.len());
    for (number, (name, ..)) in COPIES.iter().enumerate() {
        println!("{name}: {:.1} % within {}, {:.1} % within {}", within(number, Look::ALIKE), Look::ALIKE, within(number, Look::COPY), Look::COPY);
        assert!(within(number, Look::ALIKE) >= 95.0, "{name}");
    }
    for (number, (name, ..)) in COPIES.iter().enumerate().filter(|(_, (name, ..))| !name.starts_with("cut")) {
        assert!(within(number, Look::COPY) >= 99.0, "{name}");
    }

    let pairs: Vec<u32> = looks.iter().enumerate().flat_map(|(n, (look, _))| looks[..n].iter().map(move |(other, _)| look.distance(other))).collect();
    let mistaken = |most: u32| share(pairs.iter().filter(|distance| **distance <= most).count(), pairs.len());
    println!("different pictures: {:.2} % within {}, {:.3} % within {}", mistaken(Look::ALIKE), Look::ALIKE, mistaken(Look::COPY), Look::COPY);
    assert!(mistaken(Look::ALIKE) <= 1.0);
    assert!(mistaken(Look::COPY) <= 0.02);
}
