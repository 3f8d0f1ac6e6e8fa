//! From a command's name to the command: what both doors call.

use crate::answer::{close_group, set_answer};
use crate::basemap::{basemap, fetch_basemap};
use crate::conditions::{send_originals, set_conditions};
use crate::enrol::{check_link, enrol, renew};
use crate::find_photo::find_photo;
use crate::finding::{
    assign, draw_look_back, finding, finding_filters, findings, findings_near, link_sighting, look_backs, report_finding, say_same, set_owner,
    take_step,
};
use crate::handover::handover;
use crate::inbox::inbox;
use crate::invite::invite;
use crate::ledger::{ledger, put_ledger};
use crate::lookalike::used_before;
use crate::notice::notices;
use crate::overview::{district_map, overview};
use crate::photo_fix::{add_finding_fix, add_fix};
use crate::photo_mark::{add_mark, remove_mark};
use crate::photo_row::move_photo;
use crate::places::places;
use crate::presence::{say_presence, where_am_i};
use crate::queue::review_queue;
use crate::redraft::{dismiss, record_again};
use crate::repair::repair;
use crate::review::review;
use crate::search::search_villages;
use crate::settle::settle;
use crate::sighting::{put_sighting, remove_sighting};
use crate::status::{remember_place, seal_now, set_preferences, status};
use crate::submission::submission;
use crate::submit::submit;
use crate::sync_line::{sync_now, sync_status};
use crate::today::today;
use crate::township::township;
use crate::village::village_story;
use crate::visit::{inspection, start_inspection};
use crate::voice::{remove_finding_voice, remove_voice};
use crate::witness::set_witness;
use crate::{App, AppError, Caller, ErrorCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

macro_rules! dispatch {
    ($($kind:tt $name:ident($args:ty) -> $reply:ty;)+) => {
        /// Every command's name.
        pub const COMMANDS: &[&str] = &[$(stringify!($name),)+];

        impl App {
            /// Runs the command of that name for a caller. Arguments and reply are JSON, by the types that the UI has.
            ///
            /// # Errors
            /// `unknown_command`, `bad_request`, and the command's own.
            pub async fn dispatch(self: &Arc<Self>, caller: &Caller, name: &str, args: Value) -> Result<Value, AppError> {
                match name {
                    $(stringify!($name) => {
                        let args: $args = arguments(args)?;
                        let reply: $reply = run!($kind self, caller, $name, args)?;
                        serde_json::to_value(reply).map_err(AppError::internal)
                    })+
                    _ => Err(AppError::new(ErrorCode::UnknownCommand).with("name", name)),
                }
            }
        }
    };
}

macro_rules! run {
    (blocking $app:expr, $caller:expr, $command:ident, $args:expr) => {{
        let (app, caller, args) = (Arc::clone($app), $caller.clone(), $args);
        tokio::task::spawn_blocking(move || $command(&app, &caller, args)).await.map_err(AppError::internal)?
    }};
    (async $app:expr, $caller:expr, $command:ident, $args:expr) => {
        $command($app, $caller, $args).await
    };
}

crate::for_each_command!(dispatch);

fn arguments<T: DeserializeOwned>(json: Value) -> Result<T, AppError> {
    serde_json::from_value(json).map_err(|error| AppError::new(ErrorCode::BadRequest).with("detail", error.to_string()))
}
