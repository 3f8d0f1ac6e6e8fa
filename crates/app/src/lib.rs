//! The commands: what a user can do, over store, photo and sync.

pub mod api;
mod commands;
mod error;

pub use error::{AppError, ErrorCode, Param, REFUSAL_CODES};
