use crate::ErrorCode;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The ground map of this device, or at the server's door the server's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BasemapView {
    /// It is here.
    pub here: bool,
    /// Another one for each file that lies there.
    pub etag: Option<String>,
    /// Its length.
    #[ts(type = "number | null")]
    pub bytes: Option<u64>,
    /// It is on its way.
    pub fetching: bool,
    /// What kept the last try from being the last.
    #[ts(type = "string | null")]
    pub problem: Option<ErrorCode>,
    /// The district's key of 天地图, whose tiles may be asked for online.
    pub tianditu: Option<String>,
}
