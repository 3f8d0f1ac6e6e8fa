//! The rows that the root signs: the place, its people and rights, the documents.

use super::RootRow;
use crate::boundary::Ring;
use crate::people::TeamKind;
use crate::{COUNTY, COUNTY_NAME, District};
use serde_json::json;
use xuncun_domain::Millis;
use xuncun_domain::calendar::{Calendar, Day};
use xuncun_domain::standard::Standard;
use xuncun_journal::Value;

fn row(table: &'static str, id: impl Into<String>, columns: Vec<(&'static str, Value)>) -> RootRow {
    RootRow { table, stream: format!("{COUNTY}/open"), id: id.into(), columns }
}

fn rings(boundary: &[Ring]) -> Value {
    json!(boundary).to_string().into()
}

fn text(value: &str) -> Value {
    value.into()
}

fn flag(value: bool) -> Value {
    i64::from(value).into()
}

/// County, townships, villages and their groups.
pub(super) fn district(district: &District) -> Vec<RootRow> {
    let sum = |of: fn(&crate::Village) -> i64, villages: &[usize]| villages.iter().map(|v| of(&district.villages[*v])).sum::<i64>();
    let everywhere: Vec<usize> = (0..district.villages.len()).collect();
    let whole = |name: &str, level: &str, parent: Option<&str>, demonstration: bool, centre: (f64, f64), boundary: &[Ring], villages: &[usize]| {
        vec![
            ("name", text(name)),
            ("level", text(level)),
            ("parent", parent.map(str::to_string).into()),
            ("demonstration", flag(demonstration)),
            ("suburban", flag(false)),
            ("lon", centre.0.into()),
            ("lat", centre.1.into()),
            ("boundary", rings(boundary)),
            ("households", sum(|v| v.households, villages).into()),
            ("people", sum(|v| v.people, villages).into()),
            ("labour", sum(|v| v.labour, villages).into()),
        ]
    };
    let seat = district.townships.first().map(|seat| seat.centre).unwrap_or_default();
    let mut rows = vec![row("division", COUNTY, whole(COUNTY_NAME, "county", None, false, seat, &district.boundary, &everywhere))];
    for township in &district.townships {
        let columns =
            whole(&township.name, "township", Some(COUNTY), township.demonstration, township.centre, &township.boundary, &township.villages);
        rows.push(row("division", &township.code, columns));
    }
    for village in &district.villages {
        rows.push(row(
            "division",
            &village.code,
            vec![
                ("name", text(&village.name)),
                ("level", text("village")),
                ("parent", text(&district.townships[village.township].code)),
                ("demonstration", flag(village.demonstration)),
                ("suburban", flag(village.suburban)),
                ("lon", village.centre.0.into()),
                ("lat", village.centre.1.into()),
                ("boundary", rings(&village.boundary)),
                ("households", village.households.into()),
                ("people", village.people.into()),
                ("labour", village.labour.into()),
            ],
        ));
        for (n, (name, (lon, lat))) in village.groups.iter().enumerate() {
            rows.push(row(
                "place",
                format!("{}/{}", village.code, n + 1),
                vec![
                    ("division", text(&village.code)),
                    ("kind", text("group")),
                    ("name", text(name)),
                    ("lon", (*lon).into()),
                    ("lat", (*lat).into()),
                ],
            ));
        }
    }
    rows
}

/// Teams, people, grants, memberships, duties.
pub(super) fn people(district: &District, now: Millis) -> Vec<RootRow> {
    let (year, ..) = Day::of(now).ymd();
    let from = Day::from_ymd(year - 1, 1, 1).map_or(0, Day::start);
    let until = Day::from_ymd(year + 2, 1, 1).map(Day::start);
    let mut rows = Vec::new();
    for team in &district.teams {
        let kind = if team.kind == TeamKind::General { "general" } else { "sub" };
        rows.push(row("team", &team.id, vec![("name", text(&team.name)), ("short", text(&team.short)), ("kind", text(kind))]));
        for member in &team.members {
            rows.push(row("team_member", format!("{}/{member}", team.id), vec![("team", text(&team.id)), ("person", text(member))]));
        }
    }
    for person in &district.people {
        rows.push(row("person", &person.id, vec![("name", text(&person.name)), ("title", text(&person.title))]));
    }
    for grant in &district.grants {
        rows.push(row(
            "grant",
            &grant.id,
            vec![
                ("person", text(&grant.person)),
                ("role", text(grant.role.id())),
                ("prefixes", json!(grant.prefixes).to_string().into()),
                ("valid_from", from.into()),
                ("valid_to", until.into()),
                ("team", grant.team.clone().into()),
            ],
        ));
    }
    for duty in &district.duties {
        let columns = vec![("village", text(&duty.village)), ("person", text(&duty.person)), ("kind", text(duty.kind))];
        rows.push(row("duty", format!("{}/{}", duty.village, duty.person), columns));
    }
    rows
}

/// Standard, calendar and the settings of a demo.
pub(super) fn documents(district: &District, standard: &Standard, calendar: &Calendar) -> Vec<RootRow> {
    let start = json!({ "supervisor": district.guide.supervisor, "inspector": district.guide.inspector, "cadre": district.guide.cadre });
    let setting = |name: &str, value: String| row("setting", name, vec![("name", text(name)), ("value", value.into())]);
    vec![
        row("standard", standard.id(), vec![("document", standard.to_json().into()), ("title", text(standard.title())), ("published", flag(true))]),
        row("calendar", &calendar.id, vec![("document", json!(calendar.document).to_string().into())]),
        setting("demo", "true".into()),
        setting("demo_start", start.to_string()),
    ]
}
