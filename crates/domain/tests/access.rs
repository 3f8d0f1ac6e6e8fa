//! Who may do what, against a table written out by hand: a change of `ACCESS` or `WRITERS` must be made here too, knowingly.

use proptest::prelude::*;
use xuncun_domain::division::DivisionCode;
use xuncun_domain::grant::Action::{Read, Write};
use xuncun_domain::grant::{
    Action, Denied, DeviceKind, GRACE, Grant, ReadScope, Relation, Role, WRITERS, allows, device_rule, may, may_commit, may_sign_for,
    may_write_table, readable, root_may,
};
use xuncun_domain::stream::{Class, StreamId};
use xuncun_domain::table::{TABLES, Table, table};

/// Role, class, then read-write for own, below, above, neighbour.
const MATRIX: [(&str, &str, [&str; 4]); 15] = [
    ("cadre", "open", ["rw", "rw", "r-", "--"]),
    ("cadre", "work", ["--", "--", "--", "--"]),
    ("cadre", "private", ["rw", "--", "--", "--"]),
    ("township", "open", ["rw", "rw", "r-", "--"]),
    ("township", "work", ["--", "--", "--", "--"]),
    ("township", "private", ["rw", "rw", "--", "--"]),
    ("inspector", "open", ["rw", "rw", "r-", "--"]),
    ("inspector", "work", ["rw", "rw", "r-", "--"]),
    ("inspector", "private", ["rw", "rw", "--", "--"]),
    ("supervisor", "open", ["rw", "rw", "r-", "--"]),
    ("supervisor", "work", ["rw", "rw", "r-", "--"]),
    ("supervisor", "private", ["r-", "r-", "--", "--"]),
    ("admin", "open", ["rw", "rw", "r-", "--"]),
    ("admin", "work", ["r-", "r-", "r-", "--"]),
    ("admin", "private", ["r-", "r-", "--", "--"]),
];

/// Each table with the initials of the roles that author it: C cadre, T township, I inspector, S supervisor, A admin.
const AUTHORS: [(&str, &str); 33] = [
    ("division", "A"),
    ("place", "A"),
    ("person", "A"),
    ("team", "A"),
    ("team_member", "A"),
    ("grant", "A"),
    ("device", ""),
    ("duty", "A"),
    ("standard", "A"),
    ("calendar", "A"),
    ("setting", "A"),
    ("notice", "IS"),
    ("appeal", "TS"),
    ("finding", "CTIS"),
    ("step", "CTIS"),
    ("cleanup", "C"),
    ("bulletin", "S"),
    ("round", "S"),
    ("assignment", "S"),
    ("draw", "S"),
    ("inspection", "I"),
    ("sighting", "I"),
    ("answer", "I"),
    ("submission", "I"),
    ("presence", "I"),
    ("review", "S"),
    ("photo", "CTIS"),
    ("rendition", "CTIS"),
    ("photo_fix", "CTIS"),
    ("photo_mark", "CTIS"),
    ("voice_note", "CTIS"),
    ("contact", "CT"),
    ("owner", "CT"),
];

const NOW: i64 = 1_795_399_200_000;

fn code(text: &str) -> DivisionCode {
    text.parse().unwrap()
}

fn grant(role: Role, prefix: &str) -> Grant {
    Grant { id: "g".into(), person: "p".into(), role, prefixes: vec![code(prefix)], valid_from: NOW - 1000, valid_to: Some(NOW + 1000), team: None }
}

/// A grant's prefix and a stream's code for each relation, in the matrix's order; several depths of each.
const PLACES: [&[(&str, &str)]; 4] = [
    &[("629900100201", "629900100201"), ("629900100", "629900100"), ("629900", "629900")],
    &[("629900100", "629900100201"), ("629900", "629900100"), ("629900", "629900100201")],
    &[("629900100201", "629900100"), ("629900100201", "629900"), ("629900100", "629900")],
    &[
        ("629900100201", "629900100202"),
        ("629900100", "629900101"),
        ("629900100", "629900101201"),
        ("629900", "629901"),
        ("629900100201", "629900101"),
    ],
];

#[test]
fn the_matrix_holds_for_every_role_class_relation_and_action() {
    let mut checked = 0;
    for (role, class, cells) in MATRIX {
        let (role, class): (Role, Class) = (role.parse().unwrap(), class.parse().unwrap());
        for (cell, places) in cells.iter().zip(PLACES) {
            for (prefix, at) in places {
                let (grant, stream) = (grant(role, prefix), StreamId::new(code(at), class));
                for (action, letter) in [(Read, 'r'), (Write, 'w')] {
                    let expected = cell.contains(letter);
                    let relation = Relation::between(&code(prefix), &code(at));
                    assert_eq!(
                        relation.is_some_and(|relation| allows(role, class, relation, action)),
                        expected,
                        "{role} {prefix} {action:?} {stream}"
                    );
                    for table in TABLES.iter().filter(|table| table.allows(&stream)) {
                        let authored = action == Read || may_write_table(role, table.name);
                        assert_eq!(
                            may(&grant, action, &stream, table, NOW).is_ok(),
                            expected && authored,
                            "{role} {prefix} {action:?} {} in {stream}",
                            table.name
                        );
                        checked += 1;
                    }
                }
                assert_eq!(readable([&grant], NOW).contains(&stream), cell.contains('r'), "{role} {prefix} scope {stream}");
            }
        }
    }
    assert!(checked > 500, "{checked} checks");
}

#[test]
fn every_table_has_its_authors() {
    assert_eq!(TABLES.len(), AUTHORS.len());
    assert_eq!(WRITERS.len(), AUTHORS.len());
    for (name, authors) in AUTHORS {
        assert!(table(name).is_some(), "{name}");
        for role in Role::ALL {
            let initial = role.as_str()[..1].to_uppercase();
            assert_eq!(may_write_table(role, name), authors.contains(&initial), "{role} {name}");
        }
    }
    assert!(!may_write_table(Role::Admin, "from_the_future"));
}

#[test]
fn a_row_lies_only_where_its_table_belongs() {
    let supervisor = grant(Role::Supervisor, "629900");
    let deny = |stream: &str, name: &str| may(&supervisor, Write, &stream.parse().unwrap(), table(name).unwrap(), NOW).err();
    assert_eq!(deny("629900/work", "round"), None);
    assert_eq!(deny("629900/open", "round"), Some(Denied::Stream), "no round in the open");
    assert_eq!(deny("629900100201/work", "round"), Some(Denied::Stream));
    assert_eq!(deny("629900100201/work", "inspection"), Some(Denied::Table));
    assert_eq!(deny("629901/work", "round"), Some(Denied::Outside));
    assert_eq!(deny("629900100201/private", "owner"), Some(Denied::Outside));
}

#[test]
fn a_grant_counts_in_its_time_and_a_late_commit_has_thirty_days() {
    let (grant, stream, answer) = (grant(Role::Inspector, "629900100"), "629900100201/work".parse().unwrap(), table("answer").unwrap());
    let (from, to) = (grant.valid_from, grant.valid_to.unwrap());
    for (at, allowed) in [(from - 1, false), (from, true), (to - 1, true), (to, false)] {
        assert_eq!(may(&grant, Write, &stream, answer, at).is_ok(), allowed, "{at}");
        assert_eq!(readable([&grant], at).is_empty(), !allowed);
    }
    for (made, arrived, allowed) in
        [(to - 1, to - 1, true), (to - 1, to + GRACE, true), (to - 1, to + GRACE + 1, false), (to, to, false), (from - 1, from, false)]
    {
        assert_eq!(may_commit(&grant, &stream, answer, made, arrived).is_ok(), allowed, "made {made} arrived {arrived}");
    }
    let endless = Grant { valid_to: None, ..grant };
    assert_eq!(may_commit(&endless, &stream, answer, i64::MAX, i64::MAX), Ok(()));
}

#[test]
fn devices_sign_by_their_kind() {
    assert_eq!(may_sign_for(DeviceKind::App, "li", "li"), Ok(()));
    assert_eq!(may_sign_for(DeviceKind::App, "li", "wang"), Err(Denied::Author));
    assert_eq!(may_sign_for(DeviceKind::Server, "", "wang"), Ok(()));
    assert!(device_rule(DeviceKind::Server).by_grant && device_rule(DeviceKind::App).by_grant && !device_rule(DeviceKind::Root).by_grant);
    let root = |stream: &str, name: &str| root_may(&stream.parse().unwrap(), table(name).unwrap());
    for name in ["division", "place", "person", "team", "team_member", "grant", "device", "duty", "standard", "calendar", "setting"] {
        assert_eq!(root("629900/open", name), Ok(()), "{name}");
    }
    assert_eq!(root("629900100201/work", "inspection"), Err(Denied::Table), "the root key inspects nothing");
    assert_eq!(root("629900100201/open", "notice"), Err(Denied::Table));
    assert_eq!(root("629900100/open", "grant"), Err(Denied::Stream));
}

#[test]
fn a_scope_is_its_text_and_equal_rights_are_equal() {
    let scope = readable([&grant(Role::Cadre, "629900100201")], NOW);
    let text = "629900/open 629900100/open 629900100201/open 629900100201/open/* 629900100201/private";
    assert_eq!(scope.to_string(), text);
    assert_eq!(text.parse::<ReadScope>().unwrap(), scope);
    assert_eq!("".parse::<ReadScope>().unwrap(), ReadScope::default());
    assert!("629900/open/*/x".parse::<ReadScope>().is_err() && "629900".parse::<ReadScope>().is_err());
    // A county's supervisor gains nothing from a grant for one of its townships.
    let (county, township) = (grant(Role::Supervisor, "629900"), grant(Role::Supervisor, "629900100"));
    assert_eq!(readable([&county, &township], NOW), readable([&county], NOW));
    assert_eq!(
        readable([&township, &county], NOW).to_string(),
        "629900/open 629900/open/* 629900/work 629900/work/* 629900/private 629900/private/*"
    );
}

fn any_grant() -> impl Strategy<Value = Grant> {
    let prefixes =
        prop::collection::vec(prop::sample::select(vec!["629900", "629900100", "629900101", "629900100201", "629900100202", "629900101201"]), 0..3);
    (prop::sample::select(Role::ALL.to_vec()), prefixes, any::<bool>()).prop_map(|(role, prefixes, valid)| Grant {
        prefixes: prefixes.into_iter().map(code).collect(),
        valid_to: (!valid).then_some(NOW),
        ..grant(role, "629900")
    })
}

fn readable_table(stream: &StreamId) -> &'static Table {
    TABLES.iter().find(|table| table.allows(stream)).unwrap_or(&TABLES[0])
}

proptest! {
    #[test]
    fn a_scope_holds_exactly_what_may_be_read(grants in prop::collection::vec(any_grant(), 0..4)) {
        let scope = readable(&grants, NOW);
        prop_assert_eq!(scope.to_string().parse::<ReadScope>().unwrap(), scope.clone());
        for at in ["629900", "629900100", "629900101", "629900100201", "629900100202", "629900101201", "629901", "629901100"] {
            for class in Class::ALL {
                let stream = StreamId::new(code(at), class);
                let allowed = |action: Action| grants.iter().any(|grant| may(grant, action, &stream, readable_table(&stream), NOW).is_ok());
                if readable_table(&stream).allows(&stream) {
                    prop_assert_eq!(scope.contains(&stream), allowed(Read), "{}", stream);
                }
            }
        }
    }
}
