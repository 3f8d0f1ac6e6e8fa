//! The ground map, from the operator's file to a tablet without a network.

use serde_json::Value;
use xuncun_app::api::BasemapView;
use xuncun_demo::ground::ground;
use xuncun_tests::device::Device;
use xuncun_tests::district::{serve, untouched};

#[tokio::test(flavor = "multi_thread")]
async fn a_ground_map_comes_to_every_device_and_is_there_without_a_network() {
    let (district, plan) = untouched();
    let mut server = serve(&district, &plan).await;
    let shelf = tempfile::tempdir().unwrap();
    let (map, other, no_map) = (shelf.path().join("county.pmtiles"), shelf.path().join("other.pmtiles"), shelf.path().join("photo.pmtiles"));
    let mut lines = ground(&district);
    xuncun_basemap::pack_into(&lines, "清源县", &map).unwrap();
    lines.places.clear();
    xuncun_basemap::pack_into(&lines, "清源县", &other).unwrap();
    std::fs::write(&no_map, b"\xff\xd8\xff\xe0 this is a photograph").unwrap();
    server.start().await;
    let mut tablet = Device::enrolled(&server.invite(&district.guide.inspector).await, "一组平板").await;

    let settled = |view: &BasemapView| !view.fetching;
    let here = |view: &BasemapView| view.here && !view.fetching;
    let _: BasemapView = tablet.call("fetch_basemap", Value::Null).await;
    let none: BasemapView = tablet.until("an answer", "basemap", Value::Null, settled).await;
    assert_eq!((none.here, none.problem.map(|code| serde_json::to_value(code).unwrap())), (false, Some("basemap_none".into())));

    let said = server.ask(&["basemap", map.to_str().unwrap()]).await;
    assert!(said.contains("vector tiles, zoom 6 to 14"), "{said}");
    let _: BasemapView = tablet.call("fetch_basemap", Value::Null).await;
    let first: BasemapView = tablet.until("the map", "basemap", Value::Null, here).await;
    let place = tablet.data().join("ground").join(xuncun_basemap::FILE);
    assert_eq!(std::fs::read(&place).unwrap(), std::fs::read(&map).unwrap());
    assert_eq!((first.bytes, first.problem), (Some(std::fs::metadata(&map).unwrap().len()), None));

    // What is no map does not take the place of one.
    let said = server.refuses(&["basemap", no_map.to_str().unwrap()]).await;
    assert!(said.contains("this is no map"), "{said}");
    assert_eq!(std::fs::read(server.data().join(xuncun_basemap::FILE)).unwrap(), std::fs::read(&map).unwrap());

    // Another one, which the tablet cannot have before the network is back: the one that it has stays.
    server.ask(&["basemap", other.to_str().unwrap()]).await;
    server.stop().await;
    let _: BasemapView = tablet.call("fetch_basemap", Value::Null).await;
    let offline: BasemapView = tablet.until("an answer", "basemap", Value::Null, settled).await;
    assert_eq!((offline.here, &offline.etag), (true, &first.etag));
    assert!(offline.problem.is_some());
    tablet.kill().await;
    tablet.open().await;
    let opened: BasemapView = tablet.call("basemap", Value::Null).await;
    assert_eq!((opened.here, &opened.etag), (true, &first.etag));
    server.start().await;
    let _: BasemapView = tablet.call("fetch_basemap", Value::Null).await;
    let _: BasemapView = tablet.until("the other map", "basemap", Value::Null, |view: &BasemapView| here(view) && view.etag != first.etag).await;
    assert_eq!(std::fs::read(&place).unwrap(), std::fs::read(&other).unwrap());
    tablet.close().await;
    server.stop().await;
}
