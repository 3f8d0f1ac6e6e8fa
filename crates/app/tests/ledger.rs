//! 台账: filled in by a village's cadres, read by whoever may see the village, counted by the month.

use crate::common;
use crate::common::{Device, FAR, LI, WANG, stream};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;
use xuncun_domain::stream::Class;

const TODAY: &str = "2026-11-23";

fn set(day: &str, figures: &[(&str, &str)], roads: &[(&str, &str)]) -> Json {
    let text = |text: &str| if text.is_empty() { Json::Null } else { json!(text) };
    let figures: Vec<Json> = figures.iter().map(|(figure, amount)| json!({"figure": figure, "amount": text(amount)})).collect();
    let roads: Vec<Json> = roads.iter().map(|(name, km)| json!({"name": name, "km": text(km)})).collect();
    json!({"village": WANG, "day": day, "figures": figures, "roads": roads})
}

async fn fill(device: &Device, day: &str, figures: &[(&str, &str)], roads: &[(&str, &str)]) -> Json {
    device.call("put_ledger", set(day, figures, roads)).await
}

async fn open(device: &Device, day: &str) -> Json {
    device.call("ledger", json!({"village": WANG, "day": day})).await
}

fn figure<'a>(view: &'a Json, figure: &str) -> &'a Json {
    view["figures"].as_array().unwrap().iter().find(|row| row["figure"] == figure).unwrap()
}

fn total<'a>(view: &'a Json, figure: &str) -> &'a Json {
    view["month"]["figures"].as_array().unwrap().iter().find(|row| row["figure"] == figure).unwrap()
}

#[tokio::test]
async fn a_day_is_filled_in_bit_by_bit_and_what_is_not_is_no_zero() {
    let cadre = Device::new("cadre");
    let empty = cadre.call("ledger", json!({"village": null, "day": null})).await;
    assert_eq!((&empty["village"]["id"], &empty["day"], &empty["today"]), (&json!(WANG), &json!(TODAY), &json!(TODAY)));
    assert_eq!(
        (&empty["editable"], &empty["since"], &empty["saved"], &empty["before"]),
        (&json!(true), &json!("2026-10-23"), &json!(null), &json!(null))
    );
    assert_eq!(empty["villages"].as_array().unwrap().len(), 1);
    let keys: Vec<&str> = empty["figures"].as_array().unwrap().iter().map(|row| row["figure"].as_str().unwrap()).collect();
    assert_eq!(keys, ["machines", "machine_turns", "garbage", "piles", "film", "trees", "people", "turns"]);
    assert!(empty["figures"].as_array().unwrap().iter().all(|row| row["amount"].is_null() && row["before"].is_null()));

    fill(&cadre, TODAY, &[("machines", "2"), ("film", "0")], &[]).await;
    let view = fill(&cadre, TODAY, &[("piles", "2.5")], &[(" 村东路 ", "0.6")]).await;
    assert_eq!((&figure(&view, "machines")["amount"], &figure(&view, "piles")["amount"]), (&json!("2"), &json!("2.5")), "what is not named stays");
    assert_eq!((&figure(&view, "film")["amount"], &figure(&view, "trees")["amount"]), (&json!("0"), &json!(null)));
    assert_eq!(view["roads"], json!([{"name": "村东路", "km": "0.6"}]));
    assert_eq!((&view["saved"]["by"], &view["saved"]["delivered"], &view["conflict"]), (&json!("cadre"), &json!(false), &json!(null)));

    let view = fill(&cadre, TODAY, &[("film", "")], &[("村东路", "")]).await;
    assert_eq!((&figure(&view, "film")["amount"], &view["roads"]), (&json!(null), &json!([])), "and what was filled in can be taken back");
    let cadre = cadre.restarted();
    assert_eq!(figure(&open(&cadre, TODAY).await, "piles")["amount"], "2.5");
}

#[tokio::test]
async fn the_day_before_and_the_roads_are_offered() {
    let cadre = Device::new("cadre");
    fill(&cadre, "2026-11-19", &[("trees", "12")], &[("村东路", "0.6"), ("河堤路", "1.2")]).await;
    fill(&cadre, "2026-11-21", &[("trees", "30"), ("machines", "2")], &[("村东路", "0.8")]).await;
    let view = open(&cadre, TODAY).await;
    assert_eq!(
        (&view["before"], &figure(&view, "trees")["before"], &figure(&view, "people")["before"]),
        (&json!("2026-11-21"), &json!("30"), &json!(null))
    );
    assert_eq!(view["knownRoads"], json!([{"name": "村东路", "km": "0.8"}, {"name": "河堤路", "km": "1.2"}]), "the last used first");
    assert_eq!((&view["saved"], &view["today"]), (&json!(null), &json!(TODAY)));
    assert_eq!(open(&cadre, "2026-11-21").await["before"], "2026-11-19");
    // A day that was emptied again is no day before.
    fill(&cadre, "2026-11-22", &[("trees", "1")], &[]).await;
    fill(&cadre, "2026-11-22", &[("trees", "")], &[]).await;
    assert_eq!(open(&cadre, TODAY).await["before"], "2026-11-21");
}

#[tokio::test]
async fn a_month_counts_turns_by_the_day_people_once_and_each_road_once() {
    let cadre = Device::new("cadre");
    fill(&cadre, "2026-10-31", &[("turns", "99"), ("people", "99")], &[("村西路", "9")]).await;
    fill(
        &cadre,
        "2026-11-01",
        &[("turns", "24"), ("people", "18"), ("machines", "3"), ("machine_turns", "5"), ("garbage", "3.5")],
        &[("村东路", "0.6")],
    )
    .await;
    let view = fill(
        &cadre,
        TODAY,
        &[("turns", "27"), ("people", "21"), ("machines", "2"), ("machine_turns", "6"), ("garbage", "0.1")],
        &[("村东路", "0.8"), ("河堤路", "1.2")],
    )
    .await;
    let month = &view["month"];
    assert_eq!((&month["from"], &month["to"], &month["days"]), (&json!("2026-11-01"), &json!(TODAY), &json!(2)));
    for (name, amount, most) in
        [("turns", "51", false), ("people", "21", true), ("machines", "3", true), ("machine_turns", "11", false), ("garbage", "3.6", false)]
    {
        assert_eq!((&total(&view, name)["amount"], &total(&view, name)["most"]), (&json!(amount), &json!(most)), "{name}");
    }
    assert_eq!((&total(&view, "film")["amount"], &month["roads"], &month["km"]), (&json!(null), &json!(2), &json!("2")));
    let october = open(&cadre, "2026-10-31").await;
    assert_eq!((&october["month"]["to"], &october["month"]["days"], &october["month"]["km"]), (&json!("2026-10-31"), &json!(1), &json!("9")));
}

#[tokio::test]
async fn what_is_odd_is_said_and_kept() {
    let cadre = Device::new("cadre");
    let view = fill(&cadre, TODAY, &[("people", "21"), ("turns", "20"), ("machines", "2"), ("machine_turns", "1")], &[]).await;
    assert_eq!(view["hints"], json!(["machine_turns", "turns"]));
    assert_eq!(fill(&cadre, TODAY, &[("turns", "21"), ("machine_turns", "2")], &[]).await["hints"], json!([]));
}

#[tokio::test]
async fn what_cannot_be_is_refused_whole_with_its_code() {
    let cadre = Device::new("cadre");
    let refused = |figures: Vec<(&'static str, &'static str)>, roads: Vec<(&'static str, &'static str)>| {
        let args = set(TODAY, &figures, &roads);
        let cadre = &cadre;
        async move { cadre.try_call("put_ledger", args).await.unwrap_err() }
    };
    assert_eq!(refused(vec![("trees", "30"), ("turns", "-1")], vec![]).await.code, ErrorCode::AmountNegative);
    assert_eq!(refused(vec![("turns", "2.5")], vec![]).await.code, ErrorCode::AmountNotWhole);
    assert_eq!(refused(vec![("garbage", "2.55")], vec![]).await.code, ErrorCode::AmountMalformed);
    let large = refused(vec![("garbage", "100000")], vec![]).await;
    assert_eq!((large.code, json!(large.params["max"])), (ErrorCode::AmountTooLarge, json!(9999.0)));
    assert_eq!(refused(vec![], vec![(" ", "1")]).await.code, ErrorCode::NameMissing);
    assert_eq!(refused(vec![], vec![("村东路", "0")]).await.code, ErrorCode::RoadLengthMissing);
    assert_eq!(refused(vec![], vec![("村东路", "1"), (" 村东路", "2")]).await.code, ErrorCode::RoadTwice);
    let names: Vec<String> = (0..31).map(|n| format!("{n} 号路")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    assert_eq!(cadre.refusal("put_ledger", set(TODAY, &[], &many)).await, ErrorCode::TooManyRoads);
    for (day, code) in [("2026-11-24", ErrorCode::DayAhead), ("2026-10-22", ErrorCode::DayPast), ("23.11.2026", ErrorCode::BadRequest)] {
        assert_eq!(cadre.refusal("put_ledger", set(day, &[("trees", "1")], &[])).await, code, "{day}");
    }
    assert_eq!(cadre.refusal("ledger", json!({"village": WANG, "day": "2026-11-24"})).await, ErrorCode::DayAhead);
    let view = open(&cadre, TODAY).await;
    assert_eq!((&view["saved"], &figure(&view, "trees")["amount"]), (&json!(null), &json!(null)), "nothing of all that left a trace");
    let long_ago = open(&cadre, "2026-10-22").await;
    assert_eq!((&long_ago["editable"], &long_ago["since"]), (&json!(false), &json!("2026-10-23")));
}

#[tokio::test]
async fn only_the_villages_cadres_fill_it_in_and_whoever_sees_the_village_reads_it() {
    let (cadre, ma, mayor) = (Device::new("cadre"), Device::new("ma"), Device::new("township"));
    fill(&cadre, TODAY, &[("trees", "30")], &[]).await;
    cadre.give(&ma);
    cadre.give(&mayor);
    for device in [&ma, &mayor] {
        let view = open(device, TODAY).await;
        assert_eq!(
            (&figure(&view, "trees")["amount"], &view["editable"], &view["since"]),
            (&json!("30"), &json!(false), &json!(null)),
            "{}",
            device.person
        );
        assert_eq!(view["saved"]["delivered"], true, "what came to {} came by the server", device.person);
        assert_eq!(device.refusal("put_ledger", set(TODAY, &[("trees", "1")], &[])).await, ErrorCode::Forbidden, "{}", device.person);
    }
    let villages: Vec<Json> = open(&mayor, TODAY).await["villages"].as_array().unwrap().iter().map(|one| one["village"]["id"].clone()).collect();
    assert_eq!(villages, [WANG, LI]);
    assert_eq!(cadre.refusal("ledger", json!({"village": LI, "day": null})).await, ErrorCode::Forbidden);
    assert_eq!(mayor.refusal("ledger", json!({"village": FAR, "day": null})).await, ErrorCode::Forbidden);
    assert_eq!(ma.refusal("ledger", json!({"village": "no code", "day": null})).await, ErrorCode::VillageUnknown);
    assert_eq!(ma.refusal("ledger", json!({"village": "629900100999", "day": null})).await, ErrorCode::VillageUnknown);
}

/// Two cadres of one village on one day, neither knowing of the other.
async fn both(first: &[(&str, &str)], second: &[(&str, &str)]) -> (Device, Device) {
    let (cadre, clerk) = (Device::new("cadre"), Device::new("clerk"));
    fill(&cadre, TODAY, first, &[]).await;
    fill(&clerk, TODAY, second, &[]).await;
    cadre.give(&clerk);
    clerk.give(&cadre);
    (cadre, clerk)
}

fn keep(conflict: &Json, keep: Json) -> Json {
    json!({"table": conflict["table"], "stream": conflict["stream"], "id": conflict["id"], "seen": conflict["seen"], "keep": keep})
}

#[tokio::test]
async fn two_who_fill_in_one_day_differently_see_both_and_choose() {
    let (cadre, clerk) = both(&[("trees", "30"), ("people", "21")], &[("trees", "35"), ("people", "21")]).await;
    let shown = open(&cadre, TODAY).await;
    assert_eq!(shown["conflict"], json!({"id": TODAY}));
    assert_eq!(open(&clerk, TODAY).await["figures"], shown["figures"], "both replicas show the same side");
    let inbox = cadre.call("inbox", json!(null)).await;
    let conflict = &inbox["conflicts"][0];
    assert_eq!((&conflict["table"], &conflict["subject"]["day"], &conflict["both"]), (&json!("cleanup"), &json!(TODAY), &json!(null)));
    let sides = conflict["sides"].as_array().unwrap();
    for side in sides {
        let names: Vec<&str> = side["fields"].as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["trees"], "what is the same is not shown");
    }
    let at = sides.iter().position(|side| side["fields"][0]["value"]["text"] == "35").unwrap();
    cadre.call("settle", keep(conflict, json!({"kind": "side", "at": at}))).await;
    cadre.give(&clerk);
    for device in [&cadre, &clerk] {
        let view = open(device, TODAY).await;
        assert_eq!((&figure(&view, "trees")["amount"], &view["conflict"]), (&json!("35"), &json!(null)), "{}", device.person);
    }
}

#[tokio::test]
async fn two_who_fill_in_different_figures_can_keep_both() {
    let (cadre, clerk) = both(&[("trees", "30")], &[("people", "21")]).await;
    // Entering more does not push the other side aside.
    fill(&cadre, TODAY, &[("film", "0")], &[]).await;
    assert_eq!(open(&cadre, TODAY).await["conflict"], json!({"id": TODAY}));
    let conflict = cadre.call("inbox", json!(null)).await["conflicts"][0].clone();
    assert_eq!(conflict["both"], "filled");
    cadre.call("settle", keep(&conflict, json!({"kind": "both"}))).await;
    cadre.give(&clerk);
    let view = open(&clerk, TODAY).await;
    let amounts = ["trees", "people", "film"].map(|name| figure(&view, name)["amount"].clone());
    assert_eq!((amounts, &view["conflict"]), ([json!("30"), json!("21"), json!("0")], &json!(null)));
}

#[tokio::test]
async fn what_a_newer_version_keeps_in_a_day_is_carried_through_an_edit() {
    let (cadre, clerk) = (Device::new("cadre"), Device::new("clerk"));
    let (open_stream, actor) =
        (stream(WANG, Class::Open), xuncun_store::Actor { grant: "cadre/cadre".into(), ..common::actor("cadre", common::NOW) });
    let newer = r#"{"drones":{"n":2},"roads":[{"km":"0.6","name":"村东路","side":"left"}],"trees":"30"}"#;
    cadre.app.store().write(&actor, |tx| tx.put("cleanup", &open_stream, TODAY, &[("day", TODAY.into()), ("fields", newer.into())])).unwrap();
    cadre.give(&clerk);
    fill(&clerk, TODAY, &[("people", "21")], &[("村东路", "0.9")]).await;
    clerk.give(&cadre);
    let row = cadre
        .app
        .store()
        .try_read(|conn| Ok::<_, xuncun_app::AppError>(xuncun_store::query::cleanup::of_village(conn, &open_stream, (TODAY, TODAY), &[])?));
    let kept = r#"{"drones":{"n":2},"people":"21","roads":[{"km":"0.9","name":"村东路","side":"left"}],"trees":"30"}"#;
    assert_eq!(row.unwrap()[0].fields, kept);
    assert_eq!(open(&cadre, TODAY).await["conflict"], json!(null), "she had seen what was there");
}
