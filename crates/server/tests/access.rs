//! Every role × class × {own, neighbour, above, below} × {read, write}, through the wire, against a table written out here.
//!
//! The table is not made from the code's: it is what the design says, so a change of the code's table shows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::{COUNTY, Tablet, World, put, slots};
use std::collections::BTreeSet;
use xuncun_domain::grant::{ACCESS, Relation, Role};
use xuncun_domain::stream::Class;
use xuncun_journal::{DeviceKey, Hash, HeaderFields, Put, Refusal, Value};
use xuncun_server::endpoint::office::NewDevice;
use xuncun_sync::protocol::{Protocol, Session, UploadCreate};

/// Place of the stream, seen from the grant on township 629900100.
const PLACES: [(&str, &str); 4] = [("own", "629900100"), ("neighbour", "629900200"), ("above", "629900"), ("below", "629900100201")];

/// Role, then for open, work, private: rights in own, neighbour, above, below.
const TABLE: &[(Role, [[&str; 4]; 3])] = &[
    (Role::Cadre, [["rw", "--", "r-", "rw"], ["--", "--", "--", "--"], ["rw", "--", "--", "--"]]),
    (Role::Township, [["rw", "--", "r-", "rw"], ["--", "--", "--", "--"], ["rw", "--", "--", "rw"]]),
    (Role::Inspector, [["rw", "--", "r-", "rw"], ["rw", "--", "r-", "rw"], ["--", "--", "--", "--"]]),
    (Role::Supervisor, [["rw", "--", "r-", "rw"], ["rw", "--", "r-", "rw"], ["--", "--", "--", "--"]]),
    (Role::Admin, [["rw", "--", "r-", "rw"], ["r-", "--", "r-", "r-"], ["r-", "--", "--", "r-"]]),
];

/// A table that the role may author in a stream of this class and place, if there is one; else any that lies there.
fn row_for(role: Role, class: Class, code: &str) -> Option<Put> {
    let village = code.len() == 12;
    let county = code.len() == 6;
    let (table, column) = match (class, role) {
        (Class::Open, Role::Admin) if county => ("setting", "name"),
        (Class::Open, Role::Supervisor) if county => ("bulletin", "period"),
        (Class::Open, Role::Cadre) if village => ("cleanup", "day"),
        (Class::Open, Role::Inspector | Role::Supervisor) if village => ("notice", "round_name"),
        (Class::Open, Role::Township) if village => ("finding", "kind"),
        (Class::Work, Role::Supervisor) if county => ("round", "name"),
        (Class::Work, Role::Inspector) if village => ("answer", "note"),
        (Class::Work, Role::Supervisor) if village => ("review", "reason"),
        (Class::Private, Role::Cadre | Role::Township) => ("contact", "phone"),
        (Class::Open, _) if county => ("setting", "name"),
        (Class::Work, _) if county => ("round", "name"),
        (Class::Private, _) => ("contact", "phone"),
        (Class::Open, _) if village => ("notice", "round_name"),
        (Class::Work, _) if village => ("answer", "note"),
        // No table lies in a township's open or work stream: there is nothing to write, only to be refused.
        (Class::Open, _) => ("notice", "round_name"),
        (Class::Work, _) => ("answer", "note"),
    };
    Some(put(table, "row", column, "x"))
}

/// Does any table of the role lie in such a stream at all? Where none does, a write is `bad_stream`, allowed or not.
fn writable_there(role: Role, class: Class, code: &str) -> bool {
    match (role, class, code.len()) {
        (_, Class::Open | Class::Work, 9) => false,
        // Villages' rows are not the admin's, the county's documents are.
        (Role::Admin, Class::Open, 12) => false,
        _ => true,
    }
}

/// One commit of the world's history for each stream, by somebody who may write there, or straight by the storage.
async fn fill(world: &World) {
    // A server's device may sign for whoever has the right: it writes what no single role could.
    let key = DeviceKey::generate();
    let device =
        NewDevice { key: key.public(), person: "server".into(), kind: xuncun_domain::grant::DeviceKind::Server, name: "s".into(), valid_from: 0 };
    world.endpoint().add_device(device).await.unwrap();
    let session = world.endpoint().session_for(key.id()).await.unwrap();
    for (person, role) in [("i", Role::Inspector), ("s", Role::Supervisor), ("c", Role::Cadre), ("t", Role::Township)] {
        world.person(person, role, &[COUNTY]).await;
    }
    let rows = [
        ("629900/work", "s", "round", "name"),
        ("629900/private", "c", "contact", "phone"),
        ("629900100/private", "t", "contact", "phone"),
        ("629900200/private", "t", "contact", "phone"),
        ("629900100201/open", "i", "notice", "round_name"),
        ("629900200201/open", "i", "notice", "round_name"),
        ("629900100201/work", "i", "answer", "note"),
        ("629900200201/work", "i", "answer", "note"),
        ("629900100201/private", "t", "contact", "phone"),
        ("629900200201/private", "t", "contact", "phone"),
    ];
    let mut writer = as_tablet(world, key, session);
    for (to, author, table, column) in rows {
        let role = match author {
            "i" => Role::Inspector,
            "s" => Role::Supervisor,
            "c" => Role::Cadre,
            _ => Role::Township,
        };
        let fields = HeaderFields { author: author.into(), grant: format!("{author}/{role}"), ..writer.fields(to) };
        let sealed = writer.seal_as(fields, &[put(table, "planted", column, "x")]);
        assert_eq!(writer.offer(&sealed).await.0, None, "{to}");
    }
}

fn as_tablet(world: &World, key: DeviceKey, session: Session) -> Tablet {
    Tablet {
        key,
        person: String::new(),
        grant: String::new(),
        session,
        client: world.client(),
        server_key: world.endpoint().server_key(),
        clock: world.clock.clone(),
        chains: Default::default(),
        hlc: 0,
    }
}

#[tokio::test]
async fn every_role_class_and_place_through_the_wire() {
    let world = World::new().await;
    fill(&world).await;
    for (role, classes) in TABLE {
        let name = format!("x-{role}");
        let mut tablet = world.staff(&name, *role, &["629900100"]).await;
        let (entries, _) = tablet.pull_all(None, None).await;
        let readable: BTreeSet<String> = slots(&entries).into_iter().map(|(stream, _)| stream).collect();
        for (class, places) in Class::ALL.into_iter().zip(classes) {
            for ((place, code), rights) in PLACES.iter().zip(places) {
                let stream = format!("{code}/{class}");
                let case = format!("{role} {place} {class}");
                // Reading: what was planted there comes, or does not. Townships have no open or work rows of their own.
                let planted = !(code.len() == 9 && class != Class::Private);
                if planted {
                    assert_eq!(readable.contains(&stream), rights.starts_with('r'), "{case}: reading");
                }
                // Photographs and the question about them follow the same rights.
                let blob = tablet.client.get_blob(&tablet.session, &stream, [7; 32], 0, 1).await.unwrap_err();
                assert_eq!(blob.code(), "blob_unknown", "{case}: there is none, and who may not look learns no more");
                let asked = tablet.client.missing(&tablet.session, &stream, vec![[7; 32]]).await;
                assert_eq!(asked.is_ok(), rights.contains(['r', 'w']), "{case}: asking");
                // Writing.
                let sealed = tablet.seal(&stream, &[row_for(*role, class, code).unwrap()]);
                let (refusal, _) = tablet.offer(&sealed).await;
                if writable_there(*role, class, code) {
                    assert_eq!(refusal.is_none(), rights.ends_with('w'), "{case}: writing, {refusal:?}");
                }
                if !rights.ends_with('w') {
                    assert!(matches!(refusal, Some(Refusal::Forbidden | Refusal::BadStream)), "{case}: {refusal:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn photographs_go_where_their_rows_go() {
    let world = World::new().await;
    for (role, classes) in TABLE {
        let tablet = world.staff(&format!("p-{role}"), *role, &["629900100"]).await;
        for (class, places) in Class::ALL.into_iter().zip(classes) {
            for (place, code) in [("below", "629900100201"), ("neighbour", "629900200201")] {
                // A village below the township has the rights of "below", a neighbour's those of "neighbour".
                let rights = places[if place == "below" { 3 } else { 1 }];
                let stream = format!("{code}/{class}");
                let upload = UploadCreate { stream: stream.clone(), sha256: Hash::of(stream.as_bytes()).0, size: 10, mime: "image/jpeg".into() };
                let begun = tablet.client.upload_create(&tablet.session, upload).await;
                // The admin keeps documents; photographs are not among what that role writes.
                let may = rights.ends_with('w') && *role != Role::Admin;
                assert_eq!(begun.is_ok(), may, "{role} {place} {class}: {begun:?}");
                if let Err(error) = begun {
                    assert_eq!(error.code(), "forbidden");
                }
            }
        }
    }
}

#[test]
fn the_codes_table_says_the_same() {
    for (role, classes) in TABLE {
        for (class, places) in Class::ALL.into_iter().zip(classes) {
            for (relation, rights) in [(Relation::Own, places[0]), (Relation::Above, places[2]), (Relation::Below, places[3])] {
                let row = ACCESS.iter().find(|row| row.role == *role && row.class == class && row.relation == relation);
                let said = row.map_or("--".to_owned(), |row| format!("{}{}", if row.read { 'r' } else { '-' }, if row.write { 'w' } else { '-' }));
                assert_eq!(said, rights, "{role} {class} {relation:?}");
            }
            assert_eq!(places[1], "--", "a neighbour has no right whatever");
        }
    }
}

#[tokio::test]
async fn nobody_but_the_root_admits_a_device() {
    let world = World::new().await;
    let mut admin = world.staff("admin", Role::Admin, &[COUNTY]).await;
    let thief = DeviceKey::generate();
    let row = Put {
        table: "device".into(),
        id: thief.id().to_string(),
        deleted: false,
        bases: Vec::new(),
        columns: vec![
            ("key".into(), Value::Bytes(thief.public().as_bytes().to_vec())),
            ("person".into(), Value::from("admin")),
            ("kind".into(), Value::from("app")),
        ],
    };
    let sealed = admin.seal("629900/open", &[row]);
    assert_eq!(admin.offer(&sealed).await.0, Some(Refusal::Forbidden));
    assert!(!world.endpoint().directory().devices.contains_key(&thief.id()));
}

#[tokio::test]
async fn an_admins_new_grant_counts_from_the_next_commit_on_even_in_one_page() {
    let world = World::new().await;
    let mut admin = world.staff("admin", Role::Admin, &[COUNTY]).await;
    world.person("new", Role::Cadre, &["629900100201"]).await;
    let mut new = world.tablet("new", Role::Cadre).await;
    let grant = Put {
        table: "grant".into(),
        id: "fresh".into(),
        deleted: false,
        bases: Vec::new(),
        columns: vec![
            ("person".into(), Value::from("new")),
            ("role".into(), Value::from("inspector")),
            ("prefixes".into(), Value::from(r#"["629900100"]"#)),
            ("valid_from".into(), Value::from(0_i64)),
        ],
    };
    let granted = admin.seal("629900/open", &[grant]);
    new.grant = "fresh".into();
    let used = new.seal("629900100201/work", &[common::answer("a")]);
    let reply = admin.push(&[granted.commit, used.commit]).await;
    assert!(reply.verdicts.iter().all(|verdict| verdict.refusal.is_none()), "{:?}", reply.verdicts);
}
