//! Drawing lots: of what is in the frame, which is looked at again. Who knows the frame and the seed draws the same lots again, by hand if need be.
//!
//! A lot's place is SHA-256 of the seed's 32 bytes and the lot's id (UTF-8), compared as bytes; the first places are drawn. The order in which the frame
//! is given says nothing, and neither does who asks.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The seed of a draw.
pub type Seed = [u8; 32];

/// Something that may be drawn, and the group of which one at least should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// Row id.
    pub id: String,
    /// A township's code, say.
    pub group: String,
}

/// A lot's place in the order.
pub fn place(seed: &Seed, id: &str) -> [u8; 32] {
    Sha256::new().chain_update(seed).chain_update(id.as_bytes()).finalize().into()
}

/// The ids that are drawn, in the order of their places; all of the frame, if it holds no more than `count`. An id that the frame holds twice is one lot,
/// of the group that comes first.
///
/// `each_group`: first the foremost of each group, group after group by that lot's place, while the count allows; then whoever comes next.
pub fn draw(seed: &Seed, frame: &[Lot], count: usize, each_group: bool) -> Vec<String> {
    let mut lots: BTreeMap<&str, &str> = BTreeMap::new();
    for lot in frame {
        let group = lots.entry(&lot.id).or_insert(&lot.group);
        *group = (*group).min(&lot.group);
    }
    let mut order: Vec<([u8; 32], &str, &str)> = lots.into_iter().map(|(id, group)| (place(seed, id), id, group)).collect();
    order.sort_unstable();
    let mut drawn: BTreeSet<usize> = BTreeSet::new();
    if each_group {
        let mut groups = BTreeSet::new();
        let foremost = order.iter().enumerate().filter(|(_, (_, _, group))| groups.insert(*group)).map(|(at, _)| at);
        drawn.extend(foremost.take(count));
    }
    for at in 0..order.len() {
        if drawn.len() >= count {
            break;
        }
        drawn.insert(at);
    }
    drawn.into_iter().filter_map(|at| order.get(at)).map(|(_, id, _)| (*id).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::canonical::hex;

    fn seed() -> Seed {
        std::array::from_fn(|at| u8::try_from(at).unwrap())
    }

    fn frame() -> Vec<Lot> {
        let groups = ["629900100", "629900100", "629900100", "629900100", "629900101", "629900102"];
        (1..).zip(groups).map(|(n, group)| Lot { id: format!("0198b1d0-0000-7000-8000-{n:012}"), group: group.into() }).collect()
    }

    fn numbers(count: usize, each_group: bool) -> Vec<u32> {
        draw(&seed(), &frame(), count, each_group).iter().map(|id| id[24..].parse().unwrap()).collect()
    }

    /// The vector of `docs/protocol.md`, made by another program: whoever writes a second implementation checks it by this.
    #[test]
    fn the_golden_draw_is_drawn_again() {
        assert_eq!(hex(&place(&seed(), &frame()[2].id)), "456f0627a0b4d59f7b901632cd62924875bec99e2f2c17b6355d6ff59ad055b0");
        assert_eq!(numbers(3, false), [3, 6, 2]);
        assert_eq!(numbers(3, true), [3, 6, 5], "one of each township, though 5 comes late");
        assert_eq!(numbers(2, true), [3, 6], "more townships than lots: those whose foremost comes first");
        assert_eq!(numbers(4, true), [3, 6, 2, 5], "in the order of their places");
        assert_eq!(numbers(9, true), [3, 6, 2, 1, 5, 4]);
        assert_eq!((numbers(0, true), numbers(0, false)), (vec![], vec![]));
    }

    #[test]
    fn nothing_depends_on_how_the_frame_is_given() {
        let mut given = frame();
        given.reverse();
        given.push(frame()[3].clone());
        for each_group in [false, true] {
            assert_eq!(draw(&seed(), &given, 3, each_group), draw(&seed(), &frame(), 3, each_group));
        }
        assert_eq!(draw(&seed(), &[], 3, true), Vec::<String>::new());
    }

    #[test]
    fn another_seed_is_another_draw() {
        let lots: Vec<Lot> = (0..1000).map(|n| Lot { id: n.to_string(), group: String::new() }).collect();
        let times = |id: &str| (0..=255).filter(|byte| draw(&[*byte; 32], &lots, 100, false).iter().any(|one| one == id)).count();
        // A tenth of 256 draws, give or take: these seeds are fixed, and so is the answer.
        assert!(["0", "500", "999"].iter().all(|id| (10..=45).contains(&times(id))));
    }
}
