//! Who is who: devices, people and grants, as the district's open stream has them now.
//!
//! Read from the heads that the storage keeps, whole, whenever any of them changes: a district has hundreds, not millions.

use crate::storage::{Kept, RowHead, Storage};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, HashMap};
use xuncun_domain::grant::{DeviceKind, Grant, ReadScope, readable};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, PublicKey, Value};

/// Tables whose heads the storage keeps. Of the first three the columns are kept too.
pub const TABLES: &[&str] = &["device", "grant", "person", "setting", "team", "team_member", "duty", "division", "place", "standard", "calendar"];
/// Those that judging needs.
const JUDGING: &[&str] = &["device", "grant", "person"];
/// Those whose columns are worth keeping here; the others are documents and boundaries.
const WITH_COLUMNS: &[&str] = &["device", "grant", "person", "setting", "team"];

/// A device's row.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its key.
    pub key: PublicKey,
    /// Whose it is.
    pub person: String,
    /// What kind of key.
    pub kind: DeviceKind,
    /// Name in the list.
    pub name: String,
    /// Since when.
    pub valid_from: i64,
    /// Revoked: when, how, and at which heads (stream → seq).
    pub revoked: Option<Revoked>,
    /// The version of its row: the root's commit that says so.
    pub version: (DeviceId, u64),
}

/// A revocation.
#[derive(Debug, Clone)]
pub struct Revoked {
    /// When.
    pub at: i64,
    /// Stolen (or lost): wipes at once. Else handed in: drains, then wipes.
    pub lost: bool,
    /// What the server held of it then, by stream.
    pub heads: BTreeMap<String, u64>,
}

/// A person's row.
#[derive(Debug, Clone)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Office.
    pub title: String,
}

/// A snapshot of who is who.
#[derive(Debug, Default)]
pub struct Directory {
    /// Changes whenever a row does.
    pub generation: u64,
    /// By id.
    pub devices: HashMap<DeviceId, Device>,
    /// By row id.
    pub grants: BTreeMap<String, Grant>,
    /// By row id.
    pub people: BTreeMap<String, Person>,
    /// What each grant has ever said, by row id and then by time; none where it gave nothing.
    versions: BTreeMap<String, Vec<(u64, Option<Grant>)>>,
}

impl Directory {
    /// Reads it.
    ///
    /// # Errors
    /// The storage's.
    pub async fn read(storage: &dyn Storage) -> Kept<Self> {
        let (generation, heads) = storage.row_heads(JUDGING).await?;
        let mut directory = Self { generation, ..Self::default() };
        for version in storage.grant_versions().await? {
            let said = if version.deleted { None } else { serde_json::from_str::<Map<String, Json>>(&version.columns).ok() };
            let said = said.and_then(|columns| grant(&version.id, &columns));
            directory.versions.entry(version.id).or_default().push((version.hlc, said));
        }
        for row in shown(heads) {
            let Ok(Json::Object(columns)) = serde_json::from_str(&row.columns) else { continue };
            // A row that makes no sense gives no rights; it is the writer's to mend.
            match row.table.as_str() {
                "device" => {
                    if let Some(device) = device(&row, &columns) {
                        directory.devices.insert(device.key.id(), device);
                    }
                }
                "grant" => {
                    if let Some(grant) = grant(&row.id, &columns) {
                        directory.grants.insert(row.id, grant);
                    }
                }
                _ => {
                    let person = Person { name: text(&columns, "name"), title: text(&columns, "title") };
                    directory.people.insert(row.id, person);
                }
            }
        }
        Ok(directory)
    }

    /// A person's grants.
    pub fn grants_of<'a>(&'a self, person: &'a str) -> impl Iterator<Item = &'a Grant> {
        self.grants.values().filter(move |grant| grant.person == person)
    }

    /// By what a commit is judged that names a grant and a version of it (the time of the commit that the version came with, in
    /// milliseconds): that version, up to when it was replaced, and those that replaced it since. Of a version that is not
    /// known the one in force now.
    #[must_use]
    pub fn grant_since(&self, id: &str, version: u64) -> Vec<Grant> {
        let Some(versions) = self.versions.get(id) else { return Vec::new() };
        let named = versions.iter().rposition(|(hlc, _)| hlc >> 16 == version).unwrap_or(versions.len().saturating_sub(1));
        let ends = versions.iter().skip(named + 1).map(|(hlc, _)| i64::try_from(hlc >> 16).ok()).chain([None]);
        let since = versions.iter().skip(named).zip(ends);
        let cut = since.filter_map(|((_, grant), end)| {
            let mut grant = grant.clone()?;
            grant.valid_to = [grant.valid_to, end].into_iter().flatten().min();
            Some(grant)
        });
        cut.collect()
    }

    /// Whether a person could read the stream at some time from `since` on, by whatever a grant has ever said.
    #[must_use]
    pub fn could_read(&self, person: &str, stream: &StreamId, since: i64) -> bool {
        let ms = |hlc: &u64| i64::try_from(hlc >> 16).unwrap_or(i64::MAX);
        self.versions.values().any(|versions| {
            versions.iter().enumerate().any(|(at, (hlc, grant))| {
                let Some(mut grant) = grant.clone().filter(|grant| grant.person == person) else { return false };
                let replaced = versions.get(at + 1).map(|(hlc, _)| ms(hlc));
                grant.valid_to = [grant.valid_to, replaced].into_iter().flatten().min();
                readable([&grant], since.max(grant.valid_from).max(ms(hlc))).contains(stream)
            })
        })
    }

    /// What a person may read now.
    #[must_use]
    pub fn scope_of(&self, person: &str, now: i64) -> ReadScope {
        readable(self.grants_of(person), now)
    }
}

/// Of each row the head with the greatest (hlc, device), as on every replica; deleted rows are not there.
fn shown(heads: Vec<RowHead>) -> impl Iterator<Item = RowHead> {
    let mut shown: BTreeMap<(String, String), RowHead> = BTreeMap::new();
    for head in heads {
        let key = (head.table.clone(), head.id.clone());
        let later = shown.get(&key).is_none_or(|there| (there.hlc, there.device) < (head.hlc, head.device));
        if later {
            shown.insert(key, head);
        }
    }
    shown.into_values().filter(|head| !head.deleted)
}

fn device(row: &RowHead, columns: &Map<String, Json>) -> Option<Device> {
    let key = PublicKey::from_bytes(&bytes(columns, "key")?).ok()?;
    // The id is made of the key: a row that says otherwise is of no device.
    if key.id().to_string() != row.id {
        return None;
    }
    let revoked = columns.get("revoked_at").and_then(Json::as_i64).map(|at| Revoked {
        at,
        lost: text(columns, "revoke_kind") != "retired",
        heads: serde_json::from_str(&text(columns, "revoked_heads")).unwrap_or_default(),
    });
    Some(Device {
        key,
        person: text(columns, "person"),
        kind: text(columns, "kind").parse().ok()?,
        name: text(columns, "name"),
        valid_from: columns.get("valid_from").and_then(Json::as_i64).unwrap_or(0),
        revoked,
        version: (row.device, row.seq),
    })
}

fn grant(id: &str, columns: &Map<String, Json>) -> Option<Grant> {
    let team = text(columns, "team");
    Some(Grant {
        id: id.to_owned(),
        person: text(columns, "person"),
        role: text(columns, "role").parse().ok()?,
        prefixes: serde_json::from_str(&text(columns, "prefixes")).ok()?,
        valid_from: columns.get("valid_from").and_then(Json::as_i64).unwrap_or(0),
        valid_to: columns.get("valid_to").and_then(Json::as_i64),
        team: (!team.is_empty()).then_some(team),
    })
}

fn text(columns: &Map<String, Json>, name: &str) -> String {
    columns.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

fn bytes(columns: &Map<String, Json>, name: &str) -> Option<Vec<u8>> {
    hex::decode(columns.get(name)?.get("hex")?.as_str()?).ok()
}

/// A row's columns as the storage keeps them: JSON, bytes as `{"hex": "…"}`; only the heads of large tables.
#[must_use]
pub fn columns_json(table: &str, columns: &[(String, Value)]) -> String {
    if !WITH_COLUMNS.contains(&table) {
        return "{}".into();
    }
    let json = |value: &Value| match value {
        Value::Null => Json::Null,
        Value::Int(number) => Json::from(*number),
        Value::Real(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Bytes(bytes) => serde_json::json!({ "hex": hex::encode(bytes) }),
    };
    let object: Map<String, Json> = columns.iter().map(|(name, value)| (name.clone(), json(value))).collect();
    Json::Object(object).to_string()
}
