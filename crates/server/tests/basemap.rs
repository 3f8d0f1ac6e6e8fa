//! The ground map at the devices' door: by range, by its tag, to nobody but them; and in a backup.

use crate::common::{COUNTY, World};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Client, Method};
use xuncun_domain::grant::Role;
use xuncun_server::copies::backup;
use xuncun_sync::protocol::{Protocol, Session};

#[tokio::test(flavor = "multi_thread")]
async fn a_ground_map_is_handed_out_in_parts_of_one_file() {
    let world = World::new().await;
    let tablet = world.staff("ma", Role::Inspector, &[COUNTY]).await;
    let ask = async |from, len| tablet.client.get_basemap(&tablet.session, from, len).await;
    assert_eq!(ask(0, 1).await.unwrap_err().code(), "basemap_none");
    let place = world.config.data.join(xuncun_basemap::FILE);
    let ground: Vec<u8> = (0..50_000_u32).flat_map(u32::to_be_bytes).collect();
    std::fs::write(&place, &ground).unwrap();
    let part = ask(100, 1000).await.unwrap();
    assert_eq!((part.total, &part.bytes[..]), (200_000, &ground[100..1100]));
    let end = ask(199_990, 1000).await.unwrap();
    assert_eq!((end.tag.as_str(), &end.bytes[..]), (part.tag.as_str(), &ground[199_990..]));
    let stranger = Session { token: "nobody's".into() };
    assert_eq!(world.client().get_basemap(&stranger, 0, 1).await.unwrap_err().code(), "unauthorized");

    let raw = async |method: Method, headers: &[(&'static str, String)]| {
        let headers: HeaderMap = headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap())).collect();
        let call = Client::new().request(method, format!("{}/v1/basemap", world.server.url())).bearer_auth(&tablet.session.token);
        call.headers(headers).send().await.unwrap()
    };
    let quoted = format!("\"{}\"", part.tag);
    let range = ("range", "bytes=0-9".to_owned());
    assert_eq!(raw(Method::GET, &[("if-none-match", quoted.clone())]).await.status(), 304);
    assert_eq!(raw(Method::GET, &[range.clone(), ("if-range", quoted)]).await.status(), 206);
    let whole = raw(Method::GET, &[range, ("if-range", "\"another\"".into())]).await;
    assert_eq!((whole.status().as_u16(), whole.bytes().await.unwrap().len()), (200, 200_000), "a part of another file is of no use");
    let head = raw(Method::HEAD, &[]).await;
    assert_eq!((head.status().as_u16(), head.headers()["content-length"].to_str().unwrap()), (200, "200000"));
    assert_eq!(raw(Method::GET, &[("range", "bytes=200000-".into())]).await.status(), 416);

    // Another file is another tag, and a backup has the file.
    let copy = world.folder.path().join("backup");
    backup(&world.config.data, &copy, true).unwrap();
    assert_eq!(std::fs::read(copy.join(xuncun_basemap::FILE)).unwrap(), ground);
    std::fs::write(&place, b"another").unwrap();
    assert_ne!(ask(0, 1).await.unwrap().tag, part.tag);
}
