//! Whoever asks, through whatever door: nothing outside their grants.

use crate::common;
use crate::common::{COUNTY, Device, FAR, LI, WANG};
use serde_json::{Value as Json, json};
use std::io::Cursor;
use xuncun_app::api::{GiveBundle, Phase};
use xuncun_app::{COMMANDS, Caller, ErrorCode, MediaKind};

fn fix() -> Json {
    json!({"lon": 106.0, "lat": 35.0, "accuracy": 5.0, "altitude": null, "bearing": null})
}

/// Arguments for every command, about a visit that there is.
fn arguments(name: &str, id: &str) -> Json {
    match name {
        "set_preferences" => json!({"locale": "en", "theme": "sun", "textSize": 125}),
        "set_conditions" => json!({"metered": true, "battery": 12, "charging": false}),
        "remember_place" => json!({"route": "/today"}),
        "check_link" => json!({"link": "xuncun://enrol?s=http%3A%2F%2F127.0.0.1%3A1&c=ABC&f=00000000000000000000000000"}),
        "enrol" | "renew" => json!({"link": "xuncun://enrol?s=http%3A%2F%2F127.0.0.1%3A1&c=ABC&f=00000000000000000000000000", "deviceName": "平板"}),
        "settle" => json!({"table": "answer", "stream": format!("{WANG}/work"), "id": format!("{id}/H1"), "seen": "", "keep": {"kind": "both"}}),
        "record_again" | "dismiss" => json!({"id": "1"}),
        "today" => json!({"position": null}),
        "search_villages" => json!({"query": "wjg", "position": null}),
        "start_inspection" => json!({"village": WANG, "kind": "open"}),
        "inspection" | "submit" | "submission" => json!({"inspection": id}),
        "set_answer" => json!({"inspection": id, "item": "H1", "household": null, "value": {"kind": "count", "n": 0}, "note": null}),
        "close_group" => json!({"inspection": id, "group": "sanwu"}),
        "put_sighting" => common::sighting(id, "firewood", "", 1),
        "remove_sighting" => json!({"inspection": id, "id": "any"}),
        "link_sighting" => json!({"inspection": id, "sighting": "any", "finding": null}),
        "move_photo" => json!({"inspection": id, "photo": "any", "item": null, "sighting": null, "phase": "near", "removed": false}),
        "add_fix" => {
            json!({"inspection": id, "photo": "any", "fix": fix(), "at": 0})
        }
        "add_mark" => json!({"inspection": id, "photo": "any", "kind": "arrow", "x1": 0.1, "y1": 0.1, "x2": 0.5, "y2": 0.5, "text": ""}),
        "remove_mark" => json!({"inspection": id, "id": "any"}),
        "remove_voice" => json!({"inspection": id, "id": "any"}),
        "where_am_i" => json!({"inspection": id, "fix": fix()}),
        "say_presence" => json!({"inspection": id, "fix": fix(), "answer": "here", "key": null}),
        "set_witness" => json!({"inspection": id, "kind": "signed", "name": "王", "reason": "", "strokes": [[0, 0, 9, 9]]}),
        "ledger" => json!({"village": WANG, "day": null}),
        "put_ledger" => json!({"village": WANG, "day": "2026-11-23", "figures": [], "roads": []}),
        "draw_look_back" => json!({"filters": {}, "days": 7, "count": 3, "perTownship": true, "key": uuid::Uuid::now_v7()}),
        "village_story" => json!({"village": WANG}),
        "used_before" => json!({"photo": "any"}),
        "findings" => json!({}),
        "invite" => json!({"person": "cadre", "signIn": false}),
        "township" => json!({"township": null}),
        "places" => json!({"village": WANG, "fix": null}),
        "findings_near" => json!({"village": WANG, "kind": "earth", "fix": fix()}),
        "finding" => json!({"finding": "any"}),
        "assign" => json!({"inspection": id, "sightings": [], "toTownship": false, "term": null, "note": ""}),
        "report_finding" => {
            json!({"village": WANG, "key": uuid::Uuid::now_v7(), "kind": "earth", "count": 1, "fix": null, "landmark": "", "note": ""})
        }
        "add_finding_fix" => {
            json!({"finding": "any", "photo": "any", "fix": fix(), "at": 0})
        }
        "remove_finding_voice" => json!({"finding": "any", "id": "any"}),
        "take_step" => {
            json!({"finding": "any", "kind": "reply", "answers": null, "note": "", "photos": [], "due": null, "key": uuid::Uuid::now_v7()})
        }
        "say_same" => json!({"finding": "any", "sameAs": null}),
        "set_owner" => json!({"finding": "any", "name": "王有福", "phone": "139 0933 0001"}),
        "find_photo" => json!({"code": "0000-0000-0000"}),
        "review_queue" => json!({"filter": "waiting", "query": ""}),
        "review" => json!({"submission": format!("{id}/1"), "contentHash": "", "verdict": "accepted", "reason": ""}),
        _ => Json::Null,
    }
}

/// Commands that say nothing of the district's work and write nothing of it.
const FOR_ANYBODY: [&str; 15] = [
    "basemap",
    "fetch_basemap",
    "set_conditions",
    "send_originals",
    "status",
    "set_preferences",
    "remember_place",
    "check_link",
    "enrol",
    "renew",
    "sync_status",
    "sync_now",
    "seal_now",
    "handover",
    "repair",
];

#[tokio::test]
async fn every_command_is_closed_to_a_caller_without_grants() {
    let (ma, nobody) = (Device::new("ma"), Device::new("nobody"));
    let id = ma.start(WANG).await;
    let photo = ma.photograph(&id, Some("H1"), None, Phase::Overview);
    // Their replica holds the rows, which no server would have given them: the commands still do not show them.
    let commits = ma.app.store().unsent(64 << 20).unwrap();
    let entries: Vec<_> = commits.into_iter().map(|commit| xuncun_journal::Entry::new(commit.envelope, commit.body)).collect();
    nobody.app.store().apply(&entries).unwrap();

    for name in COMMANDS.iter().copied().filter(|name| !FOR_ANYBODY.contains(name)) {
        assert_eq!(nobody.refusal(name, arguments(name, &id)).await, ErrorCode::Forbidden, "{name}");
        let stranger = nobody.app.dispatch(&Caller::nobody(), name, arguments(name, &id)).await;
        assert_eq!(stranger.expect_err(name).code, ErrorCode::NotEnrolled, "{name}");
    }
    // An id that is not there answers the same.
    assert_eq!(nobody.refusal("inspection", json!({"inspection": "00000000-0000-8000-8000-000000000000"})).await, ErrorCode::Forbidden);
    let shot = common::shot(&id, None, None, Phase::Near);
    assert_eq!(nobody.app.take_photo(&nobody.caller(), shot, common::jpeg(1)).unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(nobody.app.media(&nobody.caller(), &photo.id, MediaKind::Thumb).await.unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(nobody.app.media(&nobody.caller(), "unknown", MediaKind::Thumb).await.unwrap_err().code, ErrorCode::Forbidden);
}

#[tokio::test]
async fn a_cadre_reads_nothing_of_the_work_even_where_it_lies() {
    let (ma, cadre) = (Device::new("ma"), Device::new("cadre"));
    let id = ma.start(WANG).await;
    let photo = ma.photograph(&id, Some("H1"), None, Phase::Overview);
    let commits = ma.app.store().unsent(64 << 20).unwrap();
    let entries: Vec<_> = commits.into_iter().map(|commit| xuncun_journal::Entry::new(commit.envelope, commit.body)).collect();
    cadre.app.store().apply(&entries).unwrap();
    // Of the inbox they see what is their own, findings are theirs to clear, and the ledger is theirs to keep.
    let allowed = [
        "notices",
        "district_map",
        "inbox",
        "record_again",
        "dismiss",
        "findings",
        "findings_near",
        "places",
        "finding_filters",
        "finding",
        "report_finding",
        "add_finding_fix",
        "take_step",
        "remove_finding_voice",
        "say_same",
        "set_owner",
        "ledger",
        "put_ledger",
        "village_story",
    ];
    for name in COMMANDS.iter().copied().filter(|name| !FOR_ANYBODY.contains(name) && !allowed.contains(name)) {
        assert_eq!(cadre.refusal(name, arguments(name, &id)).await, ErrorCode::Forbidden, "{name}");
    }
    assert_eq!(cadre.app.media(&cadre.caller(), &photo.id, MediaKind::Original).await.unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(cadre.call("notices", json!(null)).await["rows"], json!([]));
    // Their village's page tells nothing of the visit that lies here.
    let page = cadre.call("village_story", arguments("village_story", &id)).await;
    assert_eq!((&page["entries"], &page["scores"], &page["seesVisits"]), (&json!([]), &json!([]), &json!(false)));
    assert_eq!(cadre.call("inbox", json!(null)).await, json!({"refused": [], "conflicts": []}));
    assert_eq!(cadre.call("district_map", json!(null)).await["divisions"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_bundle_holds_and_brings_nothing_outside_the_grants() {
    let (ma, sun, cadre, nobody) = (Device::new("ma"), Device::new("sun"), Device::new("cadre"), Device::new("nobody"));
    let id = ma.start(WANG).await;
    ma.photograph(&id, Some("H1"), None, Phase::Overview);
    let give = |device: &Device, args: &GiveBundle| device.app.give_bundle(&device.caller(), args, Vec::new()).map(|(_, bytes)| bytes);
    let village = |code: &str| GiveBundle::Village { village: code.into() };
    let bundle = give(&ma, &GiveBundle::Unsent).unwrap();

    let carried = sun.app.take_bundle(&sun.caller(), &mut Cursor::new(&bundle)).unwrap();
    assert_eq!((carried.applied, carried.left_out), (0, 0));
    assert!(carried.carried > 0 && carried.files > 0);
    assert_eq!(sun.refusal("inspection", json!({"inspection": id})).await, ErrorCode::InspectionUnknown, "carried, and not to be looked at");
    assert_eq!(sun.call("handover", json!(null)).await["carried"], json!(carried.carried));
    for device in [&cadre, &nobody] {
        let left = device.app.take_bundle(&device.caller(), &mut Cursor::new(&bundle)).unwrap();
        assert_eq!((left.applied, left.carried, left.files), (0, 0, 0), "{}", device.person);
        assert!(left.left_out > 0);
        assert_eq!(give(device, &GiveBundle::Unsent).unwrap_err().code, ErrorCode::BundleEmpty);
    }
    assert_eq!(give(&cadre, &village(FAR)).unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(give(&nobody, &village(WANG)).unwrap_err().code, ErrorCode::Forbidden);
    for code in [COUNTY, "no code", "../../etc"] {
        assert_eq!(give(&ma, &village(code)).unwrap_err().code, ErrorCode::VillageUnknown, "{code}");
    }
    assert_eq!(ma.app.bundle_name(&village("../../etc")).unwrap(), "xuncun-etc-2026-11-23-0900.xuncun");
    let stranger = ma.app.give_bundle(&Caller::nobody(), &GiveBundle::Unsent, Vec::new());
    assert_eq!(stranger.unwrap_err().code, ErrorCode::NotEnrolled);
    let stranger = ma.app.take_bundle(&Caller::nobody(), &mut Cursor::new(&bundle));
    assert_eq!(stranger.unwrap_err().code, ErrorCode::NotEnrolled);
}

#[tokio::test]
async fn a_visit_is_its_own_teams() {
    let (ma, sun) = (Device::new("ma"), Device::new("sun"));
    let id = ma.start(WANG).await;
    ma.give(&sun);
    assert_eq!(sun.view(&id).await["editable"], false);
    for name in ["set_answer", "close_group", "put_sighting", "set_witness", "submit"] {
        assert_eq!(sun.refusal(name, arguments(name, &id)).await, ErrorCode::Forbidden, "{name}");
    }
    // Another team in the same village has a visit of its own.
    assert_ne!(sun.start(WANG).await, id);
}

#[tokio::test]
async fn nobody_inspects_a_village_that_they_answer_for() {
    let (ma, deputy) = (Device::new("ma"), Device::new("deputy"));
    assert_eq!(deputy.refusal("start_inspection", arguments("start_inspection", "")).await, ErrorCode::OwnVillage);
    let id = ma.start(WANG).await;
    ma.give(&deputy);
    assert_eq!(deputy.refusal("set_answer", arguments("set_answer", &id)).await, ErrorCode::OwnVillage);
    assert_eq!(deputy.view(&id).await["editable"], false);
    deputy.start(LI).await;
}

#[tokio::test]
async fn what_is_not_there_has_its_own_code() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let start = |village: &str| json!({"village": village, "kind": "open"});
    assert_eq!(ma.refusal("start_inspection", start("629900100999")).await, ErrorCode::VillageUnknown);
    assert_eq!(ma.refusal("start_inspection", start("629900100")).await, ErrorCode::Forbidden, "no visit of a whole township");
    assert_eq!(ma.refusal("start_inspection", start("no code")).await, ErrorCode::VillageUnknown);
    assert_eq!(ma.refusal("inspection", json!({"inspection": "nowhere"})).await, ErrorCode::InspectionUnknown);
    assert_eq!(ma.refusal("close_group", json!({"inspection": id, "group": "nothing"})).await, ErrorCode::ItemUnknown);
    assert_eq!(ma.refusal("remove_sighting", json!({"inspection": id, "id": "none"})).await, ErrorCode::SightingUnknown);
    assert_eq!(ma.refusal("move_photo", arguments("move_photo", &id)).await, ErrorCode::PhotoUnknown);
    assert_eq!(ma.refusal("put_sighting", common::sighting(&id, "ufo", "", 1)).await, ErrorCode::SightingKindUnknown);
    assert_eq!(ma.refusal("put_sighting", common::sighting(&id, "firewood", "", 0)).await, ErrorCode::CountOutOfRange);
    assert_eq!(ma.refusal("put_sighting", common::sighting(&id, "dumping", "huge", 1)).await, ErrorCode::SightingGradeUnknown);
    let mut nowhere = common::sighting(&id, "firewood", "", 1);
    nowhere["fix"] = json!({"lon": 0.0, "lat": 0.0, "accuracy": 5.0, "altitude": null, "bearing": null});
    assert_eq!(ma.refusal("put_sighting", nowhere).await, ErrorCode::PositionNotReal);
    let answer = |item: &str, value: Json, note: &str| json!({"inspection": id, "item": item, "household": null, "value": value, "note": note});
    assert_eq!(ma.refusal("set_answer", answer("X9", json!(null), "")).await, ErrorCode::ItemUnknown);
    assert_eq!(ma.refusal("set_answer", answer("H1", json!({"kind": "yes_no", "yes": true}), "")).await, ErrorCode::AnswerKindMismatch);
    assert_eq!(ma.refusal("set_answer", answer("H1", json!({"kind": "not_applicable"}), "")).await, ErrorCode::ItemAlwaysApplies);
    assert_eq!(ma.refusal("set_answer", answer("H1", json!({"kind": "count", "n": 10_000}), "")).await, ErrorCode::CountOutOfRange);
    assert_eq!(ma.refusal("set_answer", answer("H1", json!(null), &"长".repeat(10_000))).await, ErrorCode::NoteTooLong);
    assert_eq!(ma.refusal("set_answer", json!({"inspection": id})).await, ErrorCode::BadRequest);
    assert_eq!(ma.refusal("no_such_command", json!(null)).await, ErrorCode::UnknownCommand);
    assert_eq!(
        ma.refusal("set_witness", json!({"inspection": id, "kind": "refused", "name": "", "reason": "", "strokes": []})).await,
        ErrorCode::ReasonMissing
    );
    assert_eq!(
        ma.refusal("set_witness", json!({"inspection": id, "kind": "signed", "name": "王", "reason": "", "strokes": []})).await,
        ErrorCode::SignatureMissing
    );
    assert_eq!(
        ma.refusal("set_witness", json!({"inspection": id, "kind": "unannounced", "name": "", "reason": "", "strokes": []})).await,
        ErrorCode::WitnessVisitMismatch
    );
    // Nothing of all that left a trace.
    let view = ma.view(&id).await;
    assert_eq!((&view["sightings"], &view["score"]["unanswered"], &view["witness"]), (&json!([]), &json!(15), &json!(null)));
    let _ = FAR;
}
