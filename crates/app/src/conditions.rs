//! What the network and the battery are like. Originals wait for better ones, unless a person lets them go; everything else is small and goes.
//!
//! The pages tell it, since the web view knows: where it does not, as on desktops and on iOS, nothing waits.

use crate::api::{Conditions, DoorKind, OriginalsWait, Preferences, SyncStatus};
use crate::status::preferences;
use crate::sync_line::sync_status;
use crate::{App, AppError, Caller, ErrorCode};
use std::sync::{MutexGuard, PoisonError};
use xuncun_store::query::district;

/// The setting below which a battery that nothing charges is low, and its default: percent.
const BATTERY_LOW: (&str, u32) = ("battery_low_percent", 15);

/// What is known now.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known {
    told: Conditions,
    /// Originals go all the same, as long as this is the network and the battery.
    anyway: bool,
}

/// Takes what the device's system says.
pub fn set_conditions(app: &App, caller: &Caller, args: Conditions) -> Result<(), AppError> {
    caller.person()?;
    if args.battery.is_some_and(|percent| percent > 100) {
        return Err(AppError::new(ErrorCode::BadRequest).with("detail", "battery"));
    }
    {
        let mut known = known(app);
        // Leave was given for that network alone.
        known.anyway &= known.told.metered == args.metered;
        known.told = args;
    }
    app.ground.look();
    app.tell_engine()
}

/// Lets originals go over this network and on this battery.
pub fn send_originals(app: &App, caller: &Caller, (): ()) -> Result<SyncStatus, AppError> {
    caller.person()?;
    if app.options.door != DoorKind::App {
        return Err(ErrorCode::NotAtThisDoor.into());
    }
    known(app).anyway = true;
    app.tell_engine()?;
    sync_status(app, caller, ())
}

impl App {
    /// Tells the sync what it needs to know of all this, also when a setting changed.
    pub(crate) fn tell_engine(&self) -> Result<(), AppError> {
        if self.options.door == DoorKind::App {
            self.engine.set_conditions(self.conditions(&preferences(self)?)?);
        }
        Ok(())
    }

    fn conditions(&self, preferences: &Preferences) -> Result<xuncun_sync::Conditions, AppError> {
        let least = self.read(|conn| Ok(district::number(conn, BATTERY_LOW)?))?;
        let Known { told, anyway } = *known(self);
        Ok(xuncun_sync::Conditions {
            metered: told.metered && !preferences.originals_on_metered,
            battery_low: !told.charging && told.battery.is_some_and(|percent| percent < least),
            originals_anyway: anyway,
        })
    }

    /// Why originals wait, if they do.
    pub(crate) fn originals_wait(&self) -> Option<OriginalsWait> {
        let now = self.engine.conditions();
        match now {
            _ if now.originals_anyway => None,
            _ if now.battery_low => Some(OriginalsWait::Battery),
            _ if now.metered => Some(OriginalsWait::Metered),
            _ => None,
        }
    }
}

fn known(app: &App) -> MutexGuard<'_, Known> {
    app.known.lock().unwrap_or_else(PoisonError::into_inner)
}
