//! The photographs that go into a document.

use crate::{App, Caller, ErrorCode, MediaKind};

/// Fetches them one by one. Once the server was not reached for one, what is not here is left out: a document is made without a signal too.
pub struct Photos<'a> {
    app: &'a App,
    caller: &'a Caller,
    fetching: bool,
}

impl<'a> Photos<'a> {
    pub const fn new(app: &'a App, caller: &'a Caller) -> Self {
        Self { app, caller, fetching: true }
    }

    /// None if it is not to be had.
    pub async fn get(&mut self, id: &str, kind: MediaKind) -> Option<Vec<u8>> {
        let found = if self.fetching { self.app.media(self.caller, id, kind).await } else { self.app.media_here(self.caller, id, kind).await };
        match found.and_then(crate::Media::into_bytes) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.fetching &= error.code != ErrorCode::PhotoNotHere;
                None
            }
        }
    }
}
