//! What happens to the server: it is killed and stopped, its disk fills, it is put back to a backup.

use super::chance::Chance;
use super::check;
use super::device::Life;
use super::safe::Mood;
use super::world::World;

impl World {
    /// Nobody can reach it until it is started again.
    pub(super) fn server_stops(&mut self) {
        self.count("server stops");
        self.tell("the server is stopped");
        self.server.stop();
    }

    /// Its disk is full, or has room again.
    pub(super) fn server_disk_fills(&mut self) {
        if let Some(safe) = &self.server.safe {
            self.count("server disks full");
            safe.set_mood(if safe.mood() == Mood::Full { Mood::Well } else { Mood::Full });
            let mood = format!("the server's disk: {:?}", safe.mood());
            self.tell(mood);
        }
    }

    /// A backup is made.
    pub(super) fn backup(&mut self) {
        if self.server.is_up() {
            self.count("backups");
            self.tell("a backup is made");
            self.server.back_up();
        }
    }

    /// Its disk is lost, and the last backup put in its place.
    pub(super) async fn restore(&mut self) -> Result<(), check::Wrong> {
        // Not healed, and kept apart here (docs/reliability.md): a key that is used twice.
        if self.server.has_backup() && self.server.is_up() && !self.cloned {
            self.restored = true;
            self.nothing_is_lost().await?;
            self.count("restores");
            self.tell("the server's disk is gone; the last backup is restored");
            self.server.restore().await;
            self.excuse().await;
        }
        Ok(())
    }

    /// The server is killed in the middle of requests, and started again.
    pub(super) async fn server_dies(&mut self, dice: &mut Chance) -> Result<(), check::Wrong> {
        let Some(safe) = self.server.safe.clone() else { return Ok(()) };
        let left = dice.below(6) as u32;
        safe.set_mood(if dice.one_in(2) { Mood::DiesBefore(left) } else { Mood::DiesAfter(left) });
        self.count("server kills");
        self.tell(format!("the server is about to die: {:?}", safe.mood()));
        let mut checked = Vec::new();
        for _ in 0..3 {
            if let Some(at) = self.some_device(dice) {
                self.exchange(at).await?;
                checked.push(at);
            }
        }
        safe.set_mood(Mood::Dead);
        self.server.start().await;
        for at in checked.into_iter().filter(|at| self.devices[*at].life != Life::Gone) {
            check::delivered_is_true(&self.devices[at], &self.server)?;
        }
        Ok(())
    }
}
