//! Photographs for the tests: drawn scenes, and a heavy one where size matters.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use xuncun_demo::scene::{Scene, Shot, View};

/// A drawn scene as JPEG; another seed is another picture.
pub fn scene(scene: Scene, seed: u64) -> Vec<u8> {
    Shot { scene, view: View::Near, seed }.jpeg().unwrap()
}

/// A drawn scene in a file of at least `kilobytes`: what a camera's maker writes beside the picture makes it heavy, as some do.
pub fn heavy(kilobytes: usize, seed: u64) -> Vec<u8> {
    let picture = scene(Scene::Garbage, seed);
    let mut rng = StdRng::seed_from_u64(seed);
    let mut bytes = picture[..2].to_vec();
    while bytes.len() < kilobytes * 1024 {
        // APP15 with its length, then noise.
        bytes.extend([0xff, 0xef, 0xff, 0xff]);
        bytes.extend((0..0xffff - 2).map(|_| rng.random::<u8>()));
    }
    bytes.extend(&picture[2..]);
    bytes
}
