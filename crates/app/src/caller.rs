//! Who is asking, and what they may see and write. Every command filters by this, whatever the door.

use crate::{AppError, ErrorCode};
use xuncun_domain::Millis;
use xuncun_domain::grant::{Action, Grant, ReadScope, Relation, Role, may, readable};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_domain::table::table;
use xuncun_store::Actor;
use xuncun_store::query::people::{self, VersionedGrant};
use xuncun_store::query::{Connection, Found};
use xuncun_store::revocation::is_retired;

/// A person with the grants that the replica holds for them now.
#[derive(Debug, Clone)]
pub struct Caller {
    person: Option<String>,
    grants: Vec<VersionedGrant>,
    scope: ReadScope,
    now: Millis,
    /// The device was handed in: nothing is recorded on it any more.
    frozen: bool,
}

impl Caller {
    /// Nobody yet: a device that is not enrolled, a page that is not signed in.
    pub fn nobody() -> Self {
        Self { person: None, grants: Vec::new(), scope: ReadScope::default(), now: 0, frozen: false }
    }

    /// The person, with the grants that are in force at `now`.
    pub(crate) fn load(conn: &Connection, person: &str, now: Millis) -> Result<Self, AppError> {
        let frozen = is_retired(conn)?;
        let mut grants = people::grants(conn, person)?;
        grants.retain(|held| held.grant.valid_at(now));
        let scope = readable(grants.iter().map(|held| &held.grant), now);
        Ok(Self { person: Some(person.to_owned()), grants, scope, now, frozen })
    }

    /// The person's row id.
    ///
    /// # Errors
    /// `not_enrolled` for nobody.
    pub fn person(&self) -> Result<&str, AppError> {
        self.person.as_deref().ok_or_else(|| ErrorCode::NotEnrolled.into())
    }

    /// The moment for which the grants were read.
    pub(crate) const fn now(&self) -> Millis {
        self.now
    }

    /// The roles in force, strongest first, each once.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<Role> = self.grants.iter().map(|held| held.grant.role).collect();
        roles.sort_by(|a, b| b.cmp(a));
        roles.dedup();
        roles
    }

    /// Refuses somebody without any right, who is told of nothing what there is.
    ///
    /// # Errors
    /// `not_enrolled`, `forbidden`.
    pub(crate) fn check_any(&self) -> Result<(), AppError> {
        self.person()?;
        if self.grants.is_empty() { Err(ErrorCode::Forbidden.into()) } else { Ok(()) }
    }

    /// The grants in force.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Grant> {
        self.grants.iter().map(|held| &held.grant)
    }

    /// Does a grant of that role hold for the whole division?
    pub(crate) fn covers(&self, role: Role, code: &str) -> bool {
        let Ok(code) = code.parse() else { return false };
        let mut prefixes = self.grants.iter().filter(|held| held.grant.role == role).flat_map(|held| &held.grant.prefixes);
        prefixes.any(|prefix| matches!(Relation::between(prefix, &code), Some(Relation::Own | Relation::Below)))
    }

    /// Where the grants are, each place once.
    pub(crate) fn places(&self) -> Vec<String> {
        let mut places: Vec<String> = self.grants.iter().flat_map(|held| held.grant.prefixes.iter().map(ToString::to_string)).collect();
        places.sort();
        places.dedup();
        places
    }

    /// May the stream be read?
    pub fn reads(&self, stream: &StreamId) -> bool {
        self.scope.contains(stream)
    }

    /// May rows of that class be read there? A code that is none has no rows.
    pub(crate) fn reads_in(&self, code: &str, class: Class) -> bool {
        code.parse().is_ok_and(|code| self.reads(&StreamId::new(code, class)))
    }

    /// May any visit be read, wherever?
    pub(crate) fn reads_visits(&self) -> bool {
        self.scope.entries().any(|(class, ..)| class == Class::Work)
    }

    /// Refuses unless the stream may be read.
    ///
    /// # Errors
    /// `not_enrolled`, `forbidden`.
    pub fn check_read(&self, stream: &StreamId) -> Result<(), AppError> {
        self.person()?;
        if self.reads(stream) { Ok(()) } else { Err(ErrorCode::Forbidden.into()) }
    }

    /// The actor of a transaction that writes these tables in these streams: the caller under the first grant that allows all of it.
    ///
    /// # Errors
    /// `not_enrolled`, `forbidden`, `device_retired`.
    pub(crate) fn actor(&self, writes: &[(&StreamId, &str)], now: Millis) -> Result<Actor, AppError> {
        let person = self.person()?;
        if self.frozen {
            return Err(ErrorCode::DeviceRetired.into());
        }
        let allows = |held: &&VersionedGrant| {
            writes.iter().all(|(stream, name)| table(name).is_some_and(|table| may(&held.grant, Action::Write, stream, table, self.now).is_ok()))
        };
        let held = self.grants.iter().find(allows).ok_or(ErrorCode::Forbidden)?;
        Ok(Actor { person: person.to_owned(), grant: held.grant.id.clone(), grant_version: held.version, clock_ms: now })
    }

    /// As [`Self::actor`], under a grant of one of these roles, the first that the caller has; and which it is.
    ///
    /// # Errors
    /// `not_enrolled`, `forbidden`, `device_retired`.
    pub(crate) fn actor_as(&self, roles: &[Role], writes: &[(&StreamId, &str)], now: Millis) -> Result<(Actor, Role), AppError> {
        self.person()?;
        for role in roles {
            let alone = Self { grants: self.grants.iter().filter(|held| held.grant.role == *role).cloned().collect(), ..self.clone() };
            match alone.actor(writes, now) {
                Ok(actor) => return Ok((actor, *role)),
                Err(error) if error.code == ErrorCode::Forbidden => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorCode::Forbidden.into())
    }

    /// The roles under which the caller may write that table there.
    pub(crate) fn roles_for(&self, stream: &StreamId, name: &str) -> Vec<Role> {
        let Some(table) = table(name) else { return Vec::new() };
        let allowed = self.grants.iter().filter(|held| may(&held.grant, Action::Write, stream, table, self.now).is_ok());
        let mut roles: Vec<Role> = allowed.map(|held| held.grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// May the caller write these tables there?
    pub(crate) fn may_write(&self, writes: &[(&StreamId, &str)]) -> bool {
        self.actor(writes, self.now).is_ok()
    }

    /// The team that the caller inspects with: the one that an inspector's grant names, else the one they are a member of.
    pub(crate) fn team(&self, conn: &Connection) -> Found<Option<String>> {
        let granted = self.grants.iter().filter(|held| held.grant.role == Role::Inspector).find_map(|held| held.grant.team.clone());
        match (granted, &self.person) {
            (Some(team), _) => Ok(Some(team)),
            (None, Some(person)) if self.grants.iter().any(|held| held.grant.role == Role::Inspector) => people::team_of(conn, person),
            _ => Ok(None),
        }
    }
}
