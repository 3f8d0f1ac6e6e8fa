//! Pulling: nothing missed, nothing out of order, whatever the page's size and however rights change.

use crate::common::{COUNTY, Tablet, World, answer, put, slots};
use std::collections::BTreeSet;
use xuncun_domain::grant::Role;
use xuncun_journal::Value;

/// Commits of equal size into one stream, so that a page's bytes decide how many fit.
async fn write(tablet: &mut Tablet, to: &str, count: usize) -> usize {
    let mut size = 0;
    for n in 0..count {
        let sealed = tablet.seal(to, &[put("answer", &format!("{n:04}"), "note", &"x".repeat(900))]);
        size = sealed.commit.envelope.len() + sealed.commit.body.as_ref().unwrap().len();
        assert_eq!(tablet.offer(&sealed).await.0, None);
    }
    size
}

#[tokio::test]
async fn pages_at_their_boundaries() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let (_, start) = writer.pull_all(None, None).await;
    let nothing = writer.pull(Some(&start), None).await;
    assert!(nothing.entries.is_empty() && !nothing.more && nothing.total == 0 && nothing.receipt.is_none());
    // Sizes of page by commits that fit; commits written: none, one, exactly a page, a page and one, two pages, two and one.
    let size = write(&mut writer, "629900100201/work", 1).await;
    let (_, start) = writer.pull_all(None, None).await;
    let mut written = 0;
    for fit in [1_usize, 2, 3, 5] {
        for count in [0, 1, fit, fit + 1, 2 * fit, 2 * fit + 1] {
            let (_, begin) = writer.pull_all(Some(start.clone()), None).await;
            written += 1;
            let to = format!("6299001{:02}201/work", written % 90 + 1);
            write(&mut writer, &to, count).await;
            // A few bytes of difference in the numbers of the headers are allowed for.
            let max = (size * fit + size / 3) as u32;
            let (mut cursor, mut got, mut pages) = (begin, Vec::new(), 0);
            loop {
                let page = writer.pull(Some(&cursor), Some(max)).await;
                assert!(page.entries.len() <= fit, "{fit} fit, {} came", page.entries.len());
                assert_eq!(page.total as usize, count - got.len() - page.entries.len(), "what is left");
                assert_eq!(page.more, page.total > 0);
                got.extend(slots(&page.entries));
                pages += 1;
                cursor = page.cursor;
                if !page.more {
                    break;
                }
            }
            let wanted: Vec<_> = (1..=count as u64).map(|seq| seq + got.first().map_or(0, |(_, first)| first - 1)).collect();
            assert_eq!(got.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(), wanted, "{count} of {fit} a page");
            assert_eq!(pages, count.div_ceil(fit).max(1), "{count} of {fit} a page");
            assert!(writer.pull(Some(&cursor), None).await.entries.is_empty());
        }
    }
}

#[tokio::test]
async fn one_commit_larger_than_the_page_still_comes() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let (_, start) = writer.pull_all(None, None).await;
    let sealed = writer.seal("629900100201/work", &[put("answer", "big", "note", &"x".repeat(60_000))]);
    assert_eq!(writer.offer(&sealed).await.0, None);
    let page = writer.pull(Some(&start), Some(1)).await;
    assert_eq!((page.entries.len(), page.more), (1, false));
}

#[tokio::test]
async fn nothing_new_costs_little() {
    let world = World::new().await;
    let tablet = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let (_, cursor) = tablet.pull_all(None, None).await;
    use base64::Engine;
    let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(cursor);
    let request = format!(
        "GET /v1/commits?cursor={cursor} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n",
        world.server.addr(),
        tablet.session.token
    );
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut line = tokio::net::TcpStream::connect(world.server.addr()).await.unwrap();
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
    assert!(request.len() + answer.len() <= 500, "{} + {} bytes", request.len(), answer.len());
}

#[tokio::test]
async fn only_what_may_be_read_comes() {
    let world = World::new().await;
    let mut inspector = world.staff("insp", Role::Inspector, &[COUNTY]).await;
    let mut cadre = world.staff("cadre", Role::Cadre, &["629900100201"]).await;
    let secret = inspector.seal("629900100201/work", &[put("answer", "a", "note", "暗访")]);
    assert_eq!(inspector.offer(&secret).await.0, None);
    let open = inspector.seal("629900100201/open", &[put("notice", "n", "round_name", "十一月")]);
    assert_eq!(inspector.offer(&open).await.0, None);
    let neighbour = inspector.seal("629900100202/open", &[put("notice", "n", "round_name", "十一月")]);
    assert_eq!(inspector.offer(&neighbour).await.0, None);
    let private = cadre.seal("629900100201/private", &[put("owner", "o", "phone", "13900000000")]);
    assert_eq!(cadre.offer(&private).await.0, None);
    let streams = |entries: &[xuncun_journal::Entry]| slots(entries).into_iter().map(|(stream, _)| stream).collect::<BTreeSet<_>>();
    let (for_cadre, _) = cadre.pull_all(None, None).await;
    assert_eq!(streams(&for_cadre), ["629900/open", "629900100201/open", "629900100201/private"].map(String::from).into());
    let (for_inspector, _) = inspector.pull_all(None, None).await;
    let here = ["629900/open", "629900100201/open", "629900100201/work", "629900100201/private", "629900100202/open"];
    assert_eq!(streams(&for_inspector), here.map(String::from).into());
}

#[tokio::test]
async fn a_receipt_covers_the_heads_of_each_page() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let reader = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let (_, cursor) = reader.pull_all(None, None).await;
    write(&mut writer, "629900100201/work", 3).await;
    write(&mut writer, "629900100202/work", 2).await;
    let page = reader.pull(Some(&cursor), None).await;
    let receipt = reader.receipt(&page.receipt.unwrap());
    let heads: Vec<_> = receipt.heads.iter().map(|head| (head.stream.to_string(), head.seq)).collect();
    assert_eq!(heads, [("629900100201/work".into(), 3), ("629900100202/work".into(), 2)]);
    let last = xuncun_journal::peek(&page.entries[2].envelope).unwrap();
    assert_eq!(receipt.heads[0].hash, last.header_hash);
}

/// Rights grow while pages are under way and others write: everything readable comes, and comes once the rights are there.
#[tokio::test]
async fn new_rights_bring_their_streams_from_the_beginning() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    world.person("r", Role::Inspector, &["629900100"]).await;
    let reader = world.tablet("r", Role::Inspector).await;
    write(&mut writer, "629900100201/work", 4).await;
    write(&mut writer, "629900200201/work", 5).await;
    let (before, cursor) = reader.pull_all(None, Some(2_500)).await;
    let seen: BTreeSet<_> = slots(&before).into_iter().collect();
    assert!(!seen.iter().any(|(stream, _)| stream.starts_with("629900200")));
    // The second township is added to the grant; then others go on writing in both.
    let grant = world.endpoint().row(
        "grant",
        "r/inspector".into(),
        vec![
            ("person".into(), Value::from("r")),
            ("role".into(), Value::from("inspector")),
            ("prefixes".into(), Value::from(r#"["629900100","629900200"]"#)),
            ("valid_from".into(), Value::from(0_i64)),
        ],
    );
    world.endpoint().sign_rows(vec![grant]).await.unwrap();
    let first = reader.pull(Some(&cursor), Some(2_500)).await;
    assert!(first.more);
    write(&mut writer, "629900200202/work", 3).await;
    write(&mut writer, "629900100201/work", 2).await;
    let (rest, cursor) = reader.pull_all(Some(first.cursor.clone()), Some(2_500)).await;
    let all: Vec<_> = slots(&before).into_iter().chain(slots(&first.entries)).chain(slots(&rest)).collect();
    let unique: BTreeSet<_> = all.iter().cloned().collect();
    for (stream, count) in [("629900100201/work", 6), ("629900200201/work", 5), ("629900200202/work", 3)] {
        for seq in 1..=count {
            assert!(unique.contains(&(stream.into(), seq)), "{stream} {seq} was missed");
        }
    }
    assert_eq!(unique.len(), all.len(), "and nothing came twice");
    assert!(reader.pull(Some(&cursor), None).await.entries.is_empty());
}

#[tokio::test]
async fn rights_that_come_and_go_miss_nothing() {
    let world = World::new().await;
    let mut writer = world.staff("w", Role::Inspector, &[COUNTY]).await;
    let reader = world.staff("r", Role::Inspector, &["629900100"]).await;
    let townships = ["629900100", "629900200", "629900300"];
    let mut seen = BTreeSet::new();
    let mut cursor = None;
    let mut written = Vec::new();
    // A fixed sequence that looks like chance: which townships are granted, where is written, how far is pulled.
    let mut dice = 12_345_u32;
    let mut roll = |sides: u32| {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (dice >> 16) % sides
    };
    for step in 0..30 {
        let mask = roll(7) + 1;
        let granted: Vec<_> = townships.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0).map(|(_, code)| *code).collect();
        let columns = vec![
            ("person".into(), Value::from("r")),
            ("role".into(), Value::from("inspector")),
            ("prefixes".into(), Value::from(format!("{granted:?}"))),
            ("valid_from".into(), Value::from(0_i64)),
        ];
        world.endpoint().sign_rows(vec![world.endpoint().row("grant", "r/inspector".into(), columns)]).await.unwrap();
        let to = format!("{}201/work", townships[roll(3) as usize]);
        let sealed = writer.seal(&to, &[answer(&format!("{step}"))]);
        assert_eq!(writer.offer(&sealed).await.0, None);
        written.push((to, sealed.header.seq));
        for _ in 0..roll(3) {
            let page = reader.pull(cursor.as_deref(), Some(1_500)).await;
            seen.extend(slots(&page.entries));
            cursor = Some(page.cursor);
        }
    }
    // In the end everything is granted: whatever was skipped on the way must come now.
    let columns = vec![
        ("person".into(), Value::from("r")),
        ("role".into(), Value::from("inspector")),
        ("prefixes".into(), Value::from(format!("{townships:?}"))),
        ("valid_from".into(), Value::from(0_i64)),
    ];
    world.endpoint().sign_rows(vec![world.endpoint().row("grant", "r/inspector".into(), columns)]).await.unwrap();
    let (rest, _) = reader.pull_all(cursor, Some(1_500)).await;
    seen.extend(slots(&rest));
    for slot in written {
        assert!(seen.contains(&slot), "{slot:?} was missed");
    }
}

#[tokio::test]
async fn a_cursor_of_nobodys_making_starts_over() {
    let world = World::new().await;
    let tablet = world.staff("a", Role::Inspector, &[COUNTY]).await;
    let other = world.staff("b", Role::Inspector, &[COUNTY]).await;
    let (all, cursor) = tablet.pull_all(None, None).await;
    assert!(tablet.pull(Some(&cursor), None).await.entries.is_empty());
    let mut forged = cursor.clone();
    forged[10] ^= 1;
    for bytes in [forged, b"junk".to_vec(), Vec::new(), cursor[..cursor.len() - 1].to_vec()] {
        assert_eq!(tablet.pull_all(Some(bytes), None).await.0.len(), all.len());
    }
    assert_eq!(other.pull_all(Some(cursor), None).await.0.len(), all.len(), "another device's cursor says nothing here");
}

#[tokio::test]
async fn a_reader_among_writers_sees_every_position() {
    let world = World::new().await;
    let reader = world.staff("r", Role::Inspector, &[COUNTY]).await;
    let (_, mut cursor) = reader.pull_all(None, None).await;
    let mut writers = Vec::new();
    for n in 0..6 {
        writers.push(world.staff(&format!("w{n}"), Role::Inspector, &[COUNTY]).await);
    }
    let tasks: Vec<_> = writers
        .into_iter()
        .map(|mut writer| {
            tokio::spawn(async move {
                for n in 0..20 {
                    let sealed = writer.seal("629900100201/work", &[answer(&format!("{n}"))]);
                    assert_eq!(writer.offer(&sealed).await.0, None);
                }
                writer.key.id()
            })
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut gather = async |seen: &mut BTreeSet<_>| {
        let (entries, next) = reader.pull_all(Some(cursor.clone()), Some(4_000)).await;
        cursor = next;
        for entry in entries {
            let header = xuncun_journal::peek(&entry.envelope).unwrap().header;
            assert!(seen.insert((header.device, header.stream, header.seq)), "came twice");
        }
    };
    while tasks.iter().any(|task| !task.is_finished()) {
        gather(&mut seen).await;
    }
    gather(&mut seen).await;
    for task in tasks {
        let device = task.await.unwrap();
        let mine = seen.iter().filter(|(by, _, _)| *by == device).count();
        assert_eq!(mine, 20);
    }
}
