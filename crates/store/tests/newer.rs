//! Tables and columns of a newer version are kept, carried through edits, and get their place after an upgrade.

use crate::common::{NOW, Replica, VISIT, entry, first_of, key, text, work};
use xuncun_journal::{Put, Value, commit, decode_body, seal};

fn from_the_future() -> xuncun_journal::Entry {
    let puts = [
        Put {
            table: "answer".into(),
            id: format!("{VISIT}/H1"),
            deleted: false,
            bases: vec![],
            columns: vec![("note".into(), text("old words")), ("mood".into(), text("cheerful")), ("stars".into(), Value::Int(5))],
        },
        Put {
            table: "weather".into(),
            id: "w1".into(),
            deleted: false,
            bases: vec![],
            columns: vec![("sky".into(), text("grey")), ("wind".into(), Value::Real(2.5))],
        },
    ];
    entry(&seal(&key(1), first_of(work()), &puts).unwrap())
}

#[test]
fn unknown_columns_survive_an_edit_by_an_older_app() {
    let (older, reader) = (Replica::new(2), Replica::new(3));
    let newer = from_the_future();
    older.take(std::slice::from_ref(&newer));
    older.tap("H1", "new words", NOW);
    let edit = older.commits().remove(0);
    let header = commit::peek(&edit.envelope).unwrap().header;
    let puts = decode_body(&header, edit.body.as_ref().unwrap()).unwrap();
    for carried in [("mood", text("cheerful")), ("stars", Value::Int(5)), ("note", text("new words"))] {
        assert!(puts[0].columns.contains(&(carried.0.to_owned(), carried.1)), "{puts:?}");
    }
    reader.take(&[newer, edit]);
    assert_eq!(reader.dump().unwrap(), older.dump().unwrap());
    let row = older.write(&older.actor(NOW), |tx| tx.get("answer", &work(), &format!("{VISIT}/H1"))).unwrap().unwrap();
    assert_eq!(row.column("stars"), &Value::Int(5));
    assert_eq!(row.column("no_such"), &Value::Null);
    older.write(&older.actor(NOW + 1), |tx| tx.update("answer", &work(), &format!("{VISIT}/H1"), &[("item", text("H1"))])).unwrap();
    assert_eq!(older.note("H1").as_deref(), Some("new words"), "an update keeps the other columns");
}

#[test]
fn rows_of_unknown_tables_are_kept_and_merged() {
    let (one, two) = (Replica::new(2), Replica::new(3));
    let newer = from_the_future();
    let rival = Put { table: "weather".into(), id: "w1".into(), deleted: false, bases: vec![], columns: vec![("sky".into(), text("blue"))] };
    let rival = entry(&seal(&key(4), first_of(work()), &[rival]).unwrap());
    one.take(&[newer.clone(), rival.clone()]);
    two.take(&[rival, newer]);
    let dump = one.dump().unwrap();
    assert_eq!(two.dump().unwrap(), dump);
    assert!(dump.contains("weather 629900100201/work w1 conflict=2"), "{dump}");
    assert_eq!(one.conflicts().unwrap()[0].table, "weather");
    one.rebuild().unwrap();
    assert_eq!(one.dump().unwrap(), dump);
}

#[test]
fn after_an_upgrade_unknown_rows_and_columns_get_their_place() {
    let replica = Replica::new(2);
    replica.tap("H1", "known all along", NOW);
    let expected = replica.dump().unwrap();
    // As an app would have left it that knew neither the table `answer` nor any of its columns.
    replica
        .write(&replica.actor(NOW), |tx| {
            tx.conn().execute_batch(
                "INSERT INTO unknown_row (id, stream, v_device, v_seq, hlc, author) \
                   SELECT 'answer' || char(31) || id, stream, v_device, v_seq, hlc, author FROM answer; \
                 DELETE FROM answer; UPDATE meta SET value = 'older' WHERE name = 'vocabulary';",
            )?;
            Ok(())
        })
        .unwrap();
    assert_eq!(replica.note("H1"), None);
    let replica = replica.restart();
    assert_eq!(replica.note("H1").as_deref(), Some("known all along"));
    assert_eq!(replica.dump().unwrap(), expected);
}
