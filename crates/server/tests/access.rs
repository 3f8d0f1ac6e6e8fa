//! Every role × class × {own, neighbour, above, below} × {read, write}, through the wire, against tables written out here.
//!
//! They are not made from the code's: they are what the design says, so a change of the code's tables shows.

use crate::common;
use crate::common::{COUNTY, Tablet, World, put, slots};
use std::collections::BTreeSet;
use xuncun_domain::grant::{ACCESS, Relation, Role, own_id};
use xuncun_domain::stream::Class;
use xuncun_domain::table::TABLES;
use xuncun_journal::{DeviceKey, Hash, HeaderFields, Put, Refusal, Value, Version};
use xuncun_server::endpoint::office::NewDevice;
use xuncun_sync::protocol::{Protocol, UploadCreate};

const TOWNSHIP: &str = "629900100";
const VILLAGE: &str = "629900100201";
/// Of the same township, and of another.
const NEXT_VILLAGE: &str = "629900100202";
const FAR_VILLAGE: &str = "629900200201";

/// Where the stream lies, seen from the grant's prefix; in the order of [`TABLE`]'s columns, at every depth that there is.
const PLACES: [&[(&str, &str)]; 4] = [
    &[(VILLAGE, VILLAGE), (TOWNSHIP, TOWNSHIP), (COUNTY, COUNTY)],
    &[(VILLAGE, NEXT_VILLAGE), (VILLAGE, FAR_VILLAGE), (VILLAGE, "629900200"), (TOWNSHIP, FAR_VILLAGE), (TOWNSHIP, "629900200")],
    &[(VILLAGE, TOWNSHIP), (VILLAGE, COUNTY), (TOWNSHIP, COUNTY)],
    &[(TOWNSHIP, VILLAGE), (COUNTY, VILLAGE), (COUNTY, TOWNSHIP)],
];
const NAMES: [&str; 4] = ["own", "neighbour", "above", "below"];

/// Role, then for open, work, private: rights in own, neighbour, above, below.
const TABLE: &[(Role, [[&str; 4]; 3])] = &[
    (Role::Cadre, [["rw", "--", "r-", "rw"], ["--", "--", "--", "--"], ["rw", "--", "--", "--"]]),
    (Role::Township, [["rw", "--", "r-", "rw"], ["--", "--", "--", "--"], ["rw", "--", "--", "rw"]]),
    (Role::Inspector, [["rw", "--", "r-", "rw"], ["rw", "--", "r-", "rw"], ["rw", "--", "--", "rw"]]),
    (Role::Supervisor, [["rw", "--", "r-", "rw"], ["rw", "--", "r-", "rw"], ["r-", "--", "--", "r-"]]),
    (Role::Admin, [["rw", "--", "r-", "rw"], ["r-", "--", "r-", "r-"], ["r-", "--", "--", "r-"]]),
];

/// Class, digits of the codes whose streams hold it (0 for any), table, and the initials of the roles that author it.
const ROWS: &[(Class, usize, &str, &str)] = &[
    (Class::Open, 6, "division", "A"),
    (Class::Open, 6, "place", "A"),
    (Class::Open, 6, "person", "A"),
    (Class::Open, 6, "team", "A"),
    (Class::Open, 6, "team_member", "A"),
    (Class::Open, 6, "grant", "A"),
    (Class::Open, 6, "device", ""),
    (Class::Open, 6, "duty", "A"),
    (Class::Open, 6, "standard", "A"),
    (Class::Open, 6, "calendar", "A"),
    (Class::Open, 6, "setting", "A"),
    (Class::Open, 6, "bulletin", "S"),
    (Class::Open, 12, "notice", "IS"),
    (Class::Open, 12, "appeal", "TS"),
    (Class::Open, 12, "finding", "CTIS"),
    (Class::Open, 12, "step", "CTIS"),
    (Class::Open, 12, "cleanup", "C"),
    (Class::Open, 12, "photo", "CTIS"),
    (Class::Open, 12, "rendition", "CTIS"),
    (Class::Open, 12, "photo_fix", "CTIS"),
    (Class::Open, 12, "photo_mark", "CTIS"),
    (Class::Open, 12, "voice_note", "CTIS"),
    (Class::Work, 6, "round", "S"),
    (Class::Work, 6, "assignment", "S"),
    (Class::Work, 6, "draw", "S"),
    (Class::Work, 12, "inspection", "I"),
    (Class::Work, 12, "sighting", "I"),
    (Class::Work, 12, "answer", "I"),
    (Class::Work, 12, "submission", "I"),
    (Class::Work, 12, "presence", "I"),
    (Class::Work, 12, "review", "S"),
    (Class::Work, 12, "photo", "CTIS"),
    (Class::Work, 12, "rendition", "CTIS"),
    (Class::Work, 12, "photo_fix", "CTIS"),
    (Class::Work, 12, "photo_mark", "CTIS"),
    (Class::Work, 12, "voice_note", "CTIS"),
    (Class::Private, 0, "contact", "CT"),
    (Class::Private, 12, "owner", "CT"),
    (Class::Private, 12, "photo", "CTIS"),
    (Class::Private, 12, "rendition", "CTIS"),
    (Class::Private, 12, "photo_fix", "CTIS"),
    (Class::Private, 12, "photo_mark", "CTIS"),
    (Class::Private, 12, "voice_note", "CTIS"),
];

/// The tables of a stream, each with its authors.
fn tables(class: Class, code: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let digits = code.len();
    ROWS.iter().filter(move |row| row.0 == class && (row.1 == 0 || row.1 == digits)).map(|row| (row.2, row.3))
}

/// A commit in every stream that holds anything, signed by a server's device for whoever has the right.
async fn plant(world: &World) -> BTreeSet<String> {
    let key = DeviceKey::generate();
    let device =
        NewDevice { key: key.public(), person: "server".into(), kind: xuncun_domain::grant::DeviceKind::Server, name: "s".into(), valid_from: 0 };
    world.endpoint().add_device(device).await.unwrap();
    let session = world.endpoint().session_for(key.id()).await.unwrap();
    let mut writer = Tablet {
        key,
        person: String::new(),
        grant: String::new(),
        session,
        client: world.client(),
        server_key: world.endpoint().server_key(),
        clock: world.clock.clone(),
        chains: Default::default(),
        hlc: 0,
    };
    let codes: BTreeSet<&str> = PLACES.iter().flat_map(|places| places.iter().map(|(_, code)| *code)).collect();
    let mut planted = BTreeSet::new();
    for code in codes {
        for (class, table, role) in [
            (Class::Open, if code.len() == 6 { "bulletin" } else { "finding" }, Role::Supervisor),
            (Class::Work, if code.len() == 6 { "round" } else { "review" }, Role::Supervisor),
            (Class::Private, "contact", Role::Cadre),
        ] {
            if tables(class, code).next().is_none() {
                continue;
            }
            let (to, author) = (format!("{code}/{class}"), format!("planter-{role}-{code}"));
            if !world.endpoint().directory().people.contains_key(&author) {
                world.person(&author, role, &[code]).await;
            }
            let fields = HeaderFields { grant: format!("{author}/{role}"), author, ..writer.fields(&to) };
            let sealed = writer.seal_as(fields, &[put(table, &format!("planted-{code}"), "x", "x")]);
            assert_eq!(writer.offer(&sealed).await.0, None, "{to}");
            planted.insert(to);
        }
    }
    planted
}

/// What a cell of [`TABLE`] says of one stream, asked in every way that the wire has.
async fn check(tablet: &mut Tablet, role: Role, class: Class, code: &str, rights: &str, case: &str) -> usize {
    let (stream, initial) = (format!("{code}/{class}"), role.as_str()[..1].to_uppercase());
    // Photographs and the question about them follow the same rights.
    let blob = tablet.client.get_blob(&tablet.session, &stream, [7; 32], 0, 1).await.unwrap_err();
    assert_eq!(blob.code(), "blob_unknown", "{case}: there is none, and who may not look learns no more");
    let asked = tablet.client.missing(&tablet.session, &stream, vec![[7; 32]]).await;
    assert_eq!(asked.is_ok(), rights.contains('r'), "{case}: asking");
    // A commit a table; what is refused takes its slot, and the chain goes on.
    let mut expected = Vec::new();
    let mut commits = Vec::new();
    for (table, authors) in tables(class, code) {
        let row = match table {
            // Somebody's own word says as what they say it.
            "step" | "presence" => put(table, &own_id(&tablet.person, &case.replace('/', "-")), "role", role.as_str()),
            _ => put(table, &format!("{case}-{table}"), "x", "x"),
        };
        commits.push(tablet.seal(&stream, &[row]).commit);
        expected.push((!rights.ends_with('w') || !authors.contains(&initial)).then_some(Refusal::Forbidden));
    }
    if commits.is_empty() {
        // Nothing lies in a township's open and work streams, whoever asks.
        commits.push(tablet.seal(&stream, &[put("answer", case, "x", "x")]).commit);
        expected.push(Some(Refusal::BadStream));
    }
    let verdicts: Vec<_> = tablet.push(&commits).await.verdicts.iter().map(|verdict| verdict.refusal).collect();
    assert_eq!(verdicts, expected, "{case}: writing {:?}", tables(class, code).map(|row| row.0).collect::<Vec<_>>());
    expected.len()
}

#[tokio::test]
async fn every_role_class_and_place_through_the_wire() {
    let world = World::new().await;
    let planted = plant(&world).await;
    assert!(planted.len() >= 14, "{planted:?}");
    let mut written = 0;
    for (role, classes) in TABLE {
        for prefix in [VILLAGE, TOWNSHIP, COUNTY] {
            let mut tablet = world.staff(&format!("x-{role}-{prefix}"), *role, &[prefix]).await;
            let (entries, _) = tablet.pull_all(None, None).await;
            // Headers of what was refused here for others come, too; rows are what somebody reads.
            let entries: Vec<_> = entries.into_iter().filter(|entry| entry.body.is_some()).collect();
            let readable: BTreeSet<String> = slots(&entries).into_iter().map(|(stream, _)| stream).collect();
            for (class, cells) in Class::ALL.into_iter().zip(classes) {
                for ((name, places), rights) in NAMES.iter().zip(PLACES).zip(cells) {
                    for (_, code) in places.iter().filter(|(own, _)| *own == prefix) {
                        let (stream, case) = (format!("{code}/{class}"), format!("{role} of {prefix}, {name} {code}/{class}"));
                        // What was planted there comes, or does not.
                        assert_eq!(readable.contains(&stream), rights.starts_with('r') && planted.contains(&stream), "{case}: reading");
                        written += check(&mut tablet, *role, class, code, rights, &case).await;
                    }
                }
            }
        }
    }
    assert!(written > 700, "{written} writes");
}

/// Steps of findings: the village's cadre, its township and the inspectors all write there.
#[tokio::test]
async fn nobody_changes_or_takes_back_what_another_said() {
    let world = World::new().await;
    let mut inspector = world.staff("insp", Role::Inspector, &[COUNTY]).await;
    let mut cadre = world.staff("cadre", Role::Cadre, &[VILLAGE]).await;
    let stream = format!("{VILLAGE}/open");
    let step = |id: &str, role: &str| put("step", id, "role", role);
    let said = inspector.seal(&stream, &[step("insp/back", "inspector")]);
    assert_eq!(inspector.offer(&said).await.0, None);
    let version = Version { device: said.header.device, seq: said.header.seq };
    let forbidden = [
        // Over it, beside it, and away with it.
        Put { bases: vec![version], ..step("insp/back", "cadre") },
        step("insp/back", "cadre"),
        Put { deleted: true, bases: vec![version], ..step("insp/back", "cadre") },
        // As somebody who one is not, or under nobody's name.
        step("cadre/close", "supervisor"),
        step("close", "cadre"),
        step("cadre/", "cadre"),
        put("step", "cadre/close", "kind", "close"),
    ];
    for put in forbidden {
        let told = format!("{put:?}");
        let sealed = cadre.seal(&stream, &[put]);
        assert_eq!(cadre.offer(&sealed).await.0, Some(Refusal::Forbidden), "{told}");
    }
    let reply = cadre.seal(&stream, &[step("cadre/reply", "cadre")]);
    assert_eq!(cadre.offer(&reply).await.0, None);
    // Nor do they themselves, once it is said.
    let own = Version { device: reply.header.device, seq: reply.header.seq };
    let again = cadre.seal(&stream, &[Put { bases: vec![own], ..step("cadre/reply", "cadre") }]);
    assert_eq!(cadre.offer(&again).await.0, Some(Refusal::Forbidden));
}

#[test]
fn the_rows_written_out_are_all_there_are() {
    let mut expected = BTreeSet::new();
    for table in TABLES {
        for class in table.classes {
            for code in [COUNTY, TOWNSHIP, VILLAGE] {
                if table.allows(&format!("{code}/{class}").parse().unwrap()) {
                    expected.insert((class.to_string(), code, table.name));
                }
            }
        }
    }
    let mut written = BTreeSet::new();
    for class in Class::ALL {
        for code in [COUNTY, TOWNSHIP, VILLAGE] {
            written.extend(tables(class, code).map(|(table, _)| (class.to_string(), code, table)));
        }
    }
    assert_eq!(written, expected);
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
