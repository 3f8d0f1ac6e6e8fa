//! The default standard says what the campaign's criteria say; broken standards are refused, by the schema where it is a matter of shape.

use serde_json::{Value, json};
use xuncun_domain::standard::{DEFAULT_STANDARD, EvidencePicture, SCHEMA, Side, Standard, StandardError};

fn document() -> Value {
    serde_json::from_str(DEFAULT_STANDARD).unwrap()
}

fn schema() -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

fn load(document: &Value) -> Result<Standard, StandardError> {
    Standard::load(&document.to_string())
}

/// Id, points, kind of answer, photo rule: the table of the criteria.
const CRITERIA: [(&str, &str, &str, &str); 24] = [
    ("H1", "10", "count", "P1"),
    ("T1", "5", "count", "P1"),
    ("T2", "5", "level", "P1"),
    ("W1", "15", "sightings", "P2"),
    ("W2", "10", "sightings", "P2"),
    ("W3", "10", "sightings", "P2"),
    ("Y1", "5", "yes_no", "P0"),
    ("Y2", "5", "count", "P1"),
    ("Y3", "5", "yes_partial_no", "P0"),
    ("Y4", "5", "yes_no", "P0"),
    ("J1", "5", "households", "P3"),
    ("J2", "5", "households", "P3"),
    ("J3", "5", "households", "P3"),
    ("J4", "5", "households", "P3"),
    ("J5", "5", "households", "P3"),
    ("M1", "20", "ratio", "P4"),
    ("M2", "15", "ratio", "P4"),
    ("M3", "10", "ratio", "P4"),
    ("M4", "5", "ratio", "P4"),
    ("M5", "10", "ratio", "P4"),
    ("M6", "5", "ratio", "P4"),
    ("M7", "15", "ratio", "P4"),
    ("M8", "10", "ratio", "P4"),
    ("M9", "10", "ratio", "P4"),
];

#[test]
fn the_default_standard_is_that_of_the_criteria() {
    let standard = Standard::default_standard().unwrap();
    let items: Vec<_> =
        standard.items().iter().map(|item| (item.id.clone(), item.points.to_string(), item.answer.as_str(), item.photo_rule.as_str())).collect();
    let expected: Vec<_> = CRITERIA.iter().map(|(id, points, answer, photos)| ((*id).to_owned(), (*points).to_owned(), *answer, *photos)).collect();
    assert_eq!(items, expected);
    assert!(standard.is_default());
    let groups: Vec<_> = standard.groups().iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["一化", "二统", "三无", "四有", "五净", "九项"]);
    assert_eq!(standard.group("measures").unwrap().side, Side::Measures);
    let weights = standard.document().weights;
    assert_eq!((weights.goals.to_string(), weights.measures.to_string()), ("0.7".into(), "0.3".into()));
    let chips: Vec<_> = standard.kinds().iter().map(|kind| (kind.id.as_str(), kind.short.as_str(), kind.item.as_str())).collect();
    let expected = [
        ("firewood", "柴", "W1"),
        ("manure", "粪", "W1"),
        ("earth", "土", "W1"),
        ("garbage", "垃圾", "W1"),
        ("clutter", "杂物", "W1"),
        ("illegal_structure", "违建", "W2"),
        ("dumping", "乱倒", "W3"),
        ("posting", "乱贴", "W3"),
    ];
    assert_eq!(chips, expected);
    assert!(
        standard
            .items()
            .iter()
            .filter(|item| item.photo_rule.as_str() == "P2")
            .all(|item| !item.guidance.counts.is_empty() && !item.guidance.does_not_count.is_empty())
    );
    assert!(standard.items().iter().all(|item| item.may_not_apply == matches!(item.answer.as_str(), "households" | "ratio")));
}

#[test]
fn the_id_is_of_the_content() {
    let standard = Standard::default_standard().unwrap();
    // Golden: visits name this id. It changes when the shipped standard does, and then on purpose.
    assert_eq!(standard.id(), include_str!("golden/default_standard.id").trim());
    assert_eq!(Standard::load(&standard.to_json()).unwrap(), standard, "stored as canonical JSON and read back");
    let mut other = document();
    other["items"][0]["points"] = json!("10.00");
    assert_eq!(load(&other).unwrap().id(), standard.id(), "10.00 points are 10 points");
    other["title"] = json!("另一个标准");
    assert_ne!(load(&other).unwrap().id(), standard.id());
}

#[test]
fn the_default_standard_conforms_to_the_schema() {
    let schema = schema();
    let errors: Vec<_> = schema.iter_errors(&document()).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

/// The document with the value at `pointer` replaced (or, for `None`, taken out).
fn broken(pointer: &str, value: Option<Value>) -> Value {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let target = document.pointer_mut(parent).unwrap();
    match (target, value) {
        (Value::Object(map), Some(value)) => drop(map.insert(key.to_owned(), value)),
        (Value::Object(map), None) => drop(map.remove(key)),
        (Value::Array(list), Some(value)) => list[key.parse::<usize>().unwrap()] = value,
        (Value::Array(list), None) => drop(list.remove(key.parse().unwrap())),
        _ => panic!("{pointer} is in no container"),
    }
    document
}

#[test]
fn a_broken_shape_is_refused_by_the_schema_and_on_load() {
    let long = "长".repeat(61);
    let cases = [
        ("/format", Some(json!(2)), "standard_newer_format"),
        ("/title", None, "standard_malformed"),
        ("/title", Some(json!("  ")), "standard_bad_name"),
        ("/title", Some(json!(long)), "standard_bad_name"),
        ("/from_the_future", Some(json!(true)), "standard_malformed"),
        ("/status", Some(json!("draft")), "standard_malformed"),
        ("/weights/goals", Some(json!(0.7)), "standard_malformed"),
        ("/weights/goals", Some(json!("0.700")), "standard_malformed"),
        ("/sighting_costs/overdue", None, "standard_malformed"),
        ("/photos_required", Some(json!(["P9"])), "standard_malformed"),
        ("/photos_required", Some(json!(["P2", "P2"])), "standard_duplicate_rule"),
        ("/evidence_picture", Some(json!("negative")), "standard_malformed"),
        ("/evidence_picture", Some(json!({"jpeg": {"side": 2048}})), "standard_malformed"),
        ("/evidence_picture", Some(json!({"jpeg": {"side": 639, "quality": 80}})), "standard_bad_evidence"),
        ("/evidence_picture", Some(json!({"jpeg": {"side": 2049, "quality": 80}})), "standard_bad_evidence"),
        ("/evidence_picture", Some(json!({"jpeg": {"side": 1600, "quality": 96}})), "standard_bad_evidence"),
        ("/items", Some(json!([])), "standard_no_items"),
        ("/items/0/id", Some(json!("H 1")), "standard_bad_id"),
        ("/items/0/id", Some(json!("")), "standard_bad_id"),
        ("/items/0/points", Some(json!("-10")), "standard_malformed"),
        ("/items/0/points", Some(json!("1e1")), "standard_malformed"),
        ("/items/0/points", Some(json!(10)), "standard_malformed"),
        ("/items/0/answer", Some(json!({"kind": "guess"})), "standard_malformed"),
        ("/items/0/answer", Some(json!({"kind": "count"})), "standard_malformed"),
        ("/items/0/answer", Some(json!({"kind": "count", "each": "1", "bonus": "1"})), "standard_malformed"),
        ("/items/6/answer", Some(json!({"kind": "yes_no", "each": "1"})), "standard_malformed"),
        ("/items/10/answer/sample", Some(json!(0)), "standard_bad_sample"),
        ("/items/10/answer/sample", Some(json!(11)), "standard_bad_sample"),
        ("/items/10/answer/sample", Some(json!(-5)), "standard_malformed"),
        ("/items/0/photo_rule", Some(json!("P7")), "standard_malformed"),
        ("/items/0/guidance/counts", Some(json!("算")), "standard_malformed"),
        ("/sighting_kinds/0/short", Some(json!("")), "standard_bad_name"),
        ("/sighting_kinds/6/grades/0/each", Some(json!("one")), "standard_malformed"),
    ];
    let schema = schema();
    for (pointer, value, code) in cases {
        let document = broken(pointer, value.clone());
        assert!(!schema.is_valid(&document), "the schema accepts {pointer} = {value:?}");
        let error = load(&document).unwrap_err();
        assert_eq!(error.code(), code, "{pointer} = {value:?}: {error}");
        assert!(!error.path.is_empty());
    }
}

#[test]
fn a_district_says_by_what_picture_it_judges() {
    assert_eq!(Standard::default_standard().unwrap().evidence_picture(), EvidencePicture::Jpeg { side: 2048, quality: 80 });
    for (said, expected) in [
        (json!("original"), EvidencePicture::Original),
        (json!({"jpeg": {"side": 1280, "quality": 70}}), EvidencePicture::Jpeg { side: 1280, quality: 70 }),
    ] {
        let document = broken("/evidence_picture", Some(said));
        assert!(schema().is_valid(&document));
        assert_eq!(load(&document).unwrap().evidence_picture(), expected);
    }
}

#[test]
fn a_broken_rule_is_refused_on_load_with_its_place() {
    let first = document()["items"][0].clone();
    let cases = [
        ("/items/0/points", Some(json!("0")), "standard_no_points", "items.H1.points"),
        ("/items/0/points", Some(json!("11")), "standard_sum_not_100", "items (goals)"),
        ("/items/23", None, "standard_sum_not_100", "items (measures)"),
        ("/items/1", Some(first), "standard_duplicate_id", "items.H1"),
        ("/items/0/group", Some(json!("sihua")), "standard_unknown_group", "items.H1.group"),
        ("/items/0/answer/each", Some(json!("0")), "standard_bad_deduction", "items.H1.answer.each"),
        ("/items/0/answer/each", Some(json!("10.01")), "standard_bad_deduction", "items.H1.answer.each"),
        ("/items/2/answer/fair", Some(json!("5.5")), "standard_bad_deduction", "items.T2.answer.fair"),
        ("/items/2/answer/poor", Some(json!("1")), "standard_bad_deduction", "items.T2.answer.fair"),
        ("/items/8/answer/partial", Some(json!("6")), "standard_bad_deduction", "items.Y3.answer.partial"),
        ("/items/15/answer/overdue", Some(json!("21")), "standard_bad_deduction", "items.M1.answer.overdue"),
        ("/weights/goals", Some(json!("0.8")), "standard_weights", "weights"),
        ("/sighting_kinds/0/item", Some(json!("W9")), "standard_unknown_item", "sighting_kinds.firewood.item"),
        ("/sighting_kinds/0/item", Some(json!("H1")), "standard_not_by_sightings", "sighting_kinds.firewood.item"),
        ("/sighting_kinds/5/item", Some(json!("W1")), "standard_no_kinds", "items.W2"),
        ("/sighting_kinds/7/each", Some(json!("10.5")), "standard_bad_deduction", "sighting_kinds.posting.each"),
        ("/sighting_kinds/6/grades/2/each", Some(json!("1")), "standard_bad_grade", "sighting_kinds.dumping.grades.burning"),
        ("/sighting_kinds/6/grades/1/id", Some(json!("heap")), "standard_duplicate_id", "sighting_kinds.dumping.grades.heap"),
        ("/groups/1/id", Some(json!("yihua")), "standard_duplicate_id", "groups.yihua"),
    ];
    for (pointer, value, code, path) in cases {
        let error = load(&broken(pointer, value.clone())).unwrap_err();
        assert_eq!((error.code(), error.path.as_str()), (code, path), "{pointer} = {value:?}");
    }
    let mut no_measures = document();
    no_measures["items"].as_array_mut().unwrap().truncate(15);
    assert_eq!(load(&no_measures).unwrap_err().path, "weights.measures", "weight for a side without items");
    no_measures["weights"] = json!({"goals": "1", "measures": "0"});
    assert!(load(&no_measures).is_ok());
    for text in ["", "{", "[]", "null", "\u{feff}{}"] {
        assert_eq!(Standard::load(text).unwrap_err().code(), "standard_malformed");
    }
}

#[test]
fn a_subset_is_of_items_that_exist() {
    let standard = Standard::default_standard().unwrap();
    let subset = standard.subset(&["W1", "J5", "W1"]).unwrap();
    assert_eq!(subset.items().iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["W1", "J5"]);
    assert_eq!((subset.groups().len(), subset.kinds().len()), (2, 5));
    assert_eq!(standard.subset::<&str>(&[]).unwrap_err().code(), "standard_no_items");
    assert_eq!(standard.subset(&["W1", "X1"]).unwrap_err().path, "items.X1");
    assert_eq!(standard.for_round(Some("W1")).unwrap_err().code(), "standard_malformed");
}
