//! What happens to devices: they die, lose their line, show a wrong time, are copied, stolen and handed in.

use super::chance::Chance;
use super::check;
use super::device::{Device, Life, copy};
use super::world::{DAY, MINUTE, MOST_DEVICES, World};
use std::sync::atomic::Ordering;

impl World {
    /// An app is killed, and started again.
    pub(super) fn app_dies(&mut self, dice: &mut Chance) {
        let Some(at) = self.some_device(dice) else { return };
        self.count("apps killed");
        self.tell(format!("the app on {} dies", self.devices[at].name));
        let clock = self.clock.clone();
        self.devices[at].stop();
        self.devices[at].start(&clock);
    }

    /// A line is cut or mended.
    pub(super) fn line_changes(&mut self, cut: bool, dice: &mut Chance) {
        let Some(at) = self.some_device(dice) else { return };
        self.count(if cut { "lines cut" } else { "lines mended" });
        self.devices[at].line.cut(cut);
    }

    /// A clock is off by minutes, by days, by a year.
    pub(super) fn clock_goes_wrong(&mut self, dice: &mut Chance) {
        let Some(at) = self.some_device(dice) else { return };
        let most = *dice.pick(&[20 * MINUTE, DAY, 400 * DAY]).unwrap_or(&DAY);
        let skew = dice.between(-most, most);
        self.count("clocks set wrong");
        self.tell(format!("the clock of {} is {} min off", self.devices[at].name, skew / MINUTE));
        self.devices[at].skew.store(skew, Ordering::SeqCst);
    }

    /// A clock is right again.
    pub(super) fn clock_is_set(&mut self, dice: &mut Chance) {
        let Some(at) = self.some_device(dice) else { return };
        self.devices[at].skew.store(0, Ordering::SeqCst);
    }

    /// Somebody keeps a copy of a whole device.
    pub(super) fn image_is_kept(&mut self, dice: &mut Chance) {
        let Some(at) = self.some_device(dice) else { return };
        self.tell(format!("{} is imaged", self.devices[at].name));
        let (to, clock) = (self.folder.join(format!("image-{}-{}", at, self.story.len())), self.clock.clone());
        self.devices[at].keep_image(to, &clock);
    }

    /// A device is put back to what it was when its image was made.
    pub(super) async fn image_is_restored(&mut self, dice: &mut Chance) -> Result<(), check::Wrong> {
        if self.restored {
            return Ok(());
        }
        self.cloned = true;
        let imaged: Vec<usize> =
            (0..self.devices.len()).filter(|at| self.devices[*at].life == Life::Used && self.devices[*at].image.is_some()).collect();
        let Some(at) = dice.pick(&imaged).copied() else { return Ok(()) };
        self.nothing_is_lost().await?;
        self.count("devices restored from an old image");
        self.tell(format!("{} is restored from its image", self.devices[at].name));
        let clock = self.clock.clone();
        self.devices[at].restore_image(&clock);
        self.excuse().await;
        Ok(())
    }

    /// A device is copied onto another, key and all, and both are used.
    pub(super) fn device_is_cloned(&mut self, dice: &mut Chance) {
        if self.devices.len() >= MOST_DEVICES || self.restored {
            return;
        }
        let Some(at) = self.some_device(dice) else { return };
        self.cloned = true;
        let clock = self.clock.clone();
        let (name, person) = (format!("{}'", self.devices[at].name), self.devices[at].person.clone());
        self.count("devices cloned");
        self.tell(format!("{} is cloned", self.devices[at].name));
        let folder = self.folder.join(format!("device-{}", self.devices.len()));
        self.devices[at].stop();
        copy(&self.devices[at].folder, &folder);
        self.devices[at].start(&clock);
        let clone = Device::new(name, person, folder, &self.clock, &self.server.place, &self.air);
        self.devices.push(clone);
    }

    /// Somebody gets one more device.
    pub(super) async fn device_is_added(&mut self, dice: &mut Chance) {
        if self.server.is_up() && self.is_well() && !self.server.recovering && self.devices.len() < MOST_DEVICES {
            let person = dice.below(self.people.len());
            self.count("devices enrolled");
            self.tell(format!("{} gets a device", self.people[person].id));
            self.air().trouble = 0;
            self.enrol(person, dice).await;
        }
    }

    /// A device is stolen, or handed in.
    pub(super) async fn device_goes(&mut self, dice: &mut Chance, lost: bool) -> Result<(), check::Wrong> {
        let used = self.devices.iter().filter(|device| device.life == Life::Used).count();
        if !self.is_well() || self.server.recovering || used < 3 {
            return Ok(());
        }
        let Some(at) = self.some_device(dice) else { return Ok(()) };
        let id = self.devices[at].store().identity().unwrap().expect("it is enrolled").key.id();
        self.nothing_is_lost().await?;
        self.count(if lost { "devices stolen" } else { "devices handed in" });
        self.tell(format!("{} is {}", self.devices[at].name, if lost { "stolen" } else { "handed in" }));
        self.server.endpoint().revoke(id, lost).await.map_err(|error| error.to_string())?;
        if lost {
            self.devices[at].exchange().await;
            self.devices[at].stop();
            self.devices[at].life = Life::Gone;
            self.excuse().await;
        } else {
            self.devices[at].life = Life::Retired;
        }
        Ok(())
    }
}
