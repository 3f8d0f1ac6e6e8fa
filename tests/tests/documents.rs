//! What the documents claim, held against the sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use xuncun_domain::grant::{ACCESS, Relation, Role, WRITERS};
use xuncun_domain::step::LOOP;
use xuncun_domain::stream::Class;
use xuncun_domain::table::{At, Kind, TABLES};

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust source below a folder.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["target", "node_modules", "gen", "corpus"].contains(&name.as_str()) {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The names of all tests: functions marked as one, those of proptest, and the fuzzer's targets, which a macro makes.
fn tests() -> BTreeSet<String> {
    let mut texts = Vec::new();
    for folder in ["crates", "tests", "src-tauri"] {
        sources(&root().join(folder), &mut texts);
    }
    let mut names: BTreeSet<String> = xuncun_hostile::TARGETS.iter().map(|target| target.name.to_owned()).collect();
    for text in &texts {
        let mut marked = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                marked = true;
            } else if let Some(name) = line.trim_start_matches("async ").strip_prefix("fn ") {
                if marked {
                    names.insert(name.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
                }
                marked = false;
            }
        }
    }
    names
}

#[test]
fn each_defence_has_its_test() {
    let (text, tests) = (document("security.md"), tests());
    let named: BTreeSet<&str> = text.split("✓`").skip(1).filter_map(|rest| rest.split('`').next()).collect();
    assert!(named.len() > 60, "{} tests are named", named.len());
    let gone: Vec<_> = named.iter().filter(|name| !tests.contains(**name)).collect();
    assert!(gone.is_empty(), "docs/security.md names tests that are not there: {gone:?}");
}

#[test]
fn the_protocols_tables_are_the_codes() {
    let text = document("protocol.md");
    for table in TABLES {
        let class = if table.classes.len() == 1 { table.classes[0].as_str() } else { "its owner's" };
        let at = match table.at {
            At::County => "county",
            At::Village => "village",
            At::Any => "any",
        };
        let kind = |kind| match kind {
            Kind::Int => "int",
            Kind::Real => "real",
            Kind::Text => "text",
            Kind::Bytes => "bytes",
        };
        let columns: Vec<String> = table.columns.iter().map(|column| format!("{} {}", column.name, kind(column.kind))).collect();
        let (_, writers) = WRITERS.iter().find(|(name, _)| *name == table.name).unwrap();
        let writers: Vec<&str> = writers.iter().map(|role| role.as_str()).collect();
        let writers = if writers.is_empty() { "root alone".to_owned() } else { writers.join(", ") };
        let line = format!("| `{}` | {class} | {at} | {} | {writers} |\n", table.name, columns.join(", "));
        assert!(text.contains(&line), "docs/protocol.md lacks\n{line}");
    }
}

#[test]
fn the_protocols_loop_of_findings_is_the_codes() {
    let text = document("protocol.md");
    let rows = LOOP.iter().map(|rule| {
        let roles: Vec<&str> = Role::ALL.into_iter().filter(|role| rule.roles.contains(role)).map(Role::as_str).collect();
        format!("| {} | {} | {} | {} |\n", rule.before, rule.step, roles.join(", "), rule.after)
    });
    let table: String = rows.collect();
    assert!(text.contains(&table), "docs/protocol.md lacks\n{table}");
}

#[test]
fn the_protocols_rights_are_the_codes() {
    let text = document("protocol.md");
    for role in Role::ALL {
        for class in Class::ALL {
            let rights = |relation| {
                let row = ACCESS.iter().find(|row| row.role == role && row.class == class && row.relation == relation);
                row.map_or("--".to_owned(), |row| format!("{}{}", if row.read { 'r' } else { '-' }, if row.write { 'w' } else { '-' }))
            };
            let line = format!("| {role} | {class} | {} | {} | {} |\n", rights(Relation::Own), rights(Relation::Above), rights(Relation::Below));
            assert!(text.contains(&line), "docs/protocol.md lacks\n{line}");
        }
    }
}
