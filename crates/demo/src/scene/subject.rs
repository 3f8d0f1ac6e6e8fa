//! The thing that the picture is about.

use super::Scene;
use super::backdrop::Stage;
use super::drawing::Drawing;
use crate::dice::Dice;
use std::fmt::Write as _;

const SHED: &str = include_str!("../../../../assets/demo/shed.svg");
const BIN: &str = include_str!("../../../../assets/demo/bin.svg");
const BOARD: &str = include_str!("../../../../assets/demo/board.svg");
const BED: &str = include_str!("../../../../assets/demo/bed.svg");

const WOOD: [&str; 5] = ["#5b432f", "#6b4f37", "#7a5a3c", "#4c3828", "#8a6a49"];
const RUBBISH: [&str; 9] = ["#c9493b", "#e6e3da", "#4f7fb0", "#d9b44a", "#2f3a3a", "#9aa6a2", "#7fae6c", "#c8783c", "#f3f0e6"];

/// Where the subject is and how wide, for the near view.
pub(super) struct Spot {
    centre: (f64, f64),
    reach: f64,
}

impl Spot {
    /// A frame of the picture's shape around the subject, within the picture.
    pub(super) fn frame(&self, width: f64, height: f64) -> (f64, f64, f64, f64) {
        let w = (self.reach * 2.0).clamp(420.0, width);
        let h = w * height / width;
        ((self.centre.0 - w / 2.0).clamp(0.0, width - w), (self.centre.1 - h * 0.58).clamp(0.0, height - h), w, h)
    }
}

pub(super) fn draw(scene: Scene, stage: &Stage, drawing: &mut Drawing, dice: &mut Dice) -> Spot {
    let at = (dice.real(250.0..420.0), dice.real(770.0..850.0));
    let wide = |reach| Spot { centre: (at.0, at.1 - 40.0), reach };
    match scene {
        Scene::Firewood => firewood(drawing, at, dice),
        Scene::Manure => heap(drawing, at, &["#4f3f2c", "#5d4b34", "#3f3323"], dice),
        Scene::Earth => heap(drawing, at, &[stage.ground.1, "#8c6b40", "#9c7a4c"], dice),
        Scene::Garbage => {
            heap(drawing, at, &["#6d675b", "#7a7466", "#5c574d"], dice);
            litter(drawing, (at.0, at.1 - 34.0), (165.0, 58.0), 60, dice);
        }
        Scene::Clutter => clutter(drawing, at, dice),
        Scene::IllegalShed => {
            let (sheet, edge) = dice.pick(&[("#5d8fb8", "#3f6c92"), ("#6a9fc2", "#47789a"), ("#7b98a8", "#56707f")]);
            drawing.blob((at.0, at.1 + 8.0), (260.0, 26.0), "#000000", 0.18);
            drawing.thing(SHED, (at.0 - 200.0, at.1), 1.0, &[("$sheet", sheet), ("$edge", edge)]);
            return Spot { centre: (at.0, at.1 - 110.0), reach: 330.0 };
        }
        Scene::RuinedWall => ruin(drawing, at, dice),
        Scene::DitchDumping => {
            ditch(drawing, at.1 + 20.0, "#6d6a50", dice);
            litter(drawing, (at.0 + 60.0, at.1 + 34.0), (250.0, 34.0), 70, dice);
            return Spot { centre: (at.0 + 60.0, at.1 + 20.0), reach: 300.0 };
        }
        Scene::CleanDitch => {
            ditch(drawing, at.1 + 20.0, "#7fa3ad", dice);
            return Spot { centre: (at.0 + 60.0, at.1), reach: 360.0 };
        }
        Scene::Litter => {
            litter(drawing, (at.0 + 120.0, at.1 + 10.0), (380.0, 110.0), 26, dice);
            return Spot { centre: (at.0 + 60.0, at.1), reach: 300.0 };
        }
        Scene::Burning => burning(drawing, at, dice),
        Scene::Posters => return posters(drawing, stage, dice),
        Scene::BareGround => {
            bare(drawing, at, stage.ground.1, dice);
            return wide(340.0);
        }
        Scene::FullBins => {
            bins(drawing, at, dice);
            litter(drawing, (at.0, at.1 - 168.0), (120.0, 22.0), 22, dice);
            litter(drawing, (at.0 + 10.0, at.1 + 14.0), (230.0, 30.0), 26, dice);
        }
        Scene::Bins => bins(drawing, at, dice),
        Scene::TidyYard => {
            drawing.thing(BED, (at.0 - 300.0, at.1 - 90.0), 1.0, &[("$leaf", stage.leaf)]);
            drawing.thing(BED, (at.0 - 220.0, at.1 + 60.0), 1.25, &[("$leaf", stage.leaf)]);
            return wide(380.0);
        }
        Scene::StackedWood => stack(drawing, at, dice),
        Scene::Board => {
            drawing.thing(BOARD, at, 1.1, &[]);
            return Spot { centre: (at.0, at.1 - 150.0), reach: 300.0 };
        }
    }
    wide(dice.real(270.0..320.0))
}

fn firewood(drawing: &mut Drawing, (x, y): (f64, f64), dice: &mut Dice) {
    drawing.blob((x, y + 14.0), (230.0, 26.0), "#000000", 0.2);
    for layer in 0..34 {
        let height = f64::from(layer) * 4.4;
        let half = 190.0 - f64::from(layer) * 3.2;
        let (lean, along) = (dice.real(-34.0..34.0), dice.real(0.55..1.0));
        let shift = dice.real(-40.0..40.0);
        let d = format!("M{:.0} {:.0} L{:.0} {:.0}", x - half * along + shift, y - height + lean, x + half * along + shift, y - height - lean);
        drawing.stroke(&d, dice.pick(&WOOD), dice.real(9.0..19.0));
    }
}

fn heap(drawing: &mut Drawing, (x, y): (f64, f64), colours: &[&str], dice: &mut Dice) {
    drawing.blob((x, y + 6.0), (250.0, 28.0), "#000000", 0.2);
    let top = dice.real(130.0..180.0);
    let mut d = format!("M{:.0} {y:.0}", x - 220.0);
    for (share, height) in [(-0.62, 0.5), (-0.3, 0.92), (0.05, 1.0), (0.38, 0.74), (0.7, 0.36)] {
        let _ = write!(
            d,
            " Q{:.0} {:.0} {:.0} {:.0}",
            x + 220.0 * share - 46.0,
            y - top * height - dice.real(4.0..22.0),
            x + 220.0 * share,
            y - top * height + dice.real(-8.0..14.0)
        );
    }
    let _ = write!(d, " Q{:.0} {:.0} {:.0} {y:.0} Z", x + 200.0, y - 40.0, x + 222.0);
    drawing.fill(&d, colours[0]);
    for _ in 0..90 {
        let share: f64 = dice.real(-0.85..0.85);
        let depth = top * (1.0 - share * share) * dice.real(0.05..0.92);
        let size = dice.real(5.0..17.0);
        drawing.blob((x + 220.0 * share, y - depth), (size, size * 0.55), dice.pick(colours), 0.85);
    }
}

fn litter(drawing: &mut Drawing, (x, y): (f64, f64), reach: (f64, f64), count: usize, dice: &mut Dice) {
    for _ in 0..count {
        let at = (x + dice.real(-reach.0..reach.0) * dice.real(0.3..1.0), y + dice.real(-reach.1..reach.1));
        let size = (dice.real(12.0..34.0), dice.real(8.0..20.0));
        drawing.tile(at, size, dice.real(-50.0..50.0), dice.pick(&RUBBISH));
    }
}

fn clutter(drawing: &mut Drawing, (x, y): (f64, f64), dice: &mut Dice) {
    drawing.blob((x, y + 8.0), (240.0, 26.0), "#000000", 0.2);
    for _ in 0..13 {
        let size = (dice.real(60.0..130.0), dice.real(36.0..90.0));
        let at = (x + dice.real(-150.0..150.0), y - size.1 / 2.0 - dice.real(0.0..80.0));
        drawing.tile(at, size, dice.real(-24.0..24.0), dice.pick(&["#8b7a5e", "#a9966f", "#6f7a7d", "#9a5f48", "#c9bea4", "#56616a"]));
    }
    for tyre in 0..3 {
        let at = (x - 120.0 + f64::from(tyre) * 110.0 + dice.real(-20.0..20.0), y - 30.0);
        drawing.blob(at, (46.0, 46.0), "#26292a", 1.0);
        drawing.blob(at, (20.0, 20.0), "#6c6a62", 1.0);
    }
}

fn ruin(drawing: &mut Drawing, (x, y): (f64, f64), dice: &mut Dice) {
    let colour = dice.pick(&["#b98a5a", "#c09566", "#a97e54"]);
    drawing.blob((x, y + 8.0), (260.0, 24.0), "#000000", 0.18);
    let tops: Vec<f64> = (0..7).map(|_| dice.real(60.0..210.0)).collect();
    let mut d = format!("M{:.0} {y:.0}", x - 230.0);
    for (step, top) in (0..).zip(&tops) {
        let left = x - 230.0 + f64::from(step) * 66.0;
        let _ = write!(d, " L{left:.0} {:.0} L{:.0} {:.0}", y - top, left + 60.0, y - top - dice.real(-20.0..20.0));
    }
    let _ = write!(d, " L{:.0} {y:.0} Z", x + 232.0);
    drawing.fill(&d, colour);
    for row in 1..4 {
        let height = y - f64::from(row) * 38.0;
        for brick in 0..8 {
            if tops[(brick as usize).min(6)] > f64::from(row) * 38.0 + 16.0 {
                let left = x - 226.0 + f64::from(brick) * 58.0;
                drawing.stroke(&format!("M{left:.0} {height:.0} h50 v-26"), "#7d5a38", 4.0);
            }
        }
    }
    for _ in 0..18 {
        drawing.tile(
            (x + dice.real(-260.0..260.0), y + dice.real(-6.0..26.0)),
            (dice.real(18.0..40.0), dice.real(12.0..22.0)),
            dice.real(-40.0..40.0),
            colour,
        );
    }
}

fn ditch(drawing: &mut Drawing, y: f64, water: &str, dice: &mut Dice) {
    let bend = dice.real(-50.0..50.0);
    let band = |half: f64| {
        format!(
            "M0 {:.0} Q320 {:.0} 640 {:.0} T1280 {:.0} V{:.0} Q960 {:.0} 640 {:.0} T0 {:.0} Z",
            y - half,
            y - half + bend,
            y - half,
            y - half * 1.4,
            y + half,
            y + half + bend,
            y + half,
            y + half
        )
    };
    drawing.fill(&band(78.0), "#5f5847");
    drawing.fill(&band(66.0), "#857a62");
    drawing.fill(&band(42.0), water);
    drawing.stroke(
        &format!("M60 {:.0} q110 -14 220 0 M420 {:.0} q120 -12 240 2 M800 {:.0} q100 -10 200 0", y - 6.0, y + 12.0, y - 12.0),
        "#ffffff55",
        5.0,
    );
}

fn burning(drawing: &mut Drawing, (x, y): (f64, f64), dice: &mut Dice) {
    drawing.blob((x, y), (190.0, 44.0), "#2b2925", 0.9);
    litter(drawing, (x, y), (150.0, 24.0), 16, dice);
    for flame in 0..7 {
        let left = x - 110.0 + f64::from(flame) * 34.0;
        let top = y - dice.real(60.0..150.0);
        drawing.fill(
            &format!(
                "M{left:.0} {y:.0} Q{:.0} {:.0} {:.0} {top:.0} Q{:.0} {:.0} {:.0} {y:.0} Z",
                left - 8.0,
                y - 50.0,
                left + 16.0,
                left + 46.0,
                y - 44.0,
                left + 38.0
            ),
            dice.pick(&["#d9822b", "#e6a33c", "#c95f26"]),
        );
    }
    for puff in 0..9 {
        let rise = f64::from(puff) * 52.0;
        drawing.blob((x + rise * 0.42 + dice.real(-30.0..30.0), y - 130.0 - rise), (54.0 + rise * 0.16, 40.0 + rise * 0.12), "#6e6f6c", 0.42);
    }
}

fn posters(drawing: &mut Drawing, stage: &Stage, dice: &mut Dice) -> Spot {
    let wall = stage.wall;
    for sheet in 0..6 {
        let at = (wall.0 + 40.0 + f64::from(sheet % 3) * 20.0 + dice.real(0.0..330.0), wall.1 - dice.real(40.0..170.0));
        poster(drawing, at, dice);
    }
    for sheet in 0..3 {
        poster(drawing, (stage.pole.0 + dice.real(-4.0..8.0), 420.0 + f64::from(sheet) * 70.0), dice);
    }
    Spot { centre: (wall.0 + 180.0, wall.1 - 80.0), reach: 290.0 }
}

fn poster(drawing: &mut Drawing, at: (f64, f64), dice: &mut Dice) {
    let turn = dice.real(-12.0..12.0);
    let (paper, ink) = dice.pick(&[("#f2efe2", "#4c5350"), ("#e8d25f", "#8f2f22"), ("#d9e5ee", "#34506b"), ("#e79f8e", "#5c1f18")]);
    drawing.tile(at, (44.0, 60.0), turn, paper);
    drawing.tile((at.0, at.1 - 16.0), (30.0, 9.0), turn, ink);
    drawing.tile((at.0, at.1 + 2.0), (32.0, 5.0), turn, ink);
    drawing.tile((at.0, at.1 + 14.0), (26.0, 5.0), turn, ink);
}

/// Planting holes, some with a dry stake.
fn bare(drawing: &mut Drawing, (x, y): (f64, f64), soil: &str, dice: &mut Dice) {
    for row in 0..2 {
        for hole in 0..5 {
            let at = (x - 250.0 + f64::from(hole) * 125.0, y - 60.0 + f64::from(row) * 110.0);
            drawing.blob(at, (46.0, 17.0), "#7a5f3c", 0.9);
            drawing.blob((at.0, at.1 + 4.0), (32.0, 10.0), soil, 1.0);
            if dice.chance(0.45) {
                drawing.stroke(&format!("M{:.0} {:.0} l{:.0} -{:.0}", at.0, at.1, dice.real(-14.0..14.0), dice.real(50.0..110.0)), "#7d6a4c", 6.0);
            }
        }
    }
}

fn bins(drawing: &mut Drawing, (x, y): (f64, f64), dice: &mut Dice) {
    drawing.fill(&format!("M{:.0} {:.0} H{:.0} L{:.0} {:.0} H{:.0} Z", x - 200.0, y - 20.0, x + 200.0, x + 240.0, y + 26.0, x - 240.0), "#bdb7a9");
    let mut colours = ["#3f7d5d", "#3d5f8f", "#8a8f8c"];
    dice.shuffle(&mut colours);
    for (place, colour) in [-120.0, 5.0, 130.0].into_iter().zip(colours) {
        drawing.thing(BIN, (x + place, y), 1.05, &[("$bin", colour)]);
    }
}

/// Split logs between two posts, end on.
fn stack(drawing: &mut Drawing, (x, y): (f64, f64), dice: &mut Dice) {
    drawing.blob((x, y + 8.0), (230.0, 20.0), "#000000", 0.2);
    for row in 0..5 {
        for log in 0..11 {
            let offset = if row % 2 == 0 { 0.0 } else { 18.0 };
            let at = (x - 190.0 + f64::from(log) * 36.0 + offset, y - 18.0 - f64::from(row) * 31.0);
            drawing.blob(at, (17.0, 16.0), dice.pick(&WOOD), 1.0);
            drawing.blob(at, (11.0, 10.0), "#c9a878", 1.0);
        }
    }
    drawing.stroke(&format!("M{:.0} {:.0} V{:.0} M{:.0} {:.0} V{:.0}", x - 214.0, y, y - 176.0, x + 226.0, y, y - 176.0), "#4c3828", 14.0);
}
