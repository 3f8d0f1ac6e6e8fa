//! What may happen at a step of a story.

use super::chance::Chance;
use super::check;
use super::line::echo;
use super::world::World;

/// What may happen at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Work,
    Exchange,
    Seal,
    AppDies,
    LineCut,
    LineMended,
    ClockWrong,
    ClockRight,
    Echo,
    ServerDies,
    ServerStops,
    ServerFull,
    BackUp,
    Restore,
    GrantMoves,
    Lost,
    Retired,
    ImageKept,
    ImageRestored,
    Cloned,
    NewDevice,
    SmallPages,
    Newcomer,
    Erased,
    NoRoom,
}

/// How often each event comes, in the middle of a story.
pub(super) const EVENTS: &[(u32, Event)] = &[
    (60, Event::Work),
    (50, Event::Exchange),
    (4, Event::Seal),
    (6, Event::AppDies),
    (6, Event::LineCut),
    (5, Event::LineMended),
    (4, Event::ClockWrong),
    (2, Event::ClockRight),
    (5, Event::Echo),
    (5, Event::ServerDies),
    (1, Event::ServerStops),
    (2, Event::ServerFull),
    (3, Event::BackUp),
    (1, Event::Restore),
    (4, Event::GrantMoves),
    (1, Event::Lost),
    (1, Event::Retired),
    (2, Event::ImageKept),
    (1, Event::ImageRestored),
    (1, Event::Cloned),
    (1, Event::NewDevice),
    (2, Event::SmallPages),
    (3, Event::Newcomer),
    (1, Event::Erased),
    (3, Event::NoRoom),
];

/// What a story has more of than others, so that what is rare meets itself in some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaning {
    /// Nothing.
    Plain,
    /// The server is restored again and again, while devices are far ahead of its backup.
    Restores,
    /// Devices are copied and put back to old images.
    Copies,
    /// People are moved while their work is still on their devices.
    Moves,
    /// Clocks are wrong.
    Clocks,
}

impl Leaning {
    pub(super) const ALL: [Self; 5] = [Self::Plain, Self::Restores, Self::Copies, Self::Moves, Self::Clocks];

    /// The events of such a story.
    pub(super) fn events(self) -> Vec<(u32, Event)> {
        EVENTS.iter().map(|(weight, event)| (weight * self.times(*event), *event)).filter(|(weight, _)| *weight > 0).collect()
    }

    /// How many times as often as elsewhere.
    fn times(self, event: Event) -> u32 {
        match (self, event) {
            (Self::Restores, Event::Restore) => 6,
            (Self::Restores, Event::BackUp) => 2,
            (Self::Restores, Event::NoRoom) => 4,
            // What keeps a server from being restored, see there.
            (Self::Restores, Event::Cloned | Event::ImageRestored) | (Self::Copies, Event::Restore) => 0,
            (Self::Copies, Event::Cloned | Event::ImageKept | Event::ImageRestored) => 3,
            (Self::Moves, Event::GrantMoves) => 4,
            (Self::Moves, Event::LineCut) => 2,
            (Self::Clocks, Event::ClockWrong) => 5,
            _ => 1,
        }
    }
}

impl World {
    /// It happens.
    pub(super) async fn happen(&mut self, event: Event, dice: &mut Chance) -> Result<(), check::Wrong> {
        let now = self.now();
        match event {
            Event::Work => self.work(dice, now),
            Event::Exchange => self.some_exchange(dice).await?,
            Event::Seal => {
                if let Some(at) = self.some_device(dice) {
                    self.devices[at].store().seal().map_err(|error| error.to_string())?;
                }
            }
            Event::AppDies => self.app_dies(dice),
            Event::LineCut | Event::LineMended => self.line_changes(event == Event::LineCut, dice),
            Event::ClockWrong => self.clock_goes_wrong(dice),
            Event::ClockRight => self.clock_is_set(dice),
            Event::Echo => {
                if echo(&self.server.place, &self.air).await {
                    self.count("old pages again, also reversed");
                    self.tell("an old page arrives again");
                }
            }
            Event::ServerDies => self.server_dies(dice).await?,
            Event::ServerStops => self.server_stops(),
            Event::ServerFull => self.server_disk_fills(),
            Event::BackUp => self.backup(),
            Event::Restore => self.restore().await?,
            Event::GrantMoves => self.grant_moves(dice, now).await?,
            Event::Lost => self.device_goes(dice, true).await?,
            Event::Retired => self.device_goes(dice, false).await?,
            Event::ImageKept => self.image_is_kept(dice),
            Event::ImageRestored => self.image_is_restored(dice).await?,
            Event::Cloned => self.device_is_cloned(dice),
            Event::NewDevice => self.device_is_added(dice).await,
            Event::SmallPages => {
                let largest = *dice.pick(&[None, Some(1_200), Some(4_000)]).unwrap_or(&None);
                self.air().largest_page = largest;
            }
            Event::Newcomer => self.newcomer_writes(dice, now).await?,
            Event::Erased => self.body_is_erased(dice).await?,
            Event::NoRoom => self.room_runs_out(dice).await?,
        }
        Ok(())
    }
}
