//! The commands: what a user can do, over store, photo and sync.
//!
//! The list of commands is in `commands.rs`, the types that they take and answer in [`api`], the way in is [`App::dispatch`]. A door (the app's IPC,
//! the server's web pages) finds out who is asking, makes a [`Caller`] of them, and hands names and JSON through; it holds no logic.
//! Each command is in the file named after what it is about: `visit`, `answer`, `sighting`, `shutter` …; the queries are in
//! `xuncun_store::query`, the rules in `xuncun_domain`.

mod answer;
pub mod api;
mod app;
mod basemap;
mod caller;
mod card;
mod checkup;
mod commands;
mod conditions;
mod darkroom;
mod dispatch;
mod document;
mod edit;
mod enrol;
mod error;
mod field_words;
mod find_photo;
mod finding;
mod handover;
mod history;
mod inbox;
mod invite;
mod ledger;
mod lookalike;
mod media;
mod meta;
mod names;
mod notice;
mod origin;
mod overview;
mod pairing;
mod photo_fix;
mod photo_mark;
mod photo_row;
mod pictures;
mod places;
mod presence;
mod queue;
mod reckoning;
mod record;
mod redraft;
mod repair;
mod review;
mod rival;
mod room;
mod search;
mod settle;
mod shutter;
mod sighting;
mod space;
mod standards;
mod standing;
mod status;
mod subject;
mod submission;
mod submit;
mod sync_line;
mod today;
mod township;
mod view;
mod village;
mod visit;
mod voice;
mod watermark;
mod witness;

pub use app::{App, AppOptions, FindBlob, TellTime};
pub use caller::Caller;
pub use dispatch::COMMANDS;
pub use document::Document;
pub use error::{AppError, ErrorCode, Param, REFUSAL_CODES};
pub use media::{Media, MediaBody, MediaKind};
pub use meta::meta;
pub use reckoning::Reckoning;
pub use repair::{put_down, repair_folder};
pub use space::TellSpace;
