//! What to do next: a pure function of what is known. The engine takes the first step, does one bounded piece of it (a page,
//! a chunk), looks again and plans anew. Commits that are sealed while a chunk is under way go beside it.

/// What the replica and the link look like now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools)]
pub struct Situation {
    /// Commits that the server has not accepted (pending rows are sealed before this is counted).
    pub unsent: bool,
    /// Commits of others that this device carries to the server.
    pub carried: bool,
    /// There may be something new: a first pull, a live event, a trigger, or it is time.
    pub pull_due: bool,
    /// The server was restored, all that it has was pulled, and what it lacks is to be brought back.
    pub reoffer: bool,
    /// Blobs that wait for upload.
    pub thumbs: u32,
    /// Evidence renditions that wait.
    pub evidence: u32,
    /// Voice notes that wait.
    pub voices: u32,
    /// Originals that wait.
    pub originals: u32,
    /// The link costs money by the byte.
    pub metered: bool,
    /// The battery is nearly empty, and nothing charges it.
    pub battery_low: bool,
    /// A person lets originals go all the same.
    pub originals_anyway: bool,
}

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Send a page of commits.
    Push,
    /// Fetch a page of commits.
    Pull,
    /// Bring back a page of what others wrote, or find out which of their photographs are lost.
    Reoffer,
    /// Pass on a page of others' commits.
    Carry,
    /// Send a piece of a blob of this kind.
    Upload(BlobKind),
}

/// Blobs in their order on a poor network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlobKind {
    /// Thumbnails: small, and the desk can begin.
    Thumb,
    /// What the desk looks at.
    Evidence,
    /// Voice notes: words, and as small as a picture for the desk. They go on any link.
    Voice,
    /// Originals, last.
    Original,
}

/// The work there is, most urgent first. Empty: nothing to do.
#[must_use]
pub fn plan(now: &Situation) -> Vec<Step> {
    let heavy = now.originals_anyway || !(now.metered || now.battery_low);
    let steps = [
        (now.unsent, Step::Push),
        (now.pull_due, Step::Pull),
        (now.reoffer && !now.pull_due, Step::Reoffer),
        (now.carried, Step::Carry),
        (now.thumbs > 0, Step::Upload(BlobKind::Thumb)),
        (now.evidence > 0, Step::Upload(BlobKind::Evidence)),
        (now.voices > 0, Step::Upload(BlobKind::Voice)),
        (now.originals > 0 && heavy, Step::Upload(BlobKind::Original)),
    ];
    steps.into_iter().filter_map(|(due, step)| due.then_some(step)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(missing_docs)]
    use super::*;
    use Step::{Carry, Pull, Push, Reoffer, Upload};

    const NOTHING: Situation = Situation {
        unsent: false,
        carried: false,
        pull_due: false,
        reoffer: false,
        thumbs: 0,
        evidence: 0,
        voices: 0,
        originals: 0,
        metered: false,
        battery_low: false,
        originals_anyway: false,
    };
    const THUMB: Step = Upload(BlobKind::Thumb);
    const EVIDENCE: Step = Upload(BlobKind::Evidence);
    const VOICE: Step = Upload(BlobKind::Voice);
    const ORIGINAL: Step = Upload(BlobKind::Original);

    #[test]
    fn the_order_on_a_poor_network() {
        let all = Situation { unsent: true, carried: true, pull_due: true, thumbs: 1, evidence: 2, voices: 1, originals: 3, ..NOTHING };
        let table: &[(Situation, &[Step])] = &[
            (NOTHING, &[]),
            (Situation { unsent: true, ..NOTHING }, &[Push]),
            (Situation { pull_due: true, ..NOTHING }, &[Pull]),
            (Situation { originals: 1, ..NOTHING }, &[ORIGINAL]),
            (Situation { reoffer: true, thumbs: 1, ..NOTHING }, &[Reoffer, THUMB]),
            (Situation { reoffer: true, pull_due: true, ..NOTHING }, &[Pull]),
            (Situation { unsent: true, originals: 1, ..NOTHING }, &[Push, ORIGINAL]),
            (Situation { pull_due: true, thumbs: 1, ..NOTHING }, &[Pull, THUMB]),
            (Situation { carried: true, thumbs: 1, ..NOTHING }, &[Carry, THUMB]),
            (all, &[Push, Pull, Carry, THUMB, EVIDENCE, VOICE, ORIGINAL]),
            (Situation { metered: true, ..all }, &[Push, Pull, Carry, THUMB, EVIDENCE, VOICE]),
            (Situation { battery_low: true, ..all }, &[Push, Pull, Carry, THUMB, EVIDENCE, VOICE]),
            (Situation { metered: true, evidence: 1, originals: 1, ..NOTHING }, &[EVIDENCE]),
            (Situation { metered: true, voices: 1, originals: 1, ..NOTHING }, &[VOICE]),
            (Situation { metered: true, battery_low: true, originals_anyway: true, ..all }, &[Push, Pull, Carry, THUMB, EVIDENCE, VOICE, ORIGINAL]),
        ];
        for (situation, steps) in table {
            assert_eq!(&plan(situation), steps, "{situation:?}");
        }
    }
}
