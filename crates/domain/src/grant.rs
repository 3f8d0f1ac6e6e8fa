//! Who may read and write what. [`ACCESS`] says it by role, class and relation, [`WRITERS`] by table, [`OWN_WORD`] by row, [`DEVICES`] by the kind of
//! key that signs. Every check, the pull's scope and the test matrix come from these tables and from nothing else.

use crate::Millis;
use crate::division::DivisionCode;
use crate::stream::{Class, StreamId};
use crate::table::Table;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

mod invite;
mod own_word;
mod scope;
pub use invite::may_invite;
pub use own_word::{OWN_WORD, Word, may_say, own_id, role_column};
pub use scope::{Reach, ReadScope, readable};

/// What a person is, in a place. Ordered from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Of a village: photographs and clears.
    Cadre,
    /// Answers for the villages of a township.
    Township,
    /// Walks villages and records what is there.
    Inspector,
    /// Plans rounds, reviews, publishes.
    Supervisor,
    /// Keeps people, places and standards.
    Admin,
}

impl Role {
    /// All roles, weakest first.
    pub const ALL: [Self; 5] = [Self::Cadre, Self::Township, Self::Inspector, Self::Supervisor, Self::Admin];

    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cadre => "cadre",
            Self::Township => "township",
            Self::Inspector => "inspector",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Denied;

    fn from_str(text: &str) -> Result<Self, Denied> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(Denied::UnknownRole)
    }
}

/// How a stream's code lies to a grant's prefix. Anything else (a neighbour) has no row and no right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same code.
    Own,
    /// The prefix lies inside the stream's division.
    Above,
    /// The stream's division lies inside the prefix.
    Below,
}

impl Relation {
    /// The relation of a stream's code to a grant's prefix.
    pub fn between(prefix: &DivisionCode, code: &DivisionCode) -> Option<Self> {
        if code == prefix {
            Some(Self::Own)
        } else if code.is_within(prefix) {
            Some(Self::Below)
        } else if prefix.is_within(code) {
            Some(Self::Above)
        } else {
            None
        }
    }
}

/// Reading or writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// To be handed rows.
    Read,
    /// To author rows.
    Write,
}

/// One row of [`ACCESS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Who.
    pub role: Role,
    /// Of which class.
    pub class: Class,
    /// Where, seen from the grant's prefix.
    pub relation: Relation,
    /// May read.
    pub read: bool,
    /// May write (those tables that [`WRITERS`] gives the role).
    pub write: bool,
}

const fn row(role: Role, class: Class, relation: Relation, rights: &str) -> Access {
    let rights = rights.as_bytes();
    Access { role, class, relation, read: rights[0] == b'r', write: rights[1] == b'w' }
}

/// The access table: role × class × relation → read, write. What has no row is denied. Nobody writes above their prefix: an admin of a township
/// would else give grants for the county.
pub const ACCESS: &[Access] = {
    use Class::{Open, Private, Work};
    use Relation::{Above, Below, Own};
    use Role::{Admin, Cadre, Inspector, Supervisor, Township};
    &[
        row(Cadre, Open, Own, "rw"),
        row(Cadre, Open, Below, "rw"),
        row(Cadre, Open, Above, "r-"),
        row(Cadre, Private, Own, "rw"),
        row(Township, Open, Own, "rw"),
        row(Township, Open, Below, "rw"),
        row(Township, Open, Above, "r-"),
        row(Township, Private, Own, "rw"),
        row(Township, Private, Below, "rw"),
        row(Inspector, Open, Own, "rw"),
        row(Inspector, Open, Below, "rw"),
        row(Inspector, Open, Above, "r-"),
        row(Inspector, Work, Own, "rw"),
        row(Inspector, Work, Below, "rw"),
        row(Inspector, Work, Above, "r-"),
        row(Inspector, Private, Own, "rw"),
        row(Inspector, Private, Below, "rw"),
        row(Supervisor, Open, Own, "rw"),
        row(Supervisor, Open, Below, "rw"),
        row(Supervisor, Open, Above, "r-"),
        row(Supervisor, Work, Own, "rw"),
        row(Supervisor, Work, Below, "rw"),
        row(Supervisor, Work, Above, "r-"),
        row(Supervisor, Private, Own, "r-"),
        row(Supervisor, Private, Below, "r-"),
        row(Admin, Open, Own, "rw"),
        row(Admin, Open, Below, "rw"),
        row(Admin, Open, Above, "r-"),
        row(Admin, Work, Own, "r-"),
        row(Admin, Work, Below, "r-"),
        row(Admin, Work, Above, "r-"),
        row(Admin, Private, Own, "r-"),
        row(Admin, Private, Below, "r-"),
    ]
};

/// The row rules: which roles author which table. The class and the relation come from [`ACCESS`], both must allow.
pub const WRITERS: &[(&str, &[Role])] = {
    use Role::{Admin, Cadre, Inspector, Supervisor, Township};
    &[
        ("division", &[Admin]),
        ("place", &[Admin]),
        ("person", &[Admin]),
        ("team", &[Admin]),
        ("team_member", &[Admin]),
        ("grant", &[Admin]),
        // A key is vouched for by the district's root alone, else an admin's stolen tablet could admit devices.
        ("device", &[]),
        ("duty", &[Admin]),
        ("standard", &[Admin]),
        ("calendar", &[Admin]),
        ("setting", &[Admin]),
        ("round", &[Supervisor]),
        ("assignment", &[Supervisor]),
        ("draw", &[Supervisor]),
        ("inspection", &[Inspector]),
        ("sighting", &[Inspector]),
        ("answer", &[Inspector]),
        ("submission", &[Inspector]),
        ("presence", &[Inspector]),
        ("review", &[Supervisor]),
        ("notice", &[Inspector, Supervisor]),
        ("appeal", &[Township, Supervisor]),
        ("finding", &[Cadre, Township, Inspector, Supervisor]),
        ("step", &[Cadre, Township, Inspector, Supervisor]),
        ("photo", &[Cadre, Township, Inspector, Supervisor]),
        ("rendition", &[Cadre, Township, Inspector, Supervisor]),
        ("photo_fix", &[Cadre, Township, Inspector, Supervisor]),
        ("photo_mark", &[Cadre, Township, Inspector, Supervisor]),
        ("voice_note", &[Cadre, Township, Inspector, Supervisor]),
        ("cleanup", &[Cadre]),
        ("bulletin", &[Supervisor]),
        ("contact", &[Cadre, Township]),
        ("owner", &[Cadre, Township]),
    ]
};

/// The kind of key that signs a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A person's tablet, phone or desk.
    App,
    /// A server process: it signs for web users, and what it signs says so.
    Server,
    /// The district's root key.
    Root,
}

impl DeviceKind {
    /// As stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Server => "server",
            Self::Root => "root",
        }
    }
}

impl FromStr for DeviceKind {
    type Err = Denied;

    fn from_str(text: &str) -> Result<Self, Denied> {
        [Self::App, Self::Server, Self::Root].into_iter().find(|kind| kind.as_str() == text).ok_or(Denied::UnknownDevice)
    }
}

/// One row of [`DEVICES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceRule {
    /// The kind of key.
    pub kind: DeviceKind,
    /// May sign for another person than the device's own.
    pub any_author: bool,
    /// Needs a grant that allows it. Without: the tables below, in `open`.
    pub by_grant: bool,
    /// Tables that it may author without a grant.
    pub tables: &'static [&'static str],
}

/// What a device may sign, by its kind.
pub const DEVICES: &[DeviceRule] = &[
    DeviceRule { kind: DeviceKind::App, any_author: false, by_grant: true, tables: &[] },
    DeviceRule { kind: DeviceKind::Server, any_author: true, by_grant: true, tables: &[] },
    DeviceRule {
        kind: DeviceKind::Root,
        any_author: true,
        by_grant: false,
        tables: &["division", "place", "person", "team", "team_member", "grant", "device", "duty", "standard", "calendar", "setting"],
    },
];

/// The rule of a kind of device.
pub fn device_rule(kind: DeviceKind) -> &'static DeviceRule {
    // The enum and the table have the same three kinds; the root's row is never the fallback for another.
    DEVICES.iter().find(|rule| rule.kind == kind).unwrap_or(&DEVICES[0])
}

/// A right: a person is a role in some places for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Row id.
    pub id: String,
    /// Whose.
    pub person: String,
    /// As what.
    pub role: Role,
    /// Where.
    pub prefixes: Vec<DivisionCode>,
    /// From when (inclusive).
    pub valid_from: Millis,
    /// Until when (exclusive); `None` has no end.
    pub valid_to: Option<Millis>,
    /// The team, for inspectors.
    pub team: Option<String>,
}

/// How long after a grant's end a commit that was made under it is still judged by it: 30 days, for tablets that come back late.
pub const GRACE: Millis = 30 * 24 * 3600 * 1000;

impl Grant {
    /// In force at `now`?
    pub fn valid_at(&self, now: Millis) -> bool {
        self.valid_from <= now && self.valid_to.is_none_or(|end| now < end)
    }

    /// Does any of the prefixes give the right to the stream?
    fn reaches(&self, action: Action, stream: &StreamId) -> bool {
        let mut relations = self.prefixes.iter().filter_map(|prefix| Relation::between(prefix, &stream.code));
        relations.any(|relation| allows(self.role, stream.class, relation, action))
    }
}

/// What [`ACCESS`] says. What has no row is denied.
pub fn allows(role: Role, class: Class, relation: Relation, action: Action) -> bool {
    let mut rows = ACCESS.iter().filter(|access| access.role == role && access.class == class && access.relation == relation);
    rows.any(|access| match action {
        Action::Read => access.read,
        Action::Write => access.write,
    })
}

/// Why something is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Denied {
    /// The grant is not in force at that time.
    #[error("grant not in force")]
    Expired,
    /// No row of the access table allows it.
    #[error("outside the grant")]
    Outside,
    /// The role does not author that table.
    #[error("role does not write this table")]
    Table,
    /// Rows of that table cannot lie in that stream.
    #[error("table not in this stream")]
    Stream,
    /// The row is another's word, says that its author is what the grant does not make them, or would be changed after it was said.
    #[error("not the author's own word")]
    Word,
    /// The device may not sign for that person.
    #[error("author is not the device's person")]
    Author,
    /// No such role.
    #[error("unknown role")]
    UnknownRole,
    /// No such kind of device.
    #[error("unknown kind of device")]
    UnknownDevice,
}

impl Denied {
    /// The code that the UI translates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Expired => "grant_expired",
            Self::Outside => "outside_grant",
            Self::Table => "role_cannot_write",
            Self::Stream => "bad_stream",
            Self::Word => "not_your_word",
            Self::Author => "not_your_device",
            Self::UnknownRole => "role_unknown",
            Self::UnknownDevice => "unknown_device",
        }
    }
}

/// Does the role author this table? (A table of a newer version: no.)
pub fn may_write_table(role: Role, table: &str) -> bool {
    WRITERS.iter().any(|(name, roles)| *name == table && roles.contains(&role))
}

/// May the grant's holder read or write rows of `table` in `stream` at `now`?
pub fn may(grant: &Grant, action: Action, stream: &StreamId, table: &Table, now: Millis) -> Result<(), Denied> {
    if !grant.valid_at(now) {
        return Err(Denied::Expired);
    }
    allowed(grant, action, stream, table)
}

/// May a commit that a grant names put rows of `table`? It must have been made (by its hlc) while the grant was in force,
/// and arrive at the latest [`GRACE`] after the grant's end.
pub fn may_commit(grant: &Grant, stream: &StreamId, table: &Table, made_at: Millis, arrived_at: Millis) -> Result<(), Denied> {
    let late = grant.valid_to.is_some_and(|end| arrived_at > end.saturating_add(GRACE));
    if late || !grant.valid_at(made_at) {
        return Err(Denied::Expired);
    }
    allowed(grant, Action::Write, stream, table)
}

/// May the root's key put rows of `table` in `stream`? It needs no grant.
pub fn root_may(stream: &StreamId, table: &Table) -> Result<(), Denied> {
    if !table.allows(stream) {
        return Err(Denied::Stream);
    }
    if stream.class == Class::Open && device_rule(DeviceKind::Root).tables.contains(&table.name) { Ok(()) } else { Err(Denied::Table) }
}

/// May a device of this kind, belonging to `person`, sign for `author`?
pub fn may_sign_for(kind: DeviceKind, person: &str, author: &str) -> Result<(), Denied> {
    if person == author || device_rule(kind).any_author { Ok(()) } else { Err(Denied::Author) }
}

fn allowed(grant: &Grant, action: Action, stream: &StreamId, table: &Table) -> Result<(), Denied> {
    if !table.allows(stream) {
        return Err(Denied::Stream);
    }
    if !grant.reaches(action, stream) {
        return Err(Denied::Outside);
    }
    if action == Action::Write && !may_write_table(grant.role, table.name) {
        return Err(Denied::Table);
    }
    Ok(())
}
