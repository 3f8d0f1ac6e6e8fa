//! The simulator: weeks of a district's work in seconds, by the real store, sync and server, with everything going wrong that can.
//!
//! A seed is a story. [`world`] is the district, [`events`] what may happen in it: to its [`people`], its [`fleet`] of devices and
//! its server ([`outages`]); in an [`erasure`] the law takes something from all of them, and [`end`] is how it ends. [`work`] is what people do, [`line`] the network between a [`device`] and the
//! server, [`safehouse`] the server, [`safe`] the disk beneath it; [`ledger`] remembers what people saw as saved and [`check`] says
//! what must hold; [`shaped`] is a slow line under one device. Time is the story's own, nothing waits for anything, and two runs of a seed are the same run.

pub mod chance;
pub mod check;
pub mod device;
pub mod end;
pub mod erasure;
pub mod events;
pub mod fleet;
pub mod future;
pub mod ledger;
pub mod line;
pub mod outages;
pub mod people;
mod room;
pub mod safe;
pub mod safehouse;
pub mod screen;
pub mod shaped;
mod sheet;
pub mod story;
pub mod work;
pub mod world;
