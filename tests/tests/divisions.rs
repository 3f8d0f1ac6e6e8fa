//! Boundaries that a surveyor drew, from the operator's file to a tablet.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use xuncun_app::api::{DistrictMap, MapDivision};
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};

fn square(lon: f64, lat: f64, half: f64) -> Value {
    json!([[
        [lon - half, lat - half],
        [lon + half, lat - half],
        [lon + half, lat],
        [lon + half, lat + half],
        [lon - half, lat + half],
        [lon - half, lat - half]
    ]])
}

fn feature(properties: Value, coordinates: Value) -> Value {
    json!({ "type": "Feature", "properties": properties, "geometry": { "type": "Polygon", "coordinates": coordinates } })
}

fn by_code(map: DistrictMap) -> BTreeMap<String, MapDivision> {
    map.divisions.into_iter().map(|division| (division.code.clone(), division)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_surveyors_map_gives_villages_their_ground_and_the_district_new_ones() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    let shelf = tempfile::tempdir().unwrap();
    let write = |name: &str, features: &[Value]| {
        let path = shelf.path().join(name);
        std::fs::write(&path, json!({ "type": "FeatureCollection", "features": features }).to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    server.start().await;
    let mut tablet = Device::enrolled(&server.invite(&district.guide.supervisor).await, "督查室电脑").await;
    let before = by_code(tablet.until("the district", "district_map", Value::Null, |map: &DistrictMap| map.divisions.len() > 300).await);
    let village = &district.villages[5];
    let township = &district.townships[village.township];
    let fresh = format!("{}399", township.code);
    let (lon, lat) = village.centre;

    // What cannot be is refused whole, and every fault is named.
    let wrong = write(
        "wrong.geojson",
        &[
            feature(json!({ "code": village.code }), square(lon, lat, 0.01)),
            feature(json!({ "code": "110105001001", "name": "别的县" }), square(lon, lat, 0.01)),
            feature(json!({ "code": fresh }), square(lon, lat, 0.01)),
            feature(json!({ "code": "629900998201", "name": "没有乡的村" }), square(lon, lat, 0.01)),
            feature(json!({ "name": "没有编码" }), square(lon, lat, 0.01)),
        ],
    );
    let said = server.refuses(&["divisions", &wrong]).await;
    let faults = [
        "feature 2: 110105001001 is not in district",
        "feature 3",
        "it is new, and has no \"name\"",
        "feature 4",
        "there is no 629900998",
        "feature 5: it has no \"code\"",
    ];
    for fault in faults {
        assert!(said.contains(fault), "{fault:?} is missing in:\n{said}");
    }

    // A village moves, one is new, a township is written with twelve digits, and one stays as it is.
    let told = &before[&district.villages[9].code];
    let good = write(
        "good.geojson",
        &[
            feature(json!({ "code": village.code, "households": 321 }), square(lon, lat, 0.01)),
            feature(json!({ "code": fresh, "name": "新立村", "people": 640 }), square(lon + 0.02, lat, 0.005)),
            feature(json!({ "code": format!("{}000", township.code) }), square(lon, lat, 0.1)),
            json!({ "type": "Feature", "properties": { "code": told.code, "name": told.name }, "geometry": null }),
        ],
    );
    let counts = "1 new, 2 changed, 1 as they were";
    let said = server.ask(&["divisions", &good, "--dry-run"]).await;
    assert!(said.contains(counts) && said.contains("Nothing was written") && said.contains(&format!("{fresh}  新立村")), "{said}");
    assert!(server.ask(&["divisions", &good]).await.contains(counts));
    let again = server.ask(&["divisions", &good]).await;
    assert!(again.contains("0 new, 0 changed, 4 as they were"), "a map that was taken changes nothing: {again}");

    let _: Value = tablet.call("sync_now", Value::Null).await;
    let after = by_code(
        tablet.until("the new village", "district_map", Value::Null, |map: &DistrictMap| map.divisions.iter().any(|one| one.code == fresh)).await,
    );
    assert_eq!(after.len(), before.len() + 1);
    let corner = |code: &str| after[code].rings[0][0];
    assert!((corner(&village.code).0 - (lon - 0.01)).abs() < 1e-6 && (corner(&village.code).1 - (lat - 0.01)).abs() < 1e-6);
    assert_eq!(after[&village.code].rings[0].len(), 5, "a corner on a straight line is none");
    assert_eq!(
        (after[&village.code].name.as_str(), after[&fresh].name.as_str()),
        (village.name.as_str(), "新立村"),
        "what a map does not mention stays"
    );
    assert_eq!(after[&told.code].rings, told.rings);
    tablet.close().await;
    server.stop().await;
}
