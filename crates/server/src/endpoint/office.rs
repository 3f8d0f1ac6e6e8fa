//! The district's office: what only the root key may sign. People, grants, devices, the documents of a new district.

use super::judge::{Court, Judged};
use super::shown::Shown;
use super::{Endpoint, directory, fault};
use crate::storage::{StorageError, Verdict};
use serde_json::json;
use std::collections::BTreeMap;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::grant::{DeviceKind, Role};
use xuncun_domain::limit::{LimitError, check_name};
use xuncun_domain::stream::StreamId;
use xuncun_journal::{DeviceId, HeaderFields, Hlc, JournalError, PublicKey, Put, Refusal, Value, Version, seal};
use xuncun_sync::protocol::{ProtocolError, Reply};

/// Most rows of a commit that the office writes, and most bytes of their values: well below the limits of a body.
const ROWS: usize = 2_000;
const BYTES: usize = 512 * 1024;
/// Another process may take the root's next slot at the same moment; then the next one is tried.
const ATTEMPTS: usize = 8;

/// A row for the root to sign.
#[derive(Debug, Clone)]
pub struct RootRow {
    /// Table.
    pub table: String,
    /// Stream; an open one.
    pub stream: StreamId,
    /// Row id.
    pub id: String,
    /// Columns.
    pub columns: Vec<(String, Value)>,
}

/// A device to be registered.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// Its public key.
    pub key: PublicKey,
    /// Whose it is.
    pub person: String,
    /// Its kind.
    pub kind: DeviceKind,
    /// Name in the list.
    pub name: String,
    /// Since when.
    pub valid_from: i64,
}

/// A person with a grant.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Row id; made up if empty.
    pub id: String,
    /// Name.
    pub name: String,
    /// Office.
    pub title: String,
    /// Role.
    pub role: Role,
    /// Where.
    pub prefixes: Vec<DivisionCode>,
    /// From when.
    pub valid_from: i64,
    /// Until when.
    pub valid_to: Option<i64>,
    /// Team, for inspectors.
    pub team: Option<String>,
}

/// Why the office did not sign.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The root key is not on this machine.
    #[error("the root key is not in this data folder")]
    NoRootKey,
    /// The server was restored, and replicas may hold root-signed commits that it does not have yet.
    #[error("the server is recovering: run `xuncun-server restore --finish` once the devices have synced")]
    Recovering,
    /// The name is missing or too long.
    #[error("the name: {0}")]
    Name(#[from] LimitError),
    /// Somebody has that row id: to add them again would write over who they are.
    #[error("there is a person {0} already")]
    PersonExists(String),
    /// The district's own key: without it no receipt and no device would be believed any more.
    #[error("this is the district's own {0} key: only devices of people are revoked")]
    OwnKey(&'static str),
    /// There is no such device.
    #[error("no such device")]
    NoSuchDevice,
    /// The rows are not of a form that can be signed.
    #[error("{0}")]
    Journal(#[from] JournalError),
    /// The rows break a rule.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl OfficeError {
    pub(super) fn into_protocol(self) -> ProtocolError {
        match self {
            Self::Storage(error) => fault(error),
            Self::Recovering => ProtocolError::refused("recovering"),
            error => {
                tracing::error!(%error, "office");
                ProtocolError::Status(500)
            }
        }
    }
}

impl Endpoint {
    /// Signs rows with the root key: a commit a stream, more where they are many.
    ///
    /// # Errors
    /// [`OfficeError`]; commits before the failing one stand.
    pub async fn sign_rows(&self, rows: Vec<RootRow>) -> Result<(), OfficeError> {
        let mut streams: BTreeMap<StreamId, Vec<RootRow>> = BTreeMap::new();
        for row in rows {
            streams.entry(row.stream).or_default().push(row);
        }
        for (stream, rows) in streams {
            let mut part = Vec::new();
            let mut bytes = 0;
            for row in rows {
                let size = size(&row);
                if !part.is_empty() && (part.len() >= ROWS || bytes + size > BYTES) {
                    self.sign_commit(stream, std::mem::take(&mut part)).await?;
                    bytes = 0;
                }
                bytes += size;
                part.push(row);
            }
            if !part.is_empty() {
                self.sign_commit(stream, part).await?;
            }
        }
        Ok(())
    }

    /// Registers a device.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn add_device(&self, device: NewDevice) -> Result<(), OfficeError> {
        let columns = device_columns(&device);
        self.sign_rows(vec![self.row("device", device.key.id().to_string(), columns)]).await
    }

    /// Revokes a device: `lost` wipes it at once, else it delivers what it has and wipes then.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn revoke(&self, device: DeviceId, lost: bool) -> Result<(), OfficeError> {
        let directory = self.directory();
        let there = directory.devices.get(&device).ok_or(OfficeError::NoSuchDevice)?;
        if there.kind != DeviceKind::App {
            return Err(OfficeError::OwnKey(there.kind.as_str()));
        }
        let heads = self.storage.chain_heads().await?;
        let heads: BTreeMap<String, u64> = heads.into_iter().filter(|head| head.device == device).map(|head| (head.stream, head.seq)).collect();
        let mut columns = device_columns(&NewDevice {
            key: there.key,
            person: there.person.clone(),
            kind: there.kind,
            name: there.name.clone(),
            valid_from: there.valid_from,
        });
        columns.push(("revoked_at".into(), self.now().into()));
        columns.push(("revoke_kind".into(), if lost { "lost" } else { "retired" }.into()));
        columns.push(("revoked_heads".into(), json!(heads).to_string().into()));
        self.sign_rows(vec![self.row("device", device.to_string(), columns)]).await
    }

    /// Adds a person with a grant; answers with the person's id.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn add_person(&self, person: NewPerson) -> Result<String, OfficeError> {
        check_name(&person.name)?;
        if self.directory().people.contains_key(&person.id) {
            return Err(OfficeError::PersonExists(person.id));
        }
        let id = if person.id.is_empty() { uuid::Uuid::now_v7().to_string() } else { person.id };
        let mut rows = vec![self.row("person", id.clone(), vec![("name".into(), person.name.into()), ("title".into(), person.title.into())])];
        let prefixes: Vec<String> = person.prefixes.iter().map(ToString::to_string).collect();
        let columns = vec![
            ("person".into(), id.as_str().into()),
            ("role".into(), person.role.as_str().into()),
            ("prefixes".into(), json!(prefixes).to_string().into()),
            ("valid_from".into(), person.valid_from.into()),
            ("valid_to".into(), person.valid_to.into()),
            ("team".into(), person.team.clone().into()),
        ];
        rows.push(self.row("grant", format!("{id}/{}", person.role), columns));
        if let Some(team) = person.team {
            let columns = vec![("team".into(), team.as_str().into()), ("person".into(), id.as_str().into())];
            rows.push(self.row("team_member", format!("{team}/{id}"), columns));
        }
        self.sign_rows(rows).await?;
        Ok(id)
    }

    /// A row of the district's open stream.
    #[must_use]
    pub fn row(&self, table: &str, id: String, columns: Vec<(String, Value)>) -> RootRow {
        RootRow { table: table.to_owned(), stream: self.district.open_stream(), id, columns }
    }

    /// After a restore nothing is signed that replicas may know better, until an operator says that they have synced.
    pub(crate) async fn is_recovering(&self) -> Reply<bool> {
        self.recovers().await.map_err(fault)
    }

    async fn sign_commit(&self, stream: StreamId, rows: Vec<RootRow>) -> Result<(), OfficeError> {
        let root = self.root.as_ref().ok_or(OfficeError::NoRootKey)?;
        if self.recovers().await? {
            return Err(OfficeError::Recovering);
        }
        let mut clock = self.office_lock.lock().await;
        let mut puts = Vec::with_capacity(rows.len());
        for row in rows {
            let heads = if directory::TABLES.contains(&row.table.as_str()) { self.storage.heads_of(&row.table, &row.id).await? } else { Vec::new() };
            let bases = heads.into_iter().map(|(device, seq)| Version { device, seq }).collect();
            puts.push(Put { table: row.table, id: row.id, deleted: false, bases, columns: row.columns });
        }
        for _ in 0..ATTEMPTS {
            let head = self.storage.chain_head(&stream.to_string(), root.id()).await?;
            let hlc: Hlc = clock.tick(self.now());
            let fields = HeaderFields {
                stream,
                seq: head.as_ref().map_or(1, |head| head.seq + 1),
                parent: head.map(|head| head.header_hash),
                hlc,
                author: "root".into(),
                grant: "root".into(),
                grant_version: 0,
                also: Vec::new(),
            };
            let sealed = seal(root, fields, &puts)?;
            let offered = {
                let directory = self.directory();
                let (now, bearer) = (self.now(), root.id());
                let court =
                    Court { district: &self.district, directory: &directory, servers: &[], now, bearer, recovering: false, shown: &Shown::default() };
                match court.judge(sealed.commit) {
                    Judged::Offer(offered) => *offered,
                    Judged::NotNow(refusal, _) => return Err(OfficeError::Refused(refusal)),
                }
            };
            // A refusal would take the slot for good: the root does not offer what would be refused.
            if let Some(refusal) = offered.refused {
                return Err(OfficeError::Refused(refusal));
            }
            match self.storage.append(vec![offered], self.now()).await?.first() {
                Some(Verdict::Stored { position, .. }) => {
                    self.told(*position);
                    self.reload_directory().await?;
                    self.announce(vec![stream]);
                    return Ok(());
                }
                Some(Verdict::NotNow(Refusal::Fork | Refusal::Gap)) => {}
                Some(Verdict::NotNow(refusal)) => return Err(OfficeError::Refused(*refusal)),
                _ => return Err(OfficeError::Refused(Refusal::Fork)),
            }
        }
        Err(OfficeError::Refused(Refusal::Fork))
    }
}

fn device_columns(device: &NewDevice) -> Vec<(String, Value)> {
    vec![
        ("key".into(), device.key.as_bytes().to_vec().into()),
        ("person".into(), device.person.as_str().into()),
        ("kind".into(), device.kind.as_str().into()),
        ("name".into(), device.name.as_str().into()),
        ("valid_from".into(), device.valid_from.into()),
    ]
}

fn size(row: &RootRow) -> usize {
    let value = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 9,
    };
    64 + row.id.len() + row.columns.iter().map(|(_, column)| value(column)).sum::<usize>()
}
