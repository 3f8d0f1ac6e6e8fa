//! Which villages make a township: centres spread by k-means, then grown along borders, so that every township is in one piece.

use crate::boundary::{Cells, Km};
use crate::dice::Dice;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// For each of `count` townships its villages, ordered west to east, north first within a column of hills.
pub fn divide(cells: &Cells, count: usize, dice: &mut Dice) -> Vec<Vec<usize>> {
    let centres = spread(cells, count, dice);
    let mut owner = vec![usize::MAX; cells.sites.len()];
    let mut queue = BinaryHeap::new();
    for (township, centre) in centres.iter().enumerate() {
        if let Some(nearest) = (0..cells.sites.len()).min_by(|a, b| apart(cells.sites[*a], *centre).total_cmp(&apart(cells.sites[*b], *centre))) {
            queue.push(Reverse((0_u64, nearest, township)));
        }
    }
    while let Some(Reverse((metres, village, township))) = queue.pop() {
        if owner[village] != usize::MAX {
            continue;
        }
        owner[village] = township;
        for beside in &cells.neighbours[village] {
            let step = (apart(cells.sites[village], cells.sites[*beside]) * 1000.0) as u64;
            queue.push(Reverse((metres + step, *beside, township)));
        }
    }
    let mut townships = vec![Vec::new(); count];
    for (village, township) in owner.iter().enumerate().filter(|(_, township)| **township < count) {
        townships[*township].push(village);
    }
    for villages in &mut townships {
        villages.sort_by(|a, b| cells.sites[*a].0.total_cmp(&cells.sites[*b].0));
    }
    townships
}

/// Mean position of some villages.
pub fn centre(cells: &Cells, villages: &[usize]) -> Km {
    let (x, y) = villages.iter().fold((0.0, 0.0), |(x, y), v| (x + cells.sites[*v].0, y + cells.sites[*v].1));
    let n = villages.len().max(1) as f64;
    (x / n, y / n)
}

fn spread(cells: &Cells, count: usize, dice: &mut Dice) -> Vec<Km> {
    let mut order: Vec<usize> = (0..cells.sites.len()).collect();
    dice.shuffle(&mut order);
    let mut centres: Vec<Km> = order.iter().take(count).map(|v| cells.sites[*v]).collect();
    for _ in 0..40 {
        let mut groups = vec![Vec::new(); centres.len()];
        for (village, site) in cells.sites.iter().enumerate() {
            if let Some(nearest) = (0..centres.len()).min_by(|a, b| apart(*site, centres[*a]).total_cmp(&apart(*site, centres[*b]))) {
                groups[nearest].push(village);
            }
        }
        for (place, group) in centres.iter_mut().zip(&groups).filter(|(_, group)| !group.is_empty()) {
            *place = centre(cells, group);
        }
    }
    centres
}

/// Kilometres between two points.
pub fn apart(a: Km, b: Km) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
