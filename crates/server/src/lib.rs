//! The central endpoint: a safe for commits and photographs.
//!
//! It checks, stores and hands out; it computes no score. [`storage`] keeps, [`endpoint`] judges (and is the same protocol
//! in process that [`http`] speaks over the network), [`web`] is the second door to the commands, over a replica of the
//! server's own, and [`cli`] is what an operator types.

pub mod cli;
pub mod config;
pub mod copies;
pub mod demo;
pub mod divisions;
pub mod doctor;
pub mod endpoint;
pub mod http;
pub mod init;
pub mod keys;
pub mod metrics;
pub mod serve;
pub mod storage;
pub mod verify;
pub mod web;
