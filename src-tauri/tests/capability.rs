//! The window may call the commands of the one list and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::path::Path;

fn read(file: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn texts(list: &serde_json::Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().filter_map(|text| text.as_str()).map(str::to_owned).collect()
}

#[test]
fn the_window_may_call_exactly_the_commands() {
    let granted = texts(&read("capabilities/main.json")["permissions"]);
    let mut expected: BTreeSet<String> = xuncun_app::COMMANDS
        .iter()
        .copied()
        .chain(["take_photo", "keep_voice", "save_bundle", "take_bundle", "save_marked", "save_document"])
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    expected.extend(["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()]);
    assert_eq!(granted, expected);
}

#[test]
fn the_window_may_open_map_apps_and_the_phone_and_no_other_address() {
    let permissions = read("capabilities/main.json")["permissions"].clone();
    let scoped: Vec<_> = permissions.as_array().unwrap().iter().filter(|permission| !permission.is_string()).collect();
    assert_eq!(scoped.len(), 1);
    assert_eq!(scoped[0]["identifier"], "opener:allow-open-url");
    let urls: Vec<&str> = scoped[0]["allow"].as_array().unwrap().iter().map(|entry| entry["url"].as_str().unwrap()).collect();
    let (web, own): (Vec<&str>, Vec<&str>) = urls.iter().partition(|url| url.starts_with("https://"));
    assert_eq!(own, ["geo:*", "tel:*"]);
    // Whole hosts, each with the one path that leads to a place.
    assert_eq!(web, ["https://uri.amap.com/navigation?*", "https://apis.map.qq.com/uri/v1/routeplan?*", "https://api.map.baidu.com/direction?*"]);
    assert!(scoped[0]["allow"].as_array().unwrap().iter().all(|entry| entry.as_object().unwrap().len() == 1), "by the system's own choice of app");
}

#[test]
fn only_the_one_window_has_capabilities() {
    let files: BTreeSet<String> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, BTreeSet::from(["main.json".to_owned(), "phone.json".to_owned()]));
    for file in files {
        let capability = read(&format!("capabilities/{file}"));
        assert_eq!(texts(&capability["windows"]), BTreeSet::from(["main".to_owned()]), "{file}");
        assert!(capability.get("remote").is_none(), "{file}: no page from elsewhere has a door");
    }
}

#[test]
fn the_page_runs_its_own_scripts_only() {
    let security = &read("tauri.conf.json")["app"]["security"];
    assert_eq!(security["csp"]["default-src"], "'self'");
    assert_eq!(security["csp"]["script-src"], "'self'");
    assert_eq!(security["csp"]["object-src"], "'none'");
    let outside = |policy: &str| policy.split_whitespace().filter(|at| at.starts_with("https:")).map(ToOwned::to_owned).collect::<Vec<_>>();
    for (what, policy) in security["csp"].as_object().unwrap() {
        let tiles: &[&str] = if what == "connect-src" { &["https://*.tianditu.gov.cn"] } else { &[] };
        assert_eq!(outside(policy.as_str().unwrap()), tiles, "{what}");
    }
    assert_eq!(read("tauri.conf.json")["app"]["withGlobalTauri"], false);
}

#[test]
fn the_phone_asks_for_the_camera_the_microphone_and_the_position() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("gen/android/app/src/main/AndroidManifest.xml")).unwrap();
    for permission in ["INTERNET", "CAMERA", "RECORD_AUDIO", "MODIFY_AUDIO_SETTINGS", "ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION"] {
        assert!(manifest.contains(&format!("android.permission.{permission}\"")), "{permission}");
    }
}
