//! Two findings that are one place: said by whoever sees it, taken back as easily, and never lost or doubled where two say it apart.

use crate::common::{Device, LI, WANG, sighting};
use serde_json::{Value as Json, json};
use xuncun_app::ErrorCode;

/// A village's own report, as many degrees east as `lon` says.
async fn reported(device: &Device, kind: &str, lon: f64) -> String {
    let key = uuid::Uuid::now_v7().to_string();
    let fix = json!({"lon": lon, "lat": 35.0, "accuracy": 6.0, "altitude": null, "bearing": null});
    let size = json!({"shape": "dome", "length": 30, "width": 20, "height": 12});
    let report = json!({"village": WANG, "key": key, "kind": kind, "count": 1, "fix": fix, "landmark": "三社路口", "note": "占了半边路", "size": size, "difficulty": "easy"});
    device.call("report_finding", report).await;
    key
}

/// Of a visit, at the same place.
async fn handed_out(device: &Device, village: &str, kind: &str) -> String {
    let visit = device.start(village).await;
    device.call("put_sighting", sighting(&visit, kind, "", 1)).await;
    let order = json!({"inspection": visit, "sightings": [], "toTownship": false, "term": null, "note": ""});
    device.call("assign", order).await["findings"][0]["id"].as_str().unwrap().to_owned()
}

async fn whole(device: &Device, id: &str) -> Json {
    device.call("finding", json!({"finding": id})).await
}

fn same(finding: &str, other: Option<&str>) -> Json {
    json!({"finding": finding, "sameAs": other})
}

/// The ids that a view names: what it is said to be, what is said to be it, what may be.
fn named(view: &Json) -> (Option<&str>, Vec<&str>, Vec<&str>) {
    let also = view["alsoHere"].as_array().unwrap().iter().map(|said| said["finding"]["id"].as_str().unwrap());
    let near = view["near"].as_array().unwrap().iter().map(|same| same["id"].as_str().unwrap());
    (view["sameAs"]["finding"]["id"].as_str(), also.collect(), near.collect())
}

async fn withdraw(device: &Device, id: &str, reason: &str) -> Json {
    let last = whole(device, id).await["last"].clone();
    let key = uuid::Uuid::now_v7();
    device.call("take_step", json!({"finding": id, "kind": "withdraw", "answers": last, "note": reason, "photos": [], "due": null, "key": key})).await
}

#[tokio::test]
async fn what_lies_beside_it_is_offered_said_and_taken_back() {
    let [cadre, clerk, ma, director] = ["cadre", "clerk", "ma", "director"].map(Device::new);
    let own = reported(&cadre, "manure", 106.000_05).await;
    let far = reported(&cadre, "manure", 106.01).await;
    let other_kind = reported(&cadre, "earth", 106.0).await;
    let seen = handed_out(&ma, WANG, "manure").await;
    for device in [&clerk, &director] {
        cadre.give(device);
        ma.give(device);
    }
    let before = whole(&clerk, &own).await;
    assert_eq!((named(&before), &before["maySame"]), ((None, vec![], vec![seen.as_str()]), &json!(true)), "neither {far} nor {other_kind}");
    assert_eq!(before["near"][0]["metres"], 5);

    let said = clerk.call("say_same", same(&own, Some(&seen))).await;
    assert_eq!(named(&said), (Some(seen.as_str()), vec![], vec![]));
    assert_eq!((&said["sameAs"]["by"], &said["by"]), (&json!("clerk"), &json!("cadre")), "who said so, and who reported it, are two");
    for column in ["landmark", "size", "difficulty", "fix", "seenAt", "kind", "count", "status"] {
        assert_eq!(said["brief"][column], before["brief"][column], "{column} is carried through");
    }
    assert_eq!((&said["note"], &said["brief"]["sameAs"]), (&before["note"], &said["sameAs"]["finding"]["code"]));
    assert_eq!(named(&whole(&clerk, &seen).await), (None, vec![own.as_str()], vec![]));
    // It is told as the reporter's on the village's page, too, and the list says that it is another.
    let page = clerk.call("village_story", json!({"village": WANG, "part": "findings"})).await;
    let told = page["entries"].as_array().unwrap().iter().find(|entry| entry["what"]["finding"] == json!(own) && entry["what"]["kind"] == "reported");
    assert_eq!(told.map(|entry| &entry["what"]["by"]), Some(&json!("cadre")), "{page}");
    // Said again it is the same, from either side.
    for again in [same(&own, Some(&seen)), same(&seen, Some(&own))] {
        clerk.call("say_same", again).await;
    }
    assert_eq!(named(&whole(&clerk, &own).await), (Some(seen.as_str()), vec![], vec![]));

    // The office withdraws one, and what was said stays in sight; the table decides, not the hint.
    clerk.give(&director);
    assert_eq!(whole(&director, &own).await["brief"]["status"], "reported");
    let gone = withdraw(&director, &own, "与另一处是同一处").await;
    assert_eq!(gone["brief"]["status"], "withdrawn");
    let stays = whole(&director, &seen).await;
    assert_eq!((&stays["brief"]["status"], &stays["alsoHere"][0]["finding"]["status"]), (&json!("open"), &json!("withdrawn")));

    // And it is taken back by anybody who may say it.
    let apart = clerk.call("say_same", same(&own, None)).await;
    assert_eq!((named(&apart), &apart["brief"]["sameAs"]), ((None, vec![], vec![seen.as_str()]), &Json::Null));
    assert_eq!(apart["by"], "cadre");
}

#[tokio::test]
async fn only_another_of_that_village_and_no_chains() {
    let [ma, cadre, nobody] = ["ma", "cadre", "nobody"].map(Device::new);
    let mut here = Vec::new();
    for lon in [106.0, 106.000_02, 106.000_04] {
        here.push(reported(&cadre, "manure", lon).await);
    }
    cadre.give(&ma);
    let [first, second, third] = [&here[0], &here[1], &here[2]];
    let elsewhere = handed_out(&ma, LI, "manure").await;
    for other in [first.as_str(), elsewhere.as_str(), "none", ""] {
        assert_eq!(ma.refusal("say_same", same(first, Some(other))).await, ErrorCode::FindingUnknown, "{other}");
    }
    assert_eq!(nobody.refusal("say_same", same(first, Some(second))).await, ErrorCode::Forbidden);
    ma.call("say_same", same(second, Some(first))).await;
    assert_eq!(ma.refusal("say_same", same(third, Some(second))).await, ErrorCode::FindingLinked, "which is said to be another");
    assert_eq!(ma.refusal("say_same", same(first, Some(third))).await, ErrorCode::FindingLinked, "to which another points");
    let third_too = ma.call("say_same", same(third, Some(first))).await;
    assert_eq!(named(&third_too), (Some(first.as_str()), vec![], vec![]), "three of one place name the same");
    assert_eq!(named(&whole(&ma, first).await).1.len(), 2);
    // What is withdrawn is named no more.
    ma.call("say_same", same(third, None)).await;
    ma.call("say_same", same(second, None)).await;
    let director = Device::new("director");
    cadre.give(&director);
    ma.give(&director);
    withdraw(&director, first, "不是问题").await;
    assert_eq!(director.refusal("say_same", same(second, Some(first))).await, ErrorCode::FindingUnknown);
    assert_eq!(named(&whole(&director, second).await).2, [third.as_str()]);
}

#[tokio::test]
async fn two_who_say_it_apart_of_each_other_make_one_pair() {
    let [cadre, clerk, director] = ["cadre", "clerk", "director"].map(Device::new);
    let (one, two) = (reported(&cadre, "manure", 106.0).await, reported(&cadre, "manure", 106.000_02).await);
    cadre.give(&clerk);
    cadre.call("say_same", same(&one, Some(&two))).await;
    clerk.call("say_same", same(&two, Some(&one))).await;
    cadre.give(&clerk);
    clerk.give(&cadre);
    for device in [&cadre, &clerk] {
        let (left, right) = (whole(device, &one).await, whole(device, &two).await);
        assert_eq!(named(&left), (Some(two.as_str()), vec![], vec![]), "one pair, said once");
        assert_eq!(named(&right), (Some(one.as_str()), vec![], vec![]));
        assert_eq!((&left["sameAs"]["by"], &right["sameAs"]["by"]), (&json!("cadre"), &json!("clerk")));
        assert_eq!((&left["conflict"], &right["conflict"]), (&json!(false), &json!(false)), "each wrote a row of its own");
    }
    for device in [&cadre, &clerk] {
        device.give(&director);
    }
    // Neither is lost: the office withdraws one, and the other stays.
    withdraw(&director, &two, "与另一处是同一处").await;
    let status = |view: Json| view["brief"]["status"].clone();
    assert_eq!((status(whole(&director, &one).await), status(whole(&director, &two).await)), (json!("reported"), json!("withdrawn")));
    // Taken back from either side, it is taken back whole.
    let apart = cadre.call("say_same", same(&two, None)).await;
    assert_eq!(named(&apart).0, None);
    assert_eq!(named(&whole(&cadre, &one).await), (None, vec![], vec![two.as_str()]));
}

#[tokio::test]
async fn two_who_name_different_ones_decide_by_their_codes() {
    let [cadre, clerk] = ["cadre", "clerk"].map(Device::new);
    let mut here = Vec::new();
    for lon in [106.0, 106.000_02, 106.000_04] {
        here.push(reported(&cadre, "manure", lon).await);
    }
    cadre.give(&clerk);
    cadre.call("say_same", same(&here[0], Some(&here[1]))).await;
    clerk.call("say_same", same(&here[0], Some(&here[2]))).await;
    clerk.give(&cadre);
    let inbox = cadre.call("inbox", json!(null)).await;
    let conflict = &inbox["conflicts"][0];
    assert_eq!((&conflict["table"], &conflict["subject"]["kind"]), (&json!("finding"), &json!("粪堆")));
    let mut said: Vec<&str> = Vec::new();
    for side in conflict["sides"].as_array().unwrap() {
        assert_eq!((side["fields"].as_array().unwrap().len(), &side["fields"][0]["name"]), (1, &json!("same_as")));
        said.push(side["fields"][0]["value"]["text"].as_str().unwrap());
    }
    said.sort_unstable();
    let mut codes = [whole(&cadre, &here[1]).await["brief"]["code"].clone(), whole(&cadre, &here[2]).await["brief"]["code"].clone()];
    codes.sort_by_key(ToString::to_string);
    assert_eq!(json!(said), json!(codes));
}
