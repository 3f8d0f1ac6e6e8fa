//! The shape of a character: out of the fonts that travel with the app, and for what they lack out of the system's.

use ab_glyph::{Font, FontRef, GlyphId, Outline};
use fontdb::{Database, FaceInfo, ID, Style};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The bundled fonts, OpenType with CFF outlines: the Chinese one, and the bold one, which has ASCII alone.
pub const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/XuncunSans-Regular.otf");
/// See [`REGULAR`].
pub const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/XuncunSans-Bold.otf");

static REGULAR_READ: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
static BOLD_READ: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
static SYSTEM: OnceLock<System> = OnceLock::new();

/// Characters of the system's fonts that are kept: a text from outside may name any.
const KEPT: usize = 1000;
/// An outline reaching further from its place than this many ems is a fault of its font, and would cost memory to draw.
const FARTHEST: f32 = 4.0;

/// How strong the strokes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// As the bundled Chinese font is.
    Regular,
    /// ASCII; anything else is regular.
    Bold,
}

/// Whose shape it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// A glyph of [`REGULAR`].
    Regular(u16),
    /// A glyph of [`BOLD`].
    Bold(u16),
    /// Of a font of the system's, or the box that stands for a character which no font has.
    Other,
}

/// A character's shape.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The character.
    pub character: char,
    /// Where its shape is from.
    pub face: Face,
    /// How far the next character stands, ems.
    pub advance: f32,
    /// None if nothing is to be drawn.
    pub(crate) outline: Option<Arc<Outline>>,
    /// Units of the outline in an em.
    pub(crate) units: f32,
}

/// The shape of `c`; that of a missing glyph, an empty box, if no font has it.
pub fn shape(c: char, weight: Weight) -> Shape {
    let bold = (weight == Weight::Bold).then(bold).flatten().and_then(|font| of(font, c, Face::Bold));
    bold.or_else(|| of(regular()?, c, Face::Regular)).or_else(|| system().shape(c)).unwrap_or_else(|| missing(c))
}

fn regular() -> Option<&'static FontRef<'static>> {
    REGULAR_READ.get_or_init(|| FontRef::try_from_slice(REGULAR).ok()).as_ref()
}

fn bold() -> Option<&'static FontRef<'static>> {
    BOLD_READ.get_or_init(|| FontRef::try_from_slice(BOLD).ok()).as_ref()
}

fn missing(c: char) -> Shape {
    let empty = regular().and_then(|font| glyph(font, GlyphId(0), c, Face::Other));
    empty.unwrap_or(Shape { character: c, face: Face::Other, advance: 1.0, outline: None, units: 1000.0 })
}

/// None if the font lacks the character, or has but a coloured picture of it.
fn of(font: &impl Font, c: char, face: fn(u16) -> Face) -> Option<Shape> {
    let id = font.glyph_id(c);
    let shape = (id.0 != 0).then(|| glyph(font, id, c, face(id.0))).flatten()?;
    (shape.outline.is_some() || c.is_whitespace()).then_some(shape)
}

fn glyph(font: &impl Font, id: GlyphId, character: char, face: Face) -> Option<Shape> {
    let units = font.units_per_em().filter(|units| *units > 0.0)?;
    let advance = font.h_advance_unscaled(id) / units;
    let outline = font.outline(id);
    let reach = outline.iter().flat_map(|o| [o.bounds.min.x, o.bounds.min.y, o.bounds.max.x, o.bounds.max.y]);
    let sane = reach.chain([advance * units]).all(|n| n.abs() <= FARTHEST * units);
    sane.then(|| Shape { character, face, advance: advance.max(0.0), outline: outline.map(Arc::new), units })
}

/// The fonts of the machine. Looking for them reads every font's head, so it is not done before a character needs it.
struct System {
    fonts: Database,
    /// Fonts for Chinese first, upright and of common weight first.
    order: Vec<ID>,
    known: Mutex<HashMap<char, Option<Shape>>>,
}

fn system() -> &'static System {
    SYSTEM.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        // The library knows every desktop's folders, but not Android's.
        for folder in ["/system/fonts", "/product/fonts"] {
            if cfg!(target_os = "android") {
                fonts.load_fonts_dir(folder);
            }
        }
        let mut faces: Vec<&FaceInfo> = fonts.faces().collect();
        // The name last, so that the order does not hang on that of the folder.
        faces.sort_by_key(|face| (face.style != Style::Normal, !is_chinese(face), face.weight.0.abs_diff(400), face.post_script_name.clone()));
        let order = faces.into_iter().map(|face| face.id).collect();
        System { fonts, order, known: Mutex::default() }
    })
}

fn is_chinese(face: &FaceInfo) -> bool {
    let names = ["CJK SC", "Sans SC", "Serif SC", "Hans", "PingFang SC", "YaHei", "SimSun", "Droid Sans Fallback", "WenQuanYi"];
    face.families.iter().any(|(family, _)| names.iter().any(|name| family.contains(name)))
}

impl System {
    fn shape(&self, c: char) -> Option<Shape> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.entry(c).or_insert_with(|| self.order.iter().find_map(|id| self.look(*id, c))).clone()
    }

    fn look(&self, id: ID, c: char) -> Option<Shape> {
        self.fonts.with_face_data(id, |bytes, index| of(&FontRef::try_from_slice_and_index(bytes, index).ok()?, c, |_| Face::Other))?
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    const TABLE: &str = include_str!("../../../../assets/fonts/tongyong-8105.txt");
    const SIGNS: &str = "时间2026-11-08 09:41:07 106.70812°,±×·…—–“”‘’、。《》「」【】（）：；？！①⑩㎡³²№←↑→↓〇％ＡａÀÿüǚ";

    /// One test, for the order matters and they share the machine's fonts.
    #[test]
    fn the_systems_fonts_are_not_looked_for_until_a_character_needs_them() {
        for c in TABLE.chars().filter(|c| *c != '\n').chain(SIGNS.chars()) {
            assert!(of(regular().unwrap(), c, Face::Regular).is_some(), "{c}");
            shape(c, Weight::Regular);
        }
        for c in ' '..='~' {
            assert!(of(bold().unwrap(), c, Face::Bold).is_some(), "{c}");
            shape(c, Weight::Bold);
        }
        assert!(SYSTEM.get().is_none());
        // A traditional form: not in the table; whether this machine has it or not, there is a shape.
        assert!(of(regular().unwrap(), '龘', Face::Regular).is_none());
        assert!(shape('龘', Weight::Regular).advance > 0.0);
        assert!(SYSTEM.get().is_some());
        assert!(shape('\u{10FFFD}', Weight::Regular).outline.is_some(), "the missing glyph is a box");
    }
}
