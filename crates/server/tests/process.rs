//! The program itself: started, asked, stopped; and what its log says, and does not say.

use crate::common::site::post;
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use xuncun_journal::{DeviceKey, EnrolLink};
use xuncun_sync::http::HttpClient;
use xuncun_sync::protocol::{EnrollRequest, Protocol, PullRequest, Session};

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xuncun-server"));
    command.arg("--data").arg(data).env_remove("RUST_LOG");
    command
}

fn run(data: &Path, args: &[&str]) -> Output {
    program(data).args(args).output().unwrap()
}

fn says(data: &Path, args: &[&str]) -> String {
    let output = run(data, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

struct Served {
    child: Child,
    url: String,
    log: PathBuf,
}

impl Served {
    fn start(data: &Path, args: &[&str]) -> Self {
        Self::start_in(data, &[], args)
    }

    fn start_in(data: &Path, environment: &[(&str, &str)], args: &[&str]) -> Self {
        let (port, log) = (data.with_extension("port"), data.with_extension("log"));
        let child = program(data)
            .args(["serve", "--port-file"])
            .arg(&port)
            .args(args)
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while !port.exists() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{}", std::fs::read_to_string(&log).unwrap());
            std::thread::yield_now();
        }
        let url = format!("http://{}", std::fs::read_to_string(&port).unwrap().trim());
        Self { child, url, log }
    }

    /// Asks it to stop, politely; its log.
    fn stop(mut self) -> String {
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(self.child.id() as i32), nix::sys::signal::Signal::SIGTERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        let mut log = String::new();
        std::fs::File::open(&self.log).unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_district_from_the_command_line_and_a_log_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(says(&data, &["init", "--district", "629900", "--name", "清源县"]).contains("fingerprint"));
    assert!(!run(&data, &["init", "--district", "629900", "--name", "清源县"]).status.success(), "there is one already");
    let name = "王小明的名字";
    let person = says(&data, &["people", "add", "--name", name, "--role", "inspector", "--prefix", "629900"]);
    assert!(says(&data, &["people", "list"]).contains(name));
    for format in ["text", "json"] {
        let served = Served::start(&data, &["--log", format]);
        // While it serves, another process makes a link and somebody new.
        let link = EnrolLink::parse(&says(&data, &["invite", "--person", &person, "--public-url", &served.url])).unwrap();
        assert_eq!(link.server, served.url);
        let client = HttpClient::new(&link.server).unwrap();
        let public_key = *DeviceKey::generate().public().as_bytes();
        let device_name = "平板名称不入日志".to_owned();
        let request = EnrollRequest { code: link.code.clone(), public_key, device_name: device_name.clone(), platform: "linux".into() };
        let reply = client.enroll(request).await.unwrap();
        let session = Session { token: reply.token.clone() };
        let page = client.pull(&session, PullRequest::default()).await.unwrap();
        let page = xuncun_journal::PullReply::decode(&page).unwrap();
        client.pull(&session, PullRequest { cursor: Some(page.cursor.clone()), max_bytes: None }).await.unwrap();
        let sign_in = says(&data, &["invite", "--person", &person, "--sign-in", "--public-url", &served.url]);
        let code = sign_in.rsplit('/').next().unwrap();
        let signed_in = reqwest::Client::new()
            .post(format!("{}/web/sign-in", served.url))
            .header("x-xuncun", "1")
            .json(&serde_json::json!({ "code": code }))
            .send()
            .await
            .unwrap();
        assert_eq!(signed_in.status(), 200);
        let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
        let log = served.stop();
        assert!(log.contains("enrolled") && log.contains("/v1/commits") && log.contains("stopping"), "{log}");
        if format == "json" {
            for line in log.lines() {
                assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
            }
        }
        use base64::Engine;
        let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&page.cursor);
        for secret in [&reply.token, &link.code, &cookie, &cursor, &device_name, &code.to_owned(), &name.to_owned()] {
            assert!(!log.contains(secret.as_str()), "the log holds {secret}");
        }
    }
    assert!(says(&data, &["verify"]).ends_with("0 damaged"));
    assert!(says(&data, &["devices", "--json"]).lines().count() == 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_the_online_map_is_set_and_taken_away_while_serving() {
    const KEY: &str = "0123456789abcdef0123456789abcdef";
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&data, &["init", "--district", "629900", "--name", "清源县"]);
    let person = says(&data, &["people", "add", "--name", "a", "--role", "inspector", "--prefix", "629900"]);
    for wrong in ["0123", "0123456789abcdef0123456789abcde&"] {
        let refused = run(&data, &["tianditu", wrong]);
        assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("32 hexadecimal digits"), "{wrong}");
    }
    assert!(!run(&data, &["tianditu"]).status.success(), "neither a key nor --remove");
    let served = Served::start(&data, &[]);
    let sign_in = says(&data, &["invite", "--person", &person, "--sign-in", "--public-url", &served.url]);
    // Makes the choice of cryptography that every client here needs.
    HttpClient::new(&served.url).unwrap();
    let signed_in = post(&format!("{}/web/sign-in", served.url), "", json!({ "code": sign_in.rsplit('/').next().unwrap() })).await;
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let offers = async |wanted: Option<&str>| {
        let begun = Instant::now();
        loop {
            let view: Value = post(&format!("{}/web/call/basemap", served.url), &cookie, Value::Null).await.json().await.unwrap();
            if view["tianditu"].as_str() == wanted {
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "{view}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    offers(None).await;
    says(&data, &["tianditu", &KEY.to_uppercase()]);
    offers(Some(KEY)).await;
    says(&data, &["tianditu", "--remove"]);
    offers(None).await;
    says(&data, &["tianditu", KEY]);
    offers(Some(KEY)).await;
    says(&data, &["tianditu", ""]);
    offers(None).await;
    assert!(says(&data, &["verify"]).ends_with("0 damaged"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_signs_is_noticed_while_serving() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&data, &["init", "--district", "629900", "--name", "清源县"]);
    let person = says(&data, &["people", "add", "--name", "a", "--role", "inspector", "--prefix", "629900"]);
    let served = Served::start(&data, &[]);
    let link = EnrolLink::parse(&says(&data, &["invite", "--person", &person, "--public-url", &served.url])).unwrap();
    let client = HttpClient::new(&link.server).unwrap();
    let key = DeviceKey::generate();
    let request = EnrollRequest { code: link.code, public_key: *key.public().as_bytes(), device_name: "t".into(), platform: "linux".into() };
    let session = Session { token: client.enroll(request).await.unwrap().token };
    let mut live = client.live(&session).await.unwrap();
    use futures_util::StreamExt;
    assert!(live.next().await.unwrap().is_ok(), "once at the beginning");
    says(&data, &["people", "add", "--name", "b", "--role", "cadre", "--prefix", "629900100201"]);
    let heard = tokio::time::timeout(Duration::from_secs(20), live.next()).await;
    assert!(heard.unwrap().unwrap().is_ok(), "there is something new");
    says(&data, &["revoke", &key.id().to_string(), "--kind", "lost"]);
    // The stream of a lost device ends; its next call says why.
    let ended = tokio::time::timeout(Duration::from_secs(20), async { while live.next().await.is_some_and(|event| event.is_ok()) {} }).await;
    assert!(ended.is_ok());
    assert_eq!(client.pull(&session, PullRequest::default()).await.unwrap_err().code(), "lost");
}

#[test]
fn a_configuration_that_cannot_be_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&data, &["init", "--district", "629900", "--name", "x"]);
    for (text, expected) in [
        ("listen = 5\n", "line 1"),
        ("colour = \"red\"\n", "colour"),
        ("tls_cert = \"a.pem\"\n", "belong together"),
        ("demo = true\nlisten = \"0.0.0.0:0\"\n", "loopback"),
        ("demo = true\nbehind_proxy = true\n", "behind_proxy"),
    ] {
        std::fs::write(data.join("config.toml"), text).unwrap();
        let output = run(&data, &["serve"]);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && words.contains(expected), "{text}: {words}");
    }
    std::fs::write(data.join("config.toml"), "").unwrap();
    let nowhere = run(&folder.path().join("nowhere"), &["serve"]);
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("init"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_comes_before_the_environment_and_that_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&data, &["init", "--district", "629900", "--name", "x"]);
    std::fs::write(data.join("config.toml"), "max_photo_bytes = 1000\nupload_hours = 1\nlog = \"text\"\n").unwrap();
    xuncun_sync::http::install_crypto();
    for (environment, args, expected) in [
        (&[][..], &[][..], "1000"),
        (&[("XUNCUN_MAX_PHOTO_BYTES", "2000"), ("XUNCUN_LOG", "json")], &[], "2000"),
        (&[("XUNCUN_MAX_PHOTO_BYTES", "2000")], &["--max-photo-bytes", "3000"], "3000"),
    ] {
        let served = Served::start_in(&data, environment, args);
        let options = reqwest::Client::new().request(reqwest::Method::OPTIONS, format!("{}/v1/uploads", served.url)).send().await.unwrap();
        assert_eq!(options.headers()["tus-max-size"], expected);
        let json = served.stop().lines().all(|line| line.starts_with('{'));
        assert_eq!(json, environment.len() == 2, "{environment:?}");
    }
    let output = program(&data).arg("serve").env("XUNCUN_UPLOAD_HOURS", "many").output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("upload-hours"));
}

#[test]
fn people_are_told_the_fingerprint_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let made = says(&data, &["init", "--district", "629900", "--name", "清源县"]);
    let [.., chinese, english, _] = made.lines().collect::<Vec<_>>()[..] else { panic!("{made}") };
    assert_eq!((chinese.split_whitespace().count(), english.split_whitespace().count()), (6, 6), "{made}");
    let doctor = String::from_utf8(run(&data, &["doctor"]).stdout).unwrap();
    assert!(doctor.contains(chinese.trim()) && doctor.contains(english.trim()), "{doctor}");
    let person = says(&data, &["people", "add", "--name", "a", "--role", "inspector", "--prefix", "629900"]);
    let invited = run(&data, &["invite", "--person", &person, "--public-url", "https://xuncun.example.cn"]);
    let words = String::from_utf8(invited.stderr).unwrap();
    assert!(words.contains(chinese.trim()) && words.contains(english.trim()), "{words}");
    assert_eq!(String::from_utf8(invited.stdout).unwrap().lines().count(), 1, "the link alone");
    for args in [["people", "add", "--name", "  "], ["people", "add", "--name", &"名".repeat(61)]] {
        assert!(!run(&data, &[&args[..], &["--role", "inspector", "--prefix", "629900"]].concat()).status.success(), "{args:?}");
    }
    let again = run(&data, &["people", "add", "--id", &person, "--name", "b", "--role", "admin", "--prefix", "629900"]);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("already"));
}

#[test]
fn the_doctor_sees_what_is_wrong() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    says(&data, &["init", "--district", "629900", "--name", "x"]);
    let well = run(&data, &["doctor"]);
    assert!(!String::from_utf8_lossy(&well.stdout).contains("others can read"));
    let key = data.join("keys/root.key");
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let ill = run(&data, &["doctor"]);
    assert!(!ill.status.success() && String::from_utf8_lossy(&ill.stdout).contains("others can read root.key"));
}
