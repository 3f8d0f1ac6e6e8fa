//! Divisions from a map that somebody else drew: the ground of those that the district has, and those that it does not have yet.

use crate::endpoint::Endpoint;
use crate::endpoint::office::{OfficeError, RootRow};
use crate::storage::StorageError;
use geo::{Coord, InteriorPoint, LineString, Polygon, Simplify};
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use xuncun_domain::division::{DivisionCode, DivisionLevel};
use xuncun_domain::limit::check_name;
use xuncun_journal::{DeviceId, Value, decode_body, peek};
use xuncun_report::boundary::Ring;
use xuncun_report::{Area, ReportError, read_boundaries};

/// Metres in a degree of latitude.
const DEGREE: f64 = 111_195.0;
/// Longest boundary that a row takes, bytes: a commit of some of them then stays well below its limit.
const BOUNDARY_MAX: usize = 256 * 1024;
/// Most complaints about one file.
const COMPLAINTS: usize = 20;
/// Whole numbers that a map may tell of a division.
const NUMBERS: [&str; 3] = ["households", "people", "labour"];
/// Flags likewise.
const FLAGS: [&str; 2] = ["demonstration", "suburban"];

/// How the map is to be read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The property that holds the code.
    pub code: String,
    /// The property that holds the name.
    pub name: String,
    /// Bends smaller than so many metres are straightened.
    pub simplify: f64,
}

/// What a map says that the district does not say yet.
#[derive(Debug, Default)]
pub struct Changes {
    /// Codes and names of divisions that are new.
    pub new: Vec<(DivisionCode, String)>,
    /// Codes of those that change.
    pub changed: Vec<DivisionCode>,
    /// How many are as they were.
    pub same: usize,
    rows: Vec<RootRow>,
}

/// Why a map was not taken. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum DivisionsError {
    /// It cannot be read.
    #[error(transparent)]
    Map(#[from] ReportError),
    /// What it says cannot be.
    #[error("nothing was taken:\n  {}", .0.join("\n  "))]
    Wrong(Vec<String>),
    /// A stored row cannot be read.
    #[error("the row of division {0} cannot be read: run `xuncun-server verify`")]
    Unreadable(String),
    /// The storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The root did not sign.
    #[error(transparent)]
    Office(#[from] OfficeError),
}

type Columns = BTreeMap<String, Value>;

/// A division as the map has it.
#[derive(Default)]
struct Drawn {
    /// Of the map, from 1 on.
    feature: usize,
    rings: Vec<Ring>,
    properties: Map<String, Json>,
}

/// Reads a map (GeoJSON or GeoPackage) and compares it with what the district has. Nothing is written.
///
/// # Errors
/// [`DivisionsError`].
pub async fn compare(endpoint: &Endpoint, map: &[u8], reading: &Reading) -> Result<Changes, DivisionsError> {
    let district = endpoint.district().code;
    let (drawn, mut wrong) = by_code(read_boundaries(map)?, district, &reading.code);
    let (_, rows) = endpoint.storage.row_heads(&["division"]).await?;
    let known: BTreeSet<String> = rows.into_iter().filter(|row| !row.deleted).map(|row| row.id).collect();
    let mut bodies = Bodies { endpoint, read: HashMap::new() };
    let mut changes = Changes::default();
    for (code, one) in &drawn {
        let before = if known.contains(code.as_str()) { Some(bodies.columns(code.as_str()).await?) } else { None };
        let mut columns = before.clone().unwrap_or_default();
        if let Err(why) = say(&mut columns, one, reading) {
            wrong.push(format!("feature {} ({code}): {why}", one.feature));
            continue;
        }
        if before.is_none() {
            let parent = code.parent().unwrap_or(*code);
            if !known.contains(parent.as_str()) && !drawn.contains_key(&parent) {
                wrong.push(format!(
                    "feature {} ({code}): there is no {parent} that it could lie in, neither in the district nor in the map",
                    one.feature
                ));
                continue;
            }
            lay(&mut columns, *code, parent);
        }
        if before.as_ref() == Some(&columns) {
            changes.same += 1;
            continue;
        }
        match before {
            Some(_) => changes.changed.push(*code),
            None => changes.new.push((*code, columns.get("name").and_then(Value::as_text).unwrap_or_default().to_owned())),
        }
        changes.rows.push(endpoint.row("division", code.to_string(), columns.into_iter().collect()));
    }
    if wrong.is_empty() {
        return Ok(changes);
    }
    let more = wrong.len().saturating_sub(COMPLAINTS);
    wrong.truncate(COMPLAINTS);
    if more > 0 {
        wrong.push(format!("and {more} more"));
    }
    Err(DivisionsError::Wrong(wrong))
}

impl Changes {
    /// Has the root sign them.
    ///
    /// # Errors
    /// [`OfficeError`]; commits before the failing one stand, and the map can be taken again.
    pub async fn sign(self, endpoint: &Endpoint) -> Result<(), DivisionsError> {
        Ok(endpoint.sign_rows(self.rows).await?)
    }
}

/// The pieces of each division together, and what is wrong with the others.
fn by_code(areas: Vec<Area>, district: DivisionCode, property: &str) -> (BTreeMap<DivisionCode, Drawn>, Vec<String>) {
    let (mut drawn, mut wrong) = (BTreeMap::<DivisionCode, Drawn>::new(), Vec::new());
    for (at, area) in areas.into_iter().enumerate() {
        let feature = at + 1;
        let Some(text) = area.properties.get(property).and_then(code_text) else {
            wrong.push(format!("feature {feature}: it has no \"{property}\" (see --code for a property of another name)"));
            continue;
        };
        match written_long(&text).parse::<DivisionCode>() {
            Err(why) => wrong.push(format!("feature {feature}: {text:?}: {why}")),
            Ok(code) if code.county() != district => wrong.push(format!("feature {feature}: {code} is not in district {district}")),
            Ok(code) => {
                let one = drawn.entry(code).or_insert_with(|| Drawn { feature, ..Drawn::default() });
                one.rings.extend(area.rings);
                one.properties.extend(area.properties.into_iter().filter(|(_, value)| !value.is_null()));
            }
        }
    }
    (drawn, wrong)
}

/// A code is a text, or the number that a table has made of it.
fn code_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Json::Number(number) => {
            number.as_u64().or_else(|| number.as_f64().filter(|code| code.fract() == 0.0).map(|code| code as u64)).map(|code| code.to_string())
        }
        _ => None,
    }
}

/// GB/T 10114 writes every code with twelve digits, `000` for what is not divided further.
fn written_long(text: &str) -> &str {
    if text.len() != 12 {
        return text;
    }
    text.strip_suffix("000000").or_else(|| text.strip_suffix("000")).unwrap_or(text)
}

/// What the map says of a division; what it does not mention stays.
fn say(columns: &mut Columns, drawn: &Drawn, reading: &Reading) -> Result<(), String> {
    if let Some(name) = drawn.properties.get(&reading.name).and_then(Json::as_str).map(str::trim).filter(|name| !name.is_empty()) {
        check_name(name).map_err(|why| format!("its name: {why}"))?;
        columns.insert("name".into(), name.into());
    }
    if !columns.contains_key("name") {
        return Err(format!("it is new, and has no \"{}\" (see --name for a property of another name)", reading.name));
    }
    for key in NUMBERS {
        if let Some(value) = drawn.properties.get(key) {
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok()).ok_or_else(|| format!("{key}: {value} is no count"))?;
            columns.insert(key.into(), i64::from(number).into());
        }
    }
    for key in FLAGS {
        if let Some(value) = drawn.properties.get(key) {
            let flag = value.as_bool().or_else(|| value.as_u64().filter(|one| *one < 2).map(|one| one == 1));
            columns.insert(key.into(), i64::from(flag.ok_or_else(|| format!("{key}: {value} is neither true nor false"))?).into());
        }
    }
    if drawn.rings.is_empty() {
        return Ok(());
    }
    let rings: Vec<Ring> = drawn.rings.iter().map(|ring| simplified(ring, reading.simplify)).filter(|ring| ring.len() > 3).collect();
    if rings.is_empty() {
        return Err(format!("its ground is smaller than the {} m that are straightened", reading.simplify));
    }
    let boundary = json!(rings).to_string();
    if boundary.len() > BOUNDARY_MAX {
        let corners: usize = rings.iter().map(Vec::len).sum();
        return Err(format!("its boundary has {corners} corners, more than a device can be asked to draw: straighten more (--simplify)"));
    }
    let moved = columns.get("boundary").and_then(Value::as_text) != Some(&boundary);
    if moved && let Some([lon, lat]) = middle(&rings).filter(|_| columns.get("lon").is_none_or(Value::is_null)) {
        columns.insert("lon".into(), lon.into());
        columns.insert("lat".into(), lat.into());
    }
    columns.insert("boundary".into(), boundary.into());
    Ok(())
}

/// What a new division has beside what the map says.
fn lay(columns: &mut Columns, code: DivisionCode, parent: DivisionCode) {
    let level = match code.level() {
        DivisionLevel::County => "county",
        DivisionLevel::Township => "township",
        DivisionLevel::Village => "village",
    };
    columns.insert("level".into(), level.into());
    columns.insert("parent".into(), (parent != code).then(|| parent.to_string()).into());
    for key in FLAGS {
        columns.entry(key.into()).or_insert_with(|| 0_i64.into());
    }
}

fn line(ring: &Ring) -> LineString {
    ring.iter().map(|at| Coord { x: at[0], y: at[1] }).collect()
}

/// With fewer corners, and a decimetre exact.
fn simplified(ring: &Ring, metres: f64) -> Ring {
    let exact = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let mut ring: Ring = line(ring).simplify(metres.max(0.0) / DEGREE).into_iter().map(|at| [exact(at.x), exact(at.y)]).collect();
    ring.dedup();
    ring
}

/// A place that lies within the largest piece: villages are bent, and the middle of all corners may be the neighbour's.
fn middle(rings: &[Ring]) -> Option<[f64; 2]> {
    let largest = rings.iter().max_by_key(|ring| ring.len())?;
    let within = Polygon::new(line(largest), Vec::new()).interior_point()?;
    Some([(within.x() * 1e6).round() / 1e6, (within.y() * 1e6).round() / 1e6])
}

/// Bodies of the root's commits, each read once: they hold the rows that the storage only knows the versions of.
struct Bodies<'a> {
    endpoint: &'a Endpoint,
    read: HashMap<(DeviceId, u64), HashMap<String, Columns>>,
}

impl Bodies<'_> {
    async fn columns(&mut self, code: &str) -> Result<Columns, DivisionsError> {
        let unreadable = || DivisionsError::Unreadable(code.to_owned());
        let version = self.endpoint.storage.heads_of("division", code).await?.into_iter().max_by_key(|(_, seq)| *seq).ok_or_else(unreadable)?;
        if !self.read.contains_key(&version) {
            let (device, seq) = version;
            let open = self.endpoint.district().open_stream().to_string();
            let commit = self.endpoint.storage.chain(&open, device, seq, 1).await?.into_iter().next().filter(|commit| commit.seq == seq);
            let body = commit.as_ref().and_then(|commit| commit.body.as_deref().zip(peek(&commit.envelope).ok()));
            let puts = body.and_then(|(body, opened)| decode_body(&opened.header, body).ok()).ok_or_else(unreadable)?;
            let divisions = puts.into_iter().filter(|put| put.table == "division").map(|put| (put.id, put.columns.into_iter().collect())).collect();
            self.read.insert(version, divisions);
        }
        self.read.get(&version).and_then(|rows| rows.get(code)).cloned().ok_or_else(unreadable)
    }
}
