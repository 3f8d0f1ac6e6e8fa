//! Drawn scenes that stand for photographs: a village corner with something in it, in colours and places that chance chooses.
//!
//! Each picture carries 示意 in a corner: nobody shall take it for a photograph. Fixed things are small SVG files in
//! `assets/demo`; heaps and litter are thrown together here.

mod backdrop;
mod drawing;
mod subject;

use crate::dice::Dice;
use drawing::Drawing;
use image::codecs::jpeg::JpegEncoder;
use resvg::{tiny_skia, usvg};

/// Pixels of a picture.
pub const SIZE: (u32, u32) = (1280, 960);
const QUALITY: u8 = 62;

/// What the picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    /// 柴堆.
    Firewood,
    /// 粪堆.
    Manure,
    /// 土堆.
    Earth,
    /// 垃圾堆.
    Garbage,
    /// 杂物堆.
    Clutter,
    /// 彩钢棚, put up without leave.
    IllegalShed,
    /// A wall in ruins (残垣断壁).
    RuinedWall,
    /// Rubbish tipped into a ditch (乱倒).
    DitchDumping,
    /// Litter here and there (零散).
    Litter,
    /// Rubbish or stubble burning (焚烧).
    Burning,
    /// Posters on a wall and a pole (乱贴).
    Posters,
    /// Bare ground where trees were planted (缺株、裸地).
    BareGround,
    /// Bins overflowing.
    FullBins,
    /// Bins in order.
    Bins,
    /// A tidy yard with flower beds.
    TidyYard,
    /// Firewood stacked with care: no heap.
    StackedWood,
    /// A clean ditch.
    CleanDitch,
    /// A board with rules and rosters.
    Board,
}

/// All of them.
pub const SCENES: [Scene; 18] = [
    Scene::Firewood,
    Scene::Manure,
    Scene::Earth,
    Scene::Garbage,
    Scene::Clutter,
    Scene::IllegalShed,
    Scene::RuinedWall,
    Scene::DitchDumping,
    Scene::Litter,
    Scene::Burning,
    Scene::Posters,
    Scene::BareGround,
    Scene::FullBins,
    Scene::Bins,
    Scene::TidyYard,
    Scene::StackedWood,
    Scene::CleanDitch,
    Scene::Board,
];

/// How far away the drawer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// The whole corner.
    Wide,
    /// The thing itself.
    Near,
}

/// One picture: the same shot is the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shot {
    /// What is in it.
    pub scene: Scene,
    /// From where.
    pub view: View,
    /// Chooses colours, positions and light; near and wide of one spot share it.
    pub seed: u64,
}

/// A picture that could not be drawn: a fault in the drawing itself.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The SVG is not well formed.
    #[error("the scene's SVG: {0}")]
    Svg(#[from] usvg::Error),
    /// No canvas of that size.
    #[error("no canvas")]
    Canvas,
    /// The JPEG encoder failed.
    #[error("the scene's JPEG: {0}")]
    Jpeg(#[from] image::ImageError),
}

impl Shot {
    /// The picture as SVG.
    pub fn svg(&self) -> String {
        let mut dice = Dice::new(self.seed, "scene");
        let mut drawing = Drawing::new();
        let stage = backdrop::draw(&mut drawing, &mut dice);
        let spot = subject::draw(self.scene, &stage, &mut drawing, &mut dice);
        let frame = match self.view {
            View::Wide => (40.0, 170.0, 1053.0, 789.75),
            View::Near => spot.frame(f64::from(SIZE.0), f64::from(SIZE.1)),
        };
        drawing.finish(frame)
    }

    /// The picture as JPEG, [`SIZE`] pixels.
    pub fn jpeg(&self) -> Result<Vec<u8>, SceneError> {
        let tree = usvg::Tree::from_str(&self.svg(), &usvg::Options::default())?;
        let mut canvas = tiny_skia::Pixmap::new(SIZE.0, SIZE.1).ok_or(SceneError::Canvas)?;
        resvg::render(&tree, tiny_skia::Transform::identity(), &mut canvas.as_mut());
        let pixels: Vec<u8> = canvas.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        let mut jpeg = Vec::with_capacity(80_000);
        JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode(&pixels, SIZE.0, SIZE.1, image::ExtendedColorType::Rgb8)?;
        Ok(jpeg)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_scene_is_drawn_from_both_views_small_and_the_same_each_time() {
        for (n, scene) in SCENES.into_iter().enumerate() {
            for view in [View::Wide, View::Near] {
                let shot = Shot { scene, view, seed: n as u64 };
                let jpeg = shot.jpeg().unwrap();
                assert!((8_000..160_000).contains(&jpeg.len()), "{shot:?}: {} bytes", jpeg.len());
                let size = image::load_from_memory(&jpeg).unwrap();
                assert_eq!((size.width(), size.height()), SIZE);
                assert_eq!(shot.svg(), shot.svg());
            }
        }
    }

    #[test]
    fn another_seed_is_another_picture() {
        let shot = |seed| Shot { scene: Scene::Firewood, view: View::Wide, seed }.svg();
        assert_ne!(shot(1), shot(2));
    }
}
