//! Tables as other readers read them: CSV by another parser, XLSX by calamine.

use crate::common::{boundaries, boundary_words, cleanup_words, cleanups, finding_words, findings, measures};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use std::io::Cursor;
use xuncun_report::finding::Finding;
use xuncun_report::table::{Cell, Column, Table};
use xuncun_report::{boundary, cleanup, finding};

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = bytes.strip_prefix("\u{FEFF}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// One column of texts.
fn one(texts: &[&str]) -> Table {
    let rows = texts.iter().map(|text| vec![Cell::Text((*text).to_owned())]).collect();
    Table { name: "t".into(), columns: vec![Column { title: "=标题".into(), width: 10.0 }], rows }
}

#[test]
fn findings_as_csv() {
    let bytes = finding::table(&findings(), &finding_words()).csv();
    let rows = csv_rows(&bytes);
    assert_eq!(rows.len(), 3);
    assert_eq!(&rows[0][..4], ["编码", "类型代码", "类型", "状态"]);
    let expected = [
        "DG02-0137",
        "firewood",
        "柴堆",
        "已销号",
        "柳湾镇",
        "东关村",
        "二组,\"老槐树\"旁\n路北",
        "3",
        "约 4 m³",
        "106.6847123456789",
        "35.5428123456789",
        "4.5",
        "2026-11-08 09:41:07",
        "2026-11-11",
        "-2",
        "2026-11-10 00:39:59",
        "'=HYPERLINK(\"http://x\")",
    ];
    assert_eq!(rows[1][..12], expected[..12]);
    assert_eq!(rows[1][13..15], expected[13..15]);
    assert_eq!(rows[1][16], expected[16]);
    // Not on the globe: no position.
    assert_eq!(rows[2][9..11], ["", ""]);
    // RFC 4180: every line ends in CR and LF, the end of a line within a cell alone does not.
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.ends_with("\r\n") && text.matches("\r\n").count() == 3);
}

#[test]
fn what_looks_like_a_formula_is_none_and_numbers_stay_numbers() {
    let cases = [
        ("=1+1", "'=1+1"),
        ("+86 138", "'+86 138"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1+1", "'＝1+1"),
        ("-", "'-"),
        ("-3.", "'-3."),
        ("-3.5", "-3.5"),
        ("+7", "+7"),
        ("\u{0}=1", "'=1"),
        (" =1", " =1"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("", ""),
    ];
    let rows = csv_rows(&one(&cases.map(|case| case.0)).csv());
    assert_eq!(rows[0], ["'=标题"]);
    // The parser leaves out a row of nothing.
    for (row, (dirty, wanted)) in rows[1..].iter().zip(cases) {
        assert_eq!(row[0], wanted, "{dirty:?}");
    }
    let numbers = Table {
        name: "n".into(),
        columns: vec![Column { title: "a".into(), width: 5.0 }; 4],
        rows: vec![
            vec![Cell::Whole(-5), Cell::Number(-0.5, 2), Cell::Number(106.123_456_789_012, 7), Cell::Empty, Cell::Whole(9)],
            vec![Cell::Whole(i64::MIN)],
        ],
    };
    assert_eq!(csv_rows(&numbers.csv())[1..], [["-5", "-0.50", "106.123456789012", ""], ["-9223372036854775808", "", "", ""]]);
}

fn sheets(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

#[test]
fn findings_as_xlsx() {
    let mut book = sheets(finding::table(&findings(), &finding_words()).xlsx().unwrap());
    let sheet = book.worksheet_range("问题台账").unwrap();
    let cell = |row: u32, column: u32| sheet.get_value((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(sheet.get_size(), (3, 17));
    assert_eq!(cell(0, 0), Data::String("编码".into()));
    assert_eq!(cell(1, 6), Data::String("二组,\"老槐树\"旁\n路北".into()));
    assert_eq!(cell(1, 7), Data::Float(3.0));
    assert_eq!(cell(1, 9), Data::Float(106.684_712_345_678_9));
    assert_eq!(cell(1, 14), Data::Float(-2.0));
    let Data::DateTime(due) = cell(1, 13) else { panic!("{:?} is no date", cell(1, 13)) };
    // Days since the end of 1899.
    assert_eq!(due.as_f64(), 46_337.0);
    let Data::DateTime(seen) = cell(1, 12) else { panic!("{:?} is no date", cell(1, 12)) };
    assert!((seen.as_f64().fract() * 86_400.0 - (9.0 * 3600.0 + 41.0 * 60.0 + 7.0)).abs() < 0.01 && seen.as_f64().floor() == 46_334.0, "{seen:?}");
    assert_eq!(cell(1, 16), Data::String("=HYPERLINK(\"http://x\")".into()));
    assert_eq!(book.worksheet_formula("问题台账").unwrap().used_cells().count(), 0);
    assert_eq!(cell(2, 9), Data::Empty);
}

#[test]
fn several_tables_are_one_workbook_and_odd_names_are_made_to_fit() {
    let mut tables = vec![boundary::table(&boundaries(), &boundary_words()), cleanup::table(&cleanups(), &measures(), &cleanup_words())];
    for name in ["a/b:c*d?[e]\\", "A/BC*D[e]", "", "", &"很长".repeat(40), &"很长".repeat(40), "'引号'"] {
        tables.push(Table { name: name.into(), ..one(&["x"]) });
    }
    let mut book = sheets(Table::workbook(&tables.iter().collect::<Vec<_>>()).unwrap());
    let names = book.sheet_names();
    assert_eq!(names.len(), tables.len());
    assert_eq!(&names[..3], ["边界", "清理台账", "abcde"]);
    let places = book.worksheet_range("边界").unwrap();
    assert_eq!(places.get_value((1, 3)), Some(&Data::Float(106.625)));
    let work = book.worksheet_range("清理台账").unwrap();
    assert_eq!(work.get_value((0, 4)), Some(&Data::String("清理垃圾（m³）".into())));
    assert_eq!(work.get_value((1, 4)), Some(&Data::Float(12.5)));
    assert!(matches!(work.get_value((3, 4)), None | Some(Data::Empty)), "no number is no cell");
}

#[test]
fn a_cell_holds_what_it_can() {
    let long = "村😀".repeat(20_000);
    let mut book = sheets(one(&[&long, "a\u{0}\u{8}b\u{FFFF}"]).xlsx().unwrap());
    let sheet = book.worksheet_range("t").unwrap();
    let Some(Data::String(held)) = sheet.get_value((1, 0)) else { panic!("no words") };
    assert!(long.starts_with(held.as_str()) && held.encode_utf16().count() > 31_000);
    assert_eq!(sheet.get_value((2, 0)), Some(&Data::String("ab".into())));
}

#[test]
fn empty_lists_have_their_titles() {
    assert_eq!(csv_rows(&finding::table(&[], &finding_words()).csv()).len(), 1);
    let mut book = sheets(finding::table(&[], &finding_words()).xlsx().unwrap());
    assert_eq!(book.worksheet_range("问题台账").unwrap().get_size(), (1, 17));
    assert_eq!(Finding::default().code, "");
}
