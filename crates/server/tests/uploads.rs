//! Photographs: tus byte by byte, what is refused, who may read.

use crate::common::{COUNTY, DAY, Tablet, World};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::{Client, Method, Response};
use xuncun_domain::grant::Role;
use xuncun_journal::Hash;
use xuncun_sync::protocol::{Protocol, ProtocolError, UploadChunk, UploadCreate, UploadState};

const VILLAGE: &str = "629900100201/work";

fn picture(seed: u8, size: usize) -> Bytes {
    (0..size).map(|n| (n as u8).wrapping_mul(31).wrapping_add(seed)).collect::<Vec<_>>().into()
}

fn create(stream: &str, bytes: &Bytes) -> UploadCreate {
    UploadCreate { stream: stream.into(), sha256: Hash::of(bytes).0, size: bytes.len() as u64, mime: "image/jpeg".into() }
}

async fn send(tablet: &Tablet, state: &UploadState, bytes: &Bytes, to: usize) -> Result<UploadState, ProtocolError> {
    let part = bytes.slice(state.offset as usize..to);
    let chunk = UploadChunk { url: state.url.clone(), offset: state.offset, checksum: Some(Hash::of(&part).0), bytes: part };
    tablet.client.upload_patch(&tablet.session, chunk).await
}

async fn upload(tablet: &Tablet, stream: &str, bytes: &Bytes) -> UploadState {
    let state = tablet.client.upload_create(&tablet.session, create(stream, bytes)).await.unwrap();
    if state.receipt.is_some() { state } else { send(tablet, &state, bytes, bytes.len()).await.unwrap() }
}

#[tokio::test]
async fn resumed_by_the_byte_over_a_restart_and_held_with_a_receipt() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(1, 100_000);
    let begun = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    assert_eq!((begun.offset, begun.receipt.is_none()), (0, true));
    let part = send(&tablet, &begun, &bytes, 33_333).await.unwrap();
    assert_eq!(part.offset, 33_333);
    let world = world.restart().await;
    let tablet = Tablet { client: world.client(), ..tablet };
    // The address is forgotten, as after the app was killed: beginning again finds what is there.
    let again = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    assert_eq!((&again.url, again.offset), (&part.url, 33_333));
    assert_eq!(tablet.client.upload_offset(&tablet.session, &again.url).await.unwrap().offset, 33_333);
    let one_more = send(&tablet, &again, &bytes, 33_334).await.unwrap();
    let whole = send(&tablet, &one_more, &bytes, bytes.len()).await.unwrap();
    let receipt = tablet.receipt(&whole.receipt.unwrap());
    assert_eq!((receipt.blobs[0].stream.to_string().as_str(), receipt.blobs[0].sha256, receipt.blobs[0].size), (VILLAGE, Hash::of(&bytes), 100_000));
    // The last answer was lost: asked again, the server says that it holds it.
    let held = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    assert_eq!(held.offset, 100_000);
    assert_eq!(tablet.receipt(&held.receipt.unwrap()).blobs[0].sha256, Hash::of(&bytes));
    let missing = tablet.client.missing(&tablet.session, VILLAGE, vec![Hash::of(&bytes).0, [9; 32]]).await.unwrap();
    assert_eq!(missing.missing, [[9; 32]]);
    assert_eq!(tablet.receipt(&missing.receipt.unwrap()).blobs.len(), 1);
    assert!(!std::fs::read_dir(world.config.data.join("uploads")).unwrap().any(|_| true), "no part stays behind");
}

#[tokio::test]
async fn chunks_that_do_not_fit() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(2, 10_000);
    let begun = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    let chunk = |offset: u64, part: Bytes, checksum: [u8; 32]| UploadChunk { url: begun.url.clone(), offset, bytes: part, checksum: Some(checksum) };
    let part = bytes.slice(..5_000);
    let sum = Hash::of(&part).0;
    let patch = |chunk| tablet.client.upload_patch(&tablet.session, chunk);
    assert_eq!(patch(chunk(0, part.clone(), [0; 32])).await.unwrap_err().code(), "checksum_mismatch");
    assert_eq!(patch(chunk(1, part.clone(), sum)).await.unwrap_err().code(), "offset_mismatch");
    assert_eq!(patch(chunk(0, part.clone(), sum)).await.unwrap().offset, 5_000);
    assert_eq!(patch(chunk(0, part, sum)).await.unwrap_err().code(), "offset_mismatch", "the same chunk twice is taken once");
    let long = picture(2, 5_001);
    assert_eq!(patch(chunk(5_000, long.clone(), Hash::of(&long).0)).await.unwrap_err().code(), "upload_too_long");
    // The whole has another hash than was said: it is dropped, and nothing is held.
    let other = picture(3, 5_000);
    assert_eq!(patch(chunk(5_000, other.clone(), Hash::of(&other).0)).await.unwrap_err().code(), "blob_mismatch");
    assert_eq!(tablet.client.upload_offset(&tablet.session, &begun.url).await.unwrap_err().code(), "upload_gone");
    assert_eq!(tablet.client.missing(&tablet.session, VILLAGE, vec![Hash::of(&bytes).0]).await.unwrap().missing.len(), 1);
}

#[tokio::test]
async fn what_is_no_photograph_to_take() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let answer = raw(
        &world,
        Method::POST,
        "/v1/uploads",
        &tablet,
        &[("upload-length", "200000000"), ("upload-metadata", &metadata(VILLAGE, [1; 32]))],
        Bytes::new(),
    )
    .await;
    assert_eq!(answer.status(), 413);
    let body: serde_json::Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!((&body["code"], &body["params"]["max"]), (&"photo_too_large".into(), &"67108864".into()));
    let size = |size| UploadCreate { size, ..create(VILLAGE, &picture(1, 1)) };
    assert_eq!(tablet.client.upload_create(&tablet.session, size(0)).await.unwrap_err().code(), "photo_empty");
    assert!(tablet.client.upload_create(&tablet.session, size(64 << 20)).await.is_ok(), "the limit itself");
    assert!(tablet.client.upload_create(&tablet.session, size((64 << 20) + 1)).await.is_err());
    let nowhere = UploadCreate { stream: "629900100201/secret".into(), ..create(VILLAGE, &picture(1, 1)) };
    assert_eq!(tablet.client.upload_create(&tablet.session, nowhere).await.unwrap_err().code(), "bad_stream");
}

#[tokio::test]
async fn a_blob_is_held_by_stream() {
    let world = World::new().await;
    let inspector = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let cadre = world.staff("c", Role::Cadre, &["629900100201"]).await;
    let bytes = picture(4, 50_000);
    let sha = Hash::of(&bytes).0;
    upload(&inspector, VILLAGE, &bytes).await;
    let get = |tablet: &Tablet, stream: &'static str| {
        let (client, session) = (tablet.client.clone(), tablet.session.clone());
        async move { client.get_blob(&session, stream, sha, 0, 1 << 20).await }
    };
    assert_eq!(get(&inspector, VILLAGE).await.unwrap().bytes, bytes);
    assert_eq!(get(&cadre, VILLAGE).await.unwrap_err().code(), "blob_unknown");
    let open = "629900100201/open";
    assert_eq!(get(&inspector, open).await.unwrap_err().code(), "blob_unknown", "held in work, not in open");
    // To know its hash is not enough: the cadre cannot read it anywhere, so must bring the bytes.
    assert_eq!(cadre.client.missing(&cadre.session, open, vec![sha]).await.unwrap().missing, [sha]);
    // Who may read it in one stream may link it into another that he may write.
    let linked = inspector.client.missing(&inspector.session, open, vec![sha]).await.unwrap();
    assert!(linked.missing.is_empty());
    assert_eq!(inspector.receipt(&linked.receipt.unwrap()).blobs[0].stream.to_string(), open);
    assert_eq!(get(&cadre, open).await.unwrap().bytes, bytes);
    // Beneath it lies once.
    let name = Hash(sha).to_hex();
    assert!(world.config.data.join("blobs").join(&name[..2]).join(&name).exists());
    let part = cadre.client.get_blob(&cadre.session, open, sha, 49_990, 100).await.unwrap();
    assert_eq!((part.total, part.bytes), (50_000, bytes.slice(49_990..)));
}

#[tokio::test]
async fn an_upload_is_its_devices_own_and_ends() {
    let world = World::new().await;
    let one = world.staff("one", Role::Inspector, &[COUNTY]).await;
    let two = world.staff("two", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(5, 1_000);
    let begun = one.client.upload_create(&one.session, create(VILLAGE, &bytes)).await.unwrap();
    assert_eq!(two.client.upload_offset(&two.session, &begun.url).await.unwrap_err().code(), "upload_gone");
    let path = begun.url.rsplit_once("/v1/").map(|(_, rest)| format!("/v1/{rest}")).unwrap();
    let ended = raw(&world, Method::DELETE, &path, &one, &[], Bytes::new()).await;
    assert_eq!(ended.status(), 204);
    assert_eq!(one.client.upload_offset(&one.session, &begun.url).await.unwrap_err().code(), "upload_gone");
    let begun = one.client.upload_create(&one.session, create(VILLAGE, &bytes)).await.unwrap();
    world.pass(3 * DAY + 1);
    assert_eq!(one.client.upload_offset(&one.session, &begun.url).await.unwrap_err().code(), "upload_gone", "expired");
}

#[tokio::test]
async fn an_upload_that_has_rested_too_long_is_begun_again_where_it_was() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(9, 10_000);
    let begun = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    let half = bytes.slice(..5_000);
    let chunk = |url: &str, offset: u64, part: &Bytes| UploadChunk { url: url.into(), offset, checksum: Some(Hash::of(part).0), bytes: part.clone() };
    tablet.client.upload_patch(&tablet.session, chunk(&begun.url, 0, &half)).await.unwrap();
    // Nobody has swept it away yet.
    world.pass(4 * DAY);
    let again = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    assert_eq!((again.url == begun.url, again.offset), (true, 5_000));
    assert!(tablet.client.upload_patch(&tablet.session, chunk(&again.url, 5_000, &bytes.slice(5_000..))).await.unwrap().receipt.is_some());
}

#[tokio::test]
async fn an_upload_of_another_size_leaves_nothing_of_the_first() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(10, 1_000);
    let wrong = UploadCreate { size: 2_000, ..create(VILLAGE, &bytes) };
    let begun = tablet.client.upload_create(&tablet.session, wrong).await.unwrap();
    let part = bytes.slice(..500);
    let chunk = UploadChunk { url: begun.url.clone(), offset: 0, checksum: Some(Hash::of(&part).0), bytes: part };
    tablet.client.upload_patch(&tablet.session, chunk).await.unwrap();
    let parts = || std::fs::read_dir(world.config.data.join("uploads")).unwrap().count();
    assert_eq!(parts(), 1);
    upload(&tablet, VILLAGE, &bytes).await;
    assert_eq!(parts(), 0, "no part stays behind");
    assert_eq!(tablet.client.upload_offset(&tablet.session, &begun.url).await.unwrap_err().code(), "upload_gone");
}

/// What a tus client that knows nothing of us sends.
#[tokio::test]
async fn any_tus_client() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let options = Client::new().request(Method::OPTIONS, format!("{}/v1/uploads", world.server.url())).send().await.unwrap();
    assert_eq!((options.status().as_u16(), header(&options, "tus-version")), (204, "1.0.0"));
    assert_eq!(header(&options, "tus-extension"), "creation,checksum,expiration,termination");
    assert_eq!(header(&options, "tus-max-size"), "67108864");
    let bytes = picture(6, 3_000_000);
    let meta = metadata(VILLAGE, Hash::of(&bytes).0);
    let created = raw(&world, Method::POST, "/v1/uploads", &tablet, &[("upload-length", "3000000"), ("upload-metadata", &meta)], Bytes::new()).await;
    assert_eq!((created.status().as_u16(), header(&created, "tus-resumable")), (201, "1.0.0"));
    assert!(header(&created, "upload-expires").ends_with(" GMT"));
    let at = header(&created, "location").to_owned();
    // All in one request, without a checksum.
    let patched =
        raw(&world, Method::PATCH, &at, &tablet, &[("upload-offset", "0"), ("content-type", "application/offset+octet-stream")], bytes.clone()).await;
    assert_eq!((patched.status().as_u16(), header(&patched, "upload-offset")), (204, "3000000"));
    assert!(!tablet.receipt(&STANDARD.decode(header(&patched, "xuncun-receipt")).unwrap()).blobs.is_empty());
    // Wrong in form.
    let wrong = Client::new().request(Method::HEAD, format!("{}{at}", world.server.url())).bearer_auth(&tablet.session.token).send().await.unwrap();
    assert_eq!(wrong.status(), 412, "another version of tus");
    let typed = raw(&world, Method::PATCH, &at, &tablet, &[("upload-offset", "0"), ("content-type", "image/jpeg")], bytes).await;
    assert_eq!(typed.status(), 415);
    let blank = raw(&world, Method::POST, "/v1/uploads", &tablet, &[("upload-length", "10")], Bytes::new()).await;
    assert_eq!(blank.status(), 422);
}

/// A line of its own on which a chunk from the beginning was begun, by hand: its head is sent, its bytes are not.
async fn begin_chunk(world: &World, tablet: &Tablet, url: &str, length: usize) -> tokio::net::TcpStream {
    use tokio::io::AsyncWriteExt;
    let path = url.rsplit_once("/v1/").map(|(_, rest)| format!("/v1/{rest}")).unwrap();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {length}\r\n\r\n",
        world.server.addr(),
        tablet.session.token,
    );
    let mut line = tokio::net::TcpStream::connect(world.server.addr()).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    line
}

/// The connection breaks off in the middle of a chunk without a checksum: what had come stays.
#[tokio::test]
async fn what_had_come_before_the_line_broke_stays() {
    use tokio::io::AsyncWriteExt;
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(7, 3 << 20);
    let begun = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    let mut line = begin_chunk(&world, &tablet, &begun.url, bytes.len()).await;
    line.write_all(&bytes[..2_500_000]).await.unwrap();
    line.shutdown().await.unwrap();
    drop(line);
    // The server notices by itself; then everything that came is there. Looked for beneath the door: whoever asks there ends the old line.
    let id = begun.url.rsplit('/').next().unwrap();
    let kept = async {
        let mut looks = tokio::time::interval(std::time::Duration::from_millis(10));
        while world.endpoint().storage().upload(id, world.now()).await.unwrap().unwrap().received != 2_500_000 {
            looks.tick().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), kept).await.expect("all that came");
    let state = tablet.client.upload_offset(&tablet.session, &begun.url).await.unwrap();
    assert_eq!(state.offset, 2_500_000);
    let whole = send(&tablet, &state, &bytes, bytes.len()).await.unwrap();
    assert!(whole.receipt.is_some());
}

/// The old line still looks alive, and says nothing any more: whoever asks on a new one finds what the old one brought, and goes on from there.
#[tokio::test]
async fn a_new_line_ends_the_old_one() {
    use tokio::io::AsyncWriteExt;
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(11, 100_000);
    let begun = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    let mut old = begin_chunk(&world, &tablet, &begun.url, bytes.len()).await;
    old.write_all(&bytes[..40_000]).await.unwrap();
    let end = async {
        let mut state = tablet.client.upload_offset(&tablet.session, &begun.url).await.unwrap();
        assert!(state.offset <= 40_000);
        while state.receipt.is_none() {
            state = match send(&tablet, &state, &bytes, bytes.len()).await {
                // The old line had only just begun.
                Err(error) if error.code() == "offset_mismatch" => tablet.client.upload_offset(&tablet.session, &begun.url).await.unwrap(),
                sent => sent.unwrap(),
            };
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), end).await.expect("not after the old line's silence");
    drop(old);
}

/// Whoever missed the last answer asks at the same address; whoever begins again gets one where it can ask.
#[tokio::test]
async fn what_is_finished_still_answers() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(12, 5_000);
    let begun = tablet.client.upload_create(&tablet.session, create(VILLAGE, &bytes)).await.unwrap();
    assert!(send(&tablet, &begun, &bytes, bytes.len()).await.unwrap().receipt.is_some());
    let asked = tablet.client.upload_offset(&tablet.session, &begun.url).await.unwrap();
    assert_eq!((asked.offset, asked.receipt.is_some()), (5_000, true));
    let other = world.staff("j", Role::Inspector, &[COUNTY]).await;
    let again = other.client.upload_create(&other.session, create(VILLAGE, &bytes)).await.unwrap();
    assert_eq!((again.offset, again.receipt.is_some()), (5_000, true));
    let asked = other.client.upload_offset(&other.session, &again.url).await.unwrap();
    assert_eq!((asked.offset, asked.receipt.is_some()), (5_000, true));
    world.pass(3 * DAY + 1);
    assert_eq!(other.client.upload_offset(&other.session, &again.url).await.unwrap_err().code(), "upload_gone", "until it expires");
}

#[tokio::test]
async fn ranges_of_a_blob() {
    let world = World::new().await;
    let tablet = world.staff("i", Role::Inspector, &[COUNTY]).await;
    let bytes = picture(8, 1_300_000);
    upload(&tablet, VILLAGE, &bytes).await;
    let path = format!("/v1/blobs/{VILLAGE}/{}", Hash::of(&bytes));
    let whole = raw(&world, Method::GET, &path, &tablet, &[], Bytes::new()).await;
    assert_eq!((whole.status().as_u16(), header(&whole, "accept-ranges")), (200, "bytes"));
    assert_eq!(whole.bytes().await.unwrap(), bytes);
    let part = raw(&world, Method::GET, &path, &tablet, &[("range", "bytes=1000-699999")], Bytes::new()).await;
    assert_eq!((part.status().as_u16(), header(&part, "content-range")), (206, "bytes 1000-699999/1300000"));
    assert_eq!(part.bytes().await.unwrap(), bytes.slice(1000..700_000));
    let beyond = raw(&world, Method::GET, &path, &tablet, &[("range", "bytes=1300000-")], Bytes::new()).await;
    assert_eq!(beyond.status(), 416);
}

fn metadata(stream: &str, sha256: [u8; 32]) -> String {
    format!("stream {},sha256 {},filetype {}", STANDARD.encode(stream), STANDARD.encode(Hash(sha256).to_hex()), STANDARD.encode("image/jpeg"))
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

async fn raw(world: &World, method: Method, path: &str, tablet: &Tablet, headers: &[(&str, &str)], body: Bytes) -> Response {
    let mut request =
        Client::new().request(method, format!("{}{path}", world.server.url())).bearer_auth(&tablet.session.token).header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).send().await.unwrap()
}
