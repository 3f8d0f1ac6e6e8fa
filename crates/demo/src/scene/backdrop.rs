//! The corner of the village behind the subject: sky, hills with terraces, poplars, a house, a pole with wires, ground and path.

use super::drawing::Drawing;
use crate::dice::Dice;
use std::fmt::Write as _;

const HOUSE: &str = include_str!("../../../../assets/demo/house.svg");
const POPLAR: &str = include_str!("../../../../assets/demo/poplar.svg");

const SKIES: [(&str, &str); 4] = [("#cfdcd9", "#dfe6df"), ("#b9cfdd", "#dbe5e6"), ("#d6d9cf", "#e4e4da"), ("#a9c3d4", "#d3e0e4")];
const HILLS: [(&str, &str, &str); 3] = [("#a9b79a", "#8fa37c", "#7d9468"), ("#b3b797", "#9aa27a", "#868f66"), ("#a3b3a0", "#879c83", "#728a6c")];
const GROUNDS: [(&str, &str); 4] = [("#b59a6d", "#a3875a"), ("#bba173", "#a98d60"), ("#ad9066", "#997d54"), ("#c0aa80", "#ac9469")];
const WALLS: [(&str, &str); 4] = [("#d9ccb4", "#b7aa93"), ("#e3d9cb", "#bdb4a5"), ("#d3be98", "#b09c78"), ("#e6e2d8", "#a9a79f")];
const ROOFS: [&str; 4] = ["#8c5a46", "#6b6560", "#7c4b3b", "#94684c"];
const LEAVES: [&str; 3] = ["#5d7f52", "#6b8a57", "#4f7350"];

/// What the subject needs to know of the place.
pub(super) struct Stage {
    /// The soil's colours, light and dark.
    pub(super) ground: (&'static str, &'static str),
    /// Foot of the house's wall: left end and height on the picture.
    pub(super) wall: (f64, f64),
    /// Where the pole stands.
    pub(super) pole: (f64, f64),
    /// Colour of leaves here.
    pub(super) leaf: &'static str,
}

pub(super) fn draw(drawing: &mut Drawing, dice: &mut Dice) -> Stage {
    let sky = dice.pick(&SKIES);
    drawing.fill("M0 0 H1280 V620 H0 Z", sky.0);
    drawing.fill("M0 330 H1280 V620 H0 Z", sky.1);
    let hills = dice.pick(&HILLS);
    drawing.fill(&ridge(300.0, 90.0, dice), hills.0);
    drawing.fill(&ridge(385.0, 70.0, dice), hills.1);
    for level in 0..4 {
        let y = 440.0 + f64::from(level) * 24.0;
        drawing.stroke(&format!("M0 {y:.0} Q320 {:.0} 640 {y:.0} T1280 {y:.0}", y - dice.real(10.0..34.0)), "#00000018", 4.0);
    }
    drawing.fill(&ridge(500.0, 26.0, dice), hills.2);
    let leaf = dice.pick(&LEAVES);
    let mut x = dice.real(20.0..90.0);
    while x < 760.0 {
        drawing.thing(POPLAR, (x, 590.0 + dice.real(-8.0..10.0)), dice.real(0.62..1.12), &[("$leaf", dice.pick(&LEAVES))]);
        x += dice.real(70.0..190.0);
    }
    let ground = dice.pick(&GROUNDS);
    drawing.fill("M0 574 H1280 V960 H0 Z", ground.0);
    drawing.fill(
        &format!("M0 574 H1280 V{:.0} Q700 {:.0} 0 {:.0} Z", dice.real(604.0..640.0), dice.real(600.0..660.0), dice.real(596.0..630.0)),
        ground.1,
    );
    let wall = (dice.real(740.0..840.0), dice.real(672.0..712.0));
    path(drawing, wall, dice);
    house(drawing, wall, dice);
    let pole = (dice.real(560.0..690.0), 640.0);
    wires(drawing, pole, dice);
    grain(drawing, ground.1, dice);
    Stage { ground, wall, pole, leaf }
}

fn ridge(height: f64, roughness: f64, dice: &mut Dice) -> String {
    let mut d = format!("M0 640 L0 {:.0}", height + dice.real(-roughness..roughness));
    let mut x = 0.0;
    while x < 1280.0 {
        let width = dice.real(130.0..260.0);
        let top = height + dice.real(-roughness..roughness * 0.4);
        let _ = write!(d, " Q{:.0} {top:.0} {:.0} {:.0}", x + width / 2.0, x + width, height + dice.real(-roughness * 0.3..roughness));
        x += width;
    }
    d.push_str(" V640 Z");
    d
}

/// Concrete from the door towards the drawer.
fn path(drawing: &mut Drawing, wall: (f64, f64), dice: &mut Dice) {
    let door = wall.0 + 135.0;
    let foot = dice.real(520.0..760.0);
    let d = format!("M{:.0} {:.0} L{:.0} {:.0} L{:.0} 960 L{foot:.0} 960 Z", door - 40.0, wall.1, door + 44.0, wall.1, foot + 420.0);
    drawing.fill(&d, "#c9c2b4");
    for step in 1..4 {
        let t = f64::from(step) / 4.0;
        let (y, left) = (wall.1 + (960.0 - wall.1) * t, door - 40.0 + (foot - door + 40.0) * t);
        drawing.stroke(&format!("M{left:.0} {y:.0} H{:.0}", door + 44.0 + (foot + 376.0 - door) * t), "#a9a293", 4.0);
    }
}

fn house(drawing: &mut Drawing, wall: (f64, f64), dice: &mut Dice) {
    let colours = dice.pick(&WALLS);
    drawing.thing(
        HOUSE,
        wall,
        1.02,
        &[
            ("$wall", colours.0),
            ("$plinth", colours.1),
            ("$roof", dice.pick(&ROOFS)),
            ("$door", dice.pick(&["#5b3d2e", "#7a3b2c", "#3f4f46"])),
            ("$glass", dice.pick(&["#7f9db0", "#8fa9ab", "#6d8797"])),
        ],
    );
}

fn wires(drawing: &mut Drawing, (x, foot): (f64, f64), dice: &mut Dice) {
    drawing.stroke(&format!("M{x:.0} {foot:.0} L{:.0} 40", x + 4.0), "#7a7d78", 15.0);
    drawing.stroke(&format!("M{:.0} 78 H{:.0}", x - 56.0, x + 64.0), "#6a6d68", 11.0);
    for end in [-50.0, 58.0] {
        let sag = dice.real(70.0..130.0);
        drawing.stroke(
            &format!("M0 {:.0} Q{:.0} {sag:.0} {:.0} 74 Q{:.0} {:.0} 1280 {:.0}", sag - 60.0, x / 2.0, x + end, x + 330.0, sag + 40.0, sag - 40.0),
            "#5c5f5b",
            3.5,
        );
    }
}

/// Small stones and tufts, so that the ground is not a flat colour.
fn grain(drawing: &mut Drawing, dark: &str, dice: &mut Dice) {
    for _ in 0..70 {
        let (x, y) = (dice.real(0.0..1280.0), dice.real(640.0..950.0));
        let size = 2.0 + (y - 600.0) / 60.0;
        drawing.blob((x, y), (size * dice.real(0.8..2.2), size * 0.5), dark, 0.55);
    }
    for _ in 0..16 {
        let (x, y) = (dice.real(0.0..700.0), dice.real(640.0..940.0));
        drawing.stroke(&format!("M{x:.0} {y:.0} l-7 -16 M{x:.0} {y:.0} l1 -20 M{x:.0} {y:.0} l8 -14"), "#6f7d4c", 3.5);
    }
}
