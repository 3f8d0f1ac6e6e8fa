//! Findings, 台账 and boundaries as tables and maps.

use super::{Document, date, kind_name, size_words};
use crate::api::{DocumentList, FindingStatus, LedgerFigure, ListForm, ListOrder, ListWords};
use crate::finding::{Filter, Line, Shown, lines};
use crate::{App, AppError, Caller, ErrorCode};
use std::collections::BTreeSet;
use xuncun_domain::calendar::Day;
use xuncun_domain::cleanup::{Amount, DayEntry, Figure};
use xuncun_domain::finding as rules;
use xuncun_domain::stream::Class;
use xuncun_report::boundary::{self, Boundary};
use xuncun_report::cleanup::{self, Cleanup, Measure};
use xuncun_report::finding::{self, Finding};
use xuncun_report::table::Table;
use xuncun_report::{Layers, Moment, geopackage};
use xuncun_store::query::{Connection, cleanup as days, district};

/// What the roads of a day come to, where programs read it.
const ROADS: &str = "road_km";

/// Those that were asked for, and no others.
struct Lists {
    findings: Option<Vec<Finding>>,
    cleanups: Option<Vec<Cleanup>>,
    boundaries: Option<Vec<Boundary>>,
    measures: Vec<Measure>,
}

pub fn make(app: &App, caller: &Caller, order: &ListOrder) -> Result<Document, AppError> {
    caller.check_any()?;
    let asked: BTreeSet<DocumentList> = order.lists.iter().copied().collect();
    let holds_one = matches!(order.form, ListForm::Csv | ListForm::Geojson);
    if asked.is_empty() || holds_one && asked.len() > 1 {
        return Err(AppError::new(ErrorCode::BadRequest).with("detail", "lists"));
    }
    let lists = app.read(|conn| Lists::read(app, conn, caller, &asked, order))?;
    let words = &order.words;
    Ok(match order.form {
        ListForm::Csv => Document { bytes: lists.tables(words).iter().flat_map(Table::csv).collect(), mime: "text/csv", ending: "csv" },
        ListForm::Xlsx => Document {
            bytes: Table::workbook(&lists.tables(words).iter().collect::<Vec<_>>())?,
            mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ending: "xlsx",
        },
        ListForm::Geojson => Document { bytes: lists.geojson(), mime: "application/geo+json", ending: "geojson" },
        ListForm::Gpkg => {
            Document { bytes: geopackage(&lists.layers(words, Moment(app.now()?)))?, mime: "application/geopackage+sqlite3", ending: "gpkg" }
        }
    })
}

impl Lists {
    fn read(app: &App, conn: &Connection, caller: &Caller, asked: &BTreeSet<DocumentList>, order: &ListOrder) -> Result<Self, AppError> {
        let shown = Shown::new(app, conn, caller)?;
        let filter = Filter::new(conn, &order.filter, &shown)?;
        let measures = Figure::all().map(|figure| Measure {
            key: figure.key().to_owned(),
            title: order.words.figures.get(&LedgerFigure::from(figure)).cloned().unwrap_or_else(|| figure.key().to_owned()),
        });
        let asks = |list| asked.contains(&list);
        Ok(Self {
            findings: asks(DocumentList::Findings).then(|| findings(app, conn, caller, &shown, &filter, &order.words)).transpose()?,
            cleanups: asks(DocumentList::Cleanups).then(|| cleanups(conn, caller, &shown, &filter)).transpose()?,
            boundaries: asks(DocumentList::Boundaries).then(|| boundaries(conn, &filter)).transpose()?,
            measures: measures.chain([Measure { key: ROADS.to_owned(), title: order.words.roads.clone() }]).collect(),
        })
    }

    fn tables(&self, words: &ListWords) -> Vec<Table> {
        let findings = self.findings.as_ref().map(|rows| finding::table(rows, &words.findings));
        let cleanups = self.cleanups.as_ref().map(|rows| cleanup::table(rows, &self.measures, &words.cleanups));
        let boundaries = self.boundaries.as_ref().map(|rows| boundary::table(rows, &words.boundaries));
        [findings, cleanups, boundaries].into_iter().flatten().collect()
    }

    /// Of the first: a GeoJSON holds one.
    fn geojson(&self) -> Vec<u8> {
        let findings = self.findings.as_ref().map(|rows| Finding::geojson(rows));
        let cleanups = || self.cleanups.as_ref().map(|rows| cleanup::geojson(rows, &self.measures));
        let boundaries = || self.boundaries.as_ref().map(|rows| Boundary::geojson(rows));
        findings.or_else(cleanups).or_else(boundaries).unwrap_or_default()
    }

    fn layers<'a>(&'a self, words: &'a ListWords, made_at: Moment) -> Layers<'a> {
        Layers {
            findings: self.findings.as_ref().map(|rows| (rows.as_slice(), &words.findings)),
            boundaries: self.boundaries.as_ref().map(|rows| (rows.as_slice(), &words.boundaries)),
            cleanups: self.cleanups.as_ref().map(|rows| (rows.as_slice(), self.measures.as_slice(), &words.cleanups)),
            made_at,
        }
    }
}

fn findings(
    app: &App,
    conn: &Connection,
    caller: &Caller,
    shown: &Shown<'_>,
    filter: &Filter<'_>,
    words: &ListWords,
) -> Result<Vec<Finding>, AppError> {
    let lines = lines(app, conn, caller, shown)?;
    let one = |line: &Line| {
        let (row, status) = (&line.row, FindingStatus::from(line.case.status));
        Ok(Finding {
            code: rules::code(&row.id),
            kind: row.kind.clone(),
            kind_name: kind_name(shown, &words.kinds, &row.kind),
            status: words.statuses.get(&status).cloned().unwrap_or_else(|| line.case.status.as_str().to_owned()),
            township: shown.names.township(&row.village)?.name,
            village: shown.names.place(&row.village)?.name,
            landmark: row.landmark.clone(),
            count: Some(row.count.into()),
            size: size_words(row, &words.sizes),
            position: row.position.map(|(lon, lat, _)| [lon, lat]),
            accuracy: row.position.map(|(.., accuracy)| accuracy),
            seen_at: Some(Moment(row.seen_at)),
            due: line.case.due.and_then(date),
            overdue_days: line.days_left(shown.today).map(|left| (-left).into()),
            closed_at: line.closed_at.map(Moment),
            note: row.note.clone(),
        })
    };
    filter.fitting(&lines).into_iter().map(one).collect()
}

fn cleanups(conn: &Connection, caller: &Caller, shown: &Shown<'_>, filter: &Filter<'_>) -> Result<Vec<Cleanup>, AppError> {
    let mut rows = Vec::new();
    for (village, day, fields) in days::all(conn)? {
        let Some((day, date)) = day.parse::<Day>().ok().and_then(|day| Some((day, date(day)?))) else { continue };
        if !(filter.takes_village(&village) && filter.takes_day(day) && caller.reads_in(&village, Class::Open)) {
            continue;
        }
        let entry = DayEntry::read(&fields);
        let roads = entry.roads();
        let km = (!roads.is_empty()).then(|| roads.iter().map(|road| road.km).sum());
        rows.push(Cleanup {
            township: shown.names.township(&village)?.name,
            village: shown.names.place(&village)?.name,
            village_code: village,
            day: date,
            amounts: Figure::all().map(|figure| entry.get(figure)).chain([km]).map(|amount| amount.map(number)).collect(),
        });
    }
    Ok(rows)
}

/// The nearest number: tenths are no binary fractions.
#[allow(clippy::cast_precision_loss)]
fn number(amount: Amount) -> f64 {
    amount.tenths() as f64 / 10.0
}

/// The villages that fit and what they lie in; of a whole district, all of it.
fn boundaries(conn: &Connection, filter: &Filter<'_>) -> Result<Vec<Boundary>, AppError> {
    let divisions = district::divisions(conn)?;
    let villages = divisions.iter().filter(|division| division.level == "village" && filter.takes_village(&division.code));
    let around: BTreeSet<&str> = villages.flat_map(|village| [6, 9, 12].into_iter().filter_map(|length| village.code.get(..length))).collect();
    let rings: Vec<(String, district::Rings)> = district::boundaries(conn)?;
    let of = |code: &str| {
        let at = rings.binary_search_by(|(known, _)| known.as_str().cmp(code)).ok();
        at.map(|at| rings[at].1.iter().map(|ring| ring.iter().map(|(lon, lat)| [*lon, *lat]).collect()).collect())
    };
    Ok(divisions
        .iter()
        .filter(|division| around.contains(division.code.as_str()))
        .map(|division| Boundary {
            code: division.code.clone(),
            name: division.name.clone(),
            level: division.level.clone(),
            rings: of(&division.code).unwrap_or_default(),
        })
        .collect())
}
