//! Voice notes: kept before anything is said of them, standing for words, theirs alone who may read the visit.

use crate::common;
use crate::common::{Device, NOW, WANG};
use serde_json::{Value as Json, json};
use std::sync::atomic::Ordering;
use uuid::Uuid;
use xuncun_app::api::{KeepVoice, Phase, TakePhoto, VoiceView};
use xuncun_app::{AppError, ErrorCode, MediaKind};

/// What a browser records begins so; no two numbers give the same.
fn sound(number: u8) -> Vec<u8> {
    let mut bytes = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm\x42\x87\x81\x04".to_vec();
    bytes.extend([number; 400]);
    bytes
}

fn said(id: &str, item: Option<&str>, sighting: Option<&str>) -> KeepVoice {
    KeepVoice {
        inspection: Some(id.into()),
        finding: None,
        item: item.map(Into::into),
        sighting: sighting.map(Into::into),
        duration_ms: 8_400,
        recorded_at: NOW,
        offset_min: 480,
        key: None,
    }
}

fn say(device: &Device, args: KeepVoice, bytes: Vec<u8>) -> Result<VoiceView, AppError> {
    device.app.keep_voice(&device.caller(), args, bytes)
}

fn of_item(view: &Json, item: &str) -> Json {
    let groups = view["groups"].as_array().unwrap();
    let mut items = groups.iter().flat_map(|group| group["items"].as_array().unwrap());
    items.find(|row| row["id"] == item).unwrap()["voices"].clone()
}

#[tokio::test]
async fn a_voice_note_is_kept_shown_played_and_waits_to_be_sent() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    ma.photograph(&id, Some("H1"), None, Phase::Overview);
    let voice = say(&ma, said(&id, Some("H1"), None), sound(1)).unwrap();
    assert_eq!((voice.duration_ms, voice.recorded_at, voice.by.as_str()), (8_400, NOW, "ma"));
    assert_eq!((voice.item.as_deref(), voice.here, voice.delivered), (Some("H1"), true, false));

    let shown = of_item(&ma.view(&id).await, "H1");
    assert_eq!(shown, json!([voice]));
    assert_eq!(of_item(&ma.view(&id).await, "W1"), json!([]));
    let media = ma.app.media(&ma.caller(), &voice.id, MediaKind::Voice).await.unwrap();
    assert_eq!((media.clone().into_bytes().unwrap(), media.mime.as_str()), (sound(1), "audio/webm"));

    // Behind what the desk looks at, before originals.
    ma.app.develop().unwrap();
    let kinds: Vec<String> = ma.app.store().uploads(10).unwrap().into_iter().map(|upload| upload.kind).collect();
    assert_eq!(kinds[0], "thumb");
    assert_eq!(kinds[3], "original");
    assert!(kinds[1..3].contains(&"voice".to_owned()) && kinds[1..3].contains(&"evidence".to_owned()), "{kinds:?}");
    // A restart loses nothing.
    let ma = ma.restarted();
    assert_eq!(of_item(&ma.view(&id).await, "H1"), shown);
    assert_eq!(ma.app.media(&ma.caller(), &voice.id, MediaKind::Voice).await.unwrap().into_bytes().unwrap(), sound(1));
}

#[tokio::test]
async fn a_second_try_is_the_same_note_and_one_key_is_one_sound() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let key = Uuid::now_v7().to_string();
    let keyed = |key: &str| KeepVoice { key: Some(key.into()), ..said(&id, Some("H1"), None) };
    let first = say(&ma, keyed(&key), sound(1)).unwrap();
    let second = say(&ma, keyed(&key), sound(1)).unwrap();
    assert_eq!((&first.id, &second.id), (&key, &key));
    assert_eq!(of_item(&ma.view(&id).await, "H1").as_array().unwrap().len(), 1);
    assert_eq!(say(&ma, keyed(&key), sound(2)).unwrap_err().code, ErrorCode::BadRequest);
    assert_eq!(say(&ma, keyed("no uuid"), sound(1)).unwrap_err().code, ErrorCode::BadRequest);
    assert_eq!(ma.app.store().undelivered().unwrap().uploads, 1);

    ma.call("seal_now", json!(null)).await;
    // What was taken out does not come back by a late second try; the visit's other rows cannot be taken out by it.
    let view = ma.call("remove_voice", json!({"inspection": id, "id": key})).await;
    assert_eq!(of_item(&view, "H1"), json!([]));
    assert_eq!(ma.refusal("remove_voice", json!({"inspection": id, "id": key})).await, ErrorCode::VoiceUnknown);
    assert_eq!(say(&ma, keyed(&key), sound(1)).unwrap_err().code, ErrorCode::VoiceUnknown);
    assert_eq!(ma.app.media(&ma.caller(), &key, MediaKind::Voice).await.unwrap_err().code, ErrorCode::VoiceUnknown);
}

#[tokio::test]
async fn what_is_no_voice_note_is_refused_by_its_own_code() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let h1 = || said(&id, Some("H1"), None);
    for bytes in [Vec::new(), b"no sound".to_vec(), common::jpeg(1), b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec()] {
        assert_eq!(say(&ma, h1(), bytes).unwrap_err().code, ErrorCode::NotAVoiceNote);
    }
    let mut huge = sound(1);
    huge.resize((8 << 20) + 1, 0);
    assert_eq!(say(&ma, h1(), huge).unwrap_err().code, ErrorCode::VoiceTooLarge);
    for duration_ms in [-1, 200_000, i64::MAX] {
        assert_eq!(say(&ma, KeepVoice { duration_ms, ..h1() }, sound(1)).unwrap_err().code, ErrorCode::VoiceTooLong);
    }
    assert_eq!(say(&ma, said(&id, None, None), sound(1)).unwrap_err().code, ErrorCode::ItemUnknown, "of nothing there is nothing to say");
    assert_eq!(say(&ma, said(&id, Some("X9"), None), sound(1)).unwrap_err().code, ErrorCode::ItemUnknown);
    assert_eq!(say(&ma, said(&id, None, Some("none")), sound(1)).unwrap_err().code, ErrorCode::SightingUnknown);
    ma.space.store(100_000_000, Ordering::SeqCst);
    assert_eq!(say(&ma, h1(), sound(1)).unwrap_err().code, ErrorCode::SpaceLow);
    assert_eq!(ma.app.store().undelivered().unwrap().uploads, 0, "nothing of all that left a trace");
}

#[tokio::test]
async fn of_a_sighting_it_stands_for_the_note_that_says_why_there_is_no_photograph() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let view = ma.see(&id, "firewood", "", 1).await;
    let sighting = view["sightings"][0]["id"].as_str().unwrap().to_owned();
    let blocks =
        |view: &Json| view["missing"].as_array().unwrap().iter().any(|entry| entry["sighting"] == sighting.as_str() && entry["blocks"] == true);
    assert!(blocks(&view), "{}", view["missing"]);
    let voice = say(&ma, said(&id, None, Some(&sighting)), sound(1)).unwrap();
    let view = ma.view(&id).await;
    assert!(!blocks(&view));
    assert_eq!((&view["sightings"][0]["voices"][0]["id"], voice.item), (&json!(voice.id), None));
    assert!(blocks(&ma.call("remove_voice", json!({"inspection": id, "id": voice.id})).await));

    // Taken out, the sighting takes it with it, and a submission does not name it.
    let voice = say(&ma, said(&id, None, Some(&sighting)), sound(2)).unwrap();
    ma.call("remove_sighting", json!({"inspection": id, "id": sighting})).await;
    assert_eq!(ma.refusal("remove_voice", json!({"inspection": id, "id": voice.id})).await, ErrorCode::VoiceUnknown);
}

#[tokio::test]
async fn it_is_content_of_the_submission_and_closed_with_it() {
    let (ma, zhao, director) = (Device::new("ma"), Device::new("zhao"), Device::new("director"));
    let id = ma.start(WANG).await;
    ma.complete(&id).await;
    ma.call("seal_now", json!(null)).await;
    let voice = say(&ma, said(&id, Some("H1"), None), sound(1)).unwrap();
    ma.submit(&id).await;
    assert_eq!(ma.refusal("remove_voice", json!({"inspection": id, "id": voice.id})).await, ErrorCode::NotEditable);
    assert_eq!(say(&ma, said(&id, Some("H1"), None), sound(2)).unwrap_err().code, ErrorCode::NotEditable);
    // A reply that was lost: the same note, also after the submission.
    let again = KeepVoice { key: Some(voice.id.clone()), ..said(&id, Some("H1"), None) };
    assert_eq!(say(&ma, again, sound(1)).unwrap().id, voice.id);

    ma.give(&zhao);
    ma.give(&director);
    let seen = director.call("submission", json!({"inspection": id})).await;
    assert_eq!(seen["submission"]["unchanged"], true, "another replica makes the same hash of it");
    let shown = of_item(&seen["inspection"], "H1");
    assert_eq!((&shown[0]["id"], &shown[0]["here"], &shown[0]["by"]), (&json!(voice.id), &json!(false), &json!("ma")));
    let told = seen["history"].as_array().unwrap().iter().any(|entry| entry["what"] == "spoken" && entry["who"] == "ma");
    assert!(told, "{}", seen["history"]);
    assert_eq!(director.app.media(&director.caller(), &voice.id, MediaKind::Voice).await.unwrap_err().code, ErrorCode::VoiceNotHere);
    let at = zhao.app.store().undelivered().unwrap();
    assert_eq!(at.uploads, 0, "only whoever said it sends it");
}

#[tokio::test]
async fn nobody_hears_it_who_may_not_read_the_visit() {
    let (ma, cadre, nobody, deputy) = (Device::new("ma"), Device::new("cadre"), Device::new("nobody"), Device::new("deputy"));
    let id = ma.start(WANG).await;
    let voice = say(&ma, said(&id, Some("H1"), None), sound(1)).unwrap();
    let commits = ma.app.store().unsent(64 << 20).unwrap();
    let entries: Vec<_> = commits.into_iter().map(|commit| xuncun_journal::Entry::new(commit.envelope, commit.body)).collect();
    for device in [&cadre, &nobody, &deputy] {
        device.app.store().apply(&entries).unwrap();
    }
    for device in [&cadre, &nobody] {
        assert_eq!(device.app.media(&device.caller(), &voice.id, MediaKind::Voice).await.unwrap_err().code, ErrorCode::Forbidden);
        assert_eq!(say(device, said(&id, Some("H1"), None), sound(2)).unwrap_err().code, ErrorCode::Forbidden);
    }
    assert_eq!(nobody.app.media(&nobody.caller(), "unknown", MediaKind::Voice).await.unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(say(&deputy, said(&id, Some("H1"), None), sound(2)).unwrap_err().code, ErrorCode::OwnVillage);
}

/// A picture's address gives no sound, and a sound's no picture.
#[tokio::test]
async fn a_sound_is_no_picture() {
    let ma = Device::new("ma");
    let id = ma.start(WANG).await;
    let photo = ma.photograph(&id, Some("H1"), None, Phase::Overview);
    let voice = say(&ma, said(&id, Some("H1"), None), sound(1)).unwrap();
    assert_eq!(ma.app.media(&ma.caller(), &photo.id, MediaKind::Voice).await.unwrap_err().code, ErrorCode::VoiceUnknown);
    assert_eq!(ma.app.media(&ma.caller(), &voice.id, MediaKind::Original).await.unwrap_err().code, ErrorCode::PhotoUnknown);
}

fn of_finding(finding: &str) -> KeepVoice {
    KeepVoice { inspection: None, finding: Some(finding.into()), ..said("", None, None) }
}

#[tokio::test]
async fn a_cadre_says_the_answer_and_the_reason_instead_of_writing_them() {
    let [ma, cadre, township] = ["ma", "cadre", "township"].map(Device::new);
    let key = Uuid::now_v7();
    let report = json!({"village": WANG, "key": key, "kind": "earth", "count": 1, "fix": null, "landmark": "二组涝坝旁", "note": ""});
    let id = cadre.call("report_finding", report).await["brief"]["id"].as_str().unwrap().to_owned();
    let (wrong, good) = (say(&cadre, of_finding(&id), sound(1)).unwrap(), say(&cadre, of_finding(&id), sound(2)).unwrap());
    let view = cadre.call("finding", json!({"finding": id})).await;
    assert_eq!((&view["voices"], &view["unsaid"]), (&json!([wrong, good]), &json!([wrong.id, good.id])));
    let both = KeepVoice { inspection: Some(id.clone()), ..of_finding(&id) };
    assert_eq!(say(&cadre, both, sound(3)).unwrap_err().code, ErrorCode::BadRequest);

    // What was said wrongly is said again.
    let left = cadre.call("remove_finding_voice", json!({"finding": id, "id": wrong.id})).await;
    assert_eq!(left["voices"], json!([good]));
    let after = TakePhoto { inspection: None, finding: Some(id.clone()), ..common::shot("", None, None, Phase::After) };
    let after = cadre.app.take_photo(&cadre.caller(), after, common::jpeg(3)).unwrap();
    let reply = |voices: Json| json!({"finding": id, "kind": "reply", "answers": null, "note": "", "photos": [after.id], "voices": voices, "due": null, "key": Uuid::now_v7()});
    assert_eq!(cadre.refusal("take_step", reply(json!([wrong.id]))).await, ErrorCode::VoiceUnknown, "it was taken out");
    let replied = cadre.call("take_step", reply(json!([good.id]))).await;
    assert_eq!((&replied["steps"][0]["voices"], &replied["unsaid"]), (&json!([good.id]), &json!([])));
    assert_eq!(cadre.refusal("remove_finding_voice", json!({"finding": id, "id": good.id})).await, ErrorCode::Forbidden, "a step says it");

    // Whoever may see the finding hears it; a reason that is spoken is one.
    cadre.give(&township);
    let there = township.call("finding", json!({"finding": id})).await;
    assert_eq!((&there["voices"][0]["by"], &there["steps"][0]["voices"]), (&json!("cadre"), &json!([good.id])));
    let back = |voices: Json| json!({"finding": id, "kind": "send_back", "answers": there["last"], "note": "", "photos": [], "voices": voices, "due": null, "key": Uuid::now_v7()});
    assert_eq!(township.refusal("take_step", back(json!([]))).await, ErrorCode::ReasonMissing);
    let reason = say(&township, of_finding(&id), sound(4)).unwrap();
    assert_eq!(cadre.refusal("remove_finding_voice", json!({"finding": id, "id": reason.id})).await, ErrorCode::VoiceUnknown, "it has not come yet");
    assert_eq!(township.call("take_step", back(json!([reason.id]))).await["brief"]["status"], "open");
    for device in [&cadre, &township] {
        device.give(&ma);
    }
    assert_eq!(ma.refusal("remove_finding_voice", json!({"finding": id, "id": reason.id})).await, ErrorCode::Forbidden, "somebody else's");
    let media = cadre.app.media(&cadre.caller(), &good.id, MediaKind::Voice).await.unwrap();
    assert_eq!((media.clone().into_bytes().unwrap(), media.mime.as_str()), (sound(2), "audio/webm"));
    let nobody = Device::new("nobody");
    assert_eq!(nobody.app.media(&nobody.caller(), &good.id, MediaKind::Voice).await.unwrap_err().code, ErrorCode::Forbidden);
}
