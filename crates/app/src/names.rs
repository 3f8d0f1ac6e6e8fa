//! Names to show for ids, each looked up once.

use crate::AppError;
use crate::api::NamedId;
use std::cell::RefCell;
use std::collections::HashMap;
use xuncun_store::query::district::Division;
use xuncun_store::query::people::Device;
use xuncun_store::query::{Connection, Found, district, people};

/// Looks names up in one consistent state of the replica.
pub struct Names<'a> {
    conn: &'a Connection,
    people: RefCell<HashMap<String, String>>,
    devices: RefCell<HashMap<String, Option<Device>>>,
    divisions: RefCell<HashMap<String, Option<Division>>>,
    teams: RefCell<Option<Vec<(String, String)>>>,
}

impl<'a> Names<'a> {
    /// Over a connection.
    pub fn new(conn: &'a Connection) -> Self {
        Self { conn, people: RefCell::default(), devices: RefCell::default(), divisions: RefCell::default(), teams: RefCell::default() }
    }

    /// The state that it looks in.
    pub const fn conn(&self) -> &'a Connection {
        self.conn
    }

    /// A person's name; somebody whose row has not come yet is shown by id.
    pub fn person(&self, id: &str) -> Result<String, AppError> {
        remember(&self.people, id, || Ok(people::person(self.conn, id)?.map_or_else(|| id.to_owned(), |person| person.name)))
    }

    /// A device, if the district knows it. `None` is a row that was not sealed yet: this device's own.
    pub fn device(&self, id: Option<&str>) -> Result<Option<Device>, AppError> {
        id.map_or(Ok(None), |id| remember(&self.devices, id, || people::device(self.conn, id)))
    }

    /// A division.
    pub fn division(&self, code: &str) -> Result<Option<Division>, AppError> {
        remember(&self.divisions, code, || district::division(self.conn, code))
    }

    /// A division's code with its name; the code stands for a name that is not here.
    pub fn place(&self, code: &str) -> Result<NamedId, AppError> {
        let name = self.division(code)?.map_or_else(|| code.to_owned(), |division| division.name);
        Ok(NamedId { id: code.to_owned(), name })
    }

    /// The township that a village lies in.
    pub fn township(&self, village: &str) -> Result<NamedId, AppError> {
        self.place(village.get(..9).unwrap_or(village))
    }

    /// A team.
    pub fn team(&self, id: &str) -> Result<NamedId, AppError> {
        let mut teams = self.teams.borrow_mut();
        let teams = match &mut *teams {
            Some(teams) => teams,
            unread => unread.insert(people::teams(self.conn)?),
        };
        let name = teams.iter().find(|(known, _)| known == id).map_or_else(|| id.to_owned(), |(_, name)| name.clone());
        Ok(NamedId { id: id.to_owned(), name })
    }
}

fn remember<T: Clone>(known: &RefCell<HashMap<String, T>>, id: &str, find: impl FnOnce() -> Found<T>) -> Result<T, AppError> {
    if let Some(value) = known.borrow().get(id) {
        return Ok(value.clone());
    }
    let value = find()?;
    known.borrow_mut().insert(id.to_owned(), value.clone());
    Ok(value)
}
