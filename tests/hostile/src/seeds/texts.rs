//! Seeds that are text.

use super::{Seeds, golden, led, named};
use xuncun_domain::standard::DEFAULT_STANDARD;
use xuncun_sync::protocol::UploadCreate;
use xuncun_sync::tus::{write_checksum, write_metadata};

/// Of [`crate::Target`] `link`.
pub fn link() -> Seeds {
    let uri = String::from_utf8(golden("link")).unwrap();
    let query = uri.trim_start_matches("xuncun://enrol?").to_owned();
    let with = |server: &str, code: &str| format!("xuncun://enrol?s={server}&c={code}&f=01234567ABCDEFGHJKMNPQRSTV");
    let texts = [
        ("golden", uri.clone()),
        ("web", format!("https://xuncun.example.org/enrol#{query}")),
        ("fingerprint", "0123-4567-ABCD-EFGH-JKMN-PQRS-TV".into()),
        ("small-letters", uri.to_lowercase()),
        ("said-twice", format!("{uri}&c=ABCD")),
        ("of-later", format!("{uri}&v=2")),
        ("user", with("https%3A%2F%2Fme%40a", "ABCD")),
        ("script", "javascript:alert(1)/enrol#s=x".into()),
        ("slashes", with("https%3A%2F%2Fa%2F%2F%2F", "ABCD")),
        ("percent", with("https%3A%2F%2Fa%2F%2541%25", "ABCD")),
        ("escape-cut", with("https%3A%2F%2Fa%", "ABCD")),
        ("not-utf8", with("https%3A%2F%2F%FF%FE", "ABCD")),
        ("port-alone", with("https%3A%2F%2F%3A80", "ABCD")),
        ("brackets", with("https%3A%2F%2F[::1]%3A8600", "ABCD")),
        ("long", with(&"a".repeat(3_000), "ABCD")),
        ("wide", with("https%3A%2F%2F%E6%9D%91", "ABCD")),
    ];
    texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
}

/// Of [`crate::Target`] `tus`.
pub fn tus() -> Seeds {
    let upload = UploadCreate { stream: "629900100201/work".into(), sha256: [7; 32], size: 12, mime: "image/jpeg".into() };
    let metadata = write_metadata(&upload);
    named(vec![
        ("metadata", led(0, metadata.as_bytes())),
        ("metadata-twice", led(0, format!("{metadata},{metadata}").as_bytes())),
        ("metadata-of-others", led(0, format!("is_private,{metadata}, name eA==").as_bytes())),
        ("metadata-no-base64", led(0, b"stream !!!!,sha256 ====")),
        ("metadata-not-utf8", led(0, b"stream /////w==,sha256 AAAA")),
        ("metadata-commas", led(0, &[b','; 4_000])),
        ("checksum", led(1, write_checksum(&[9; 32]).as_bytes())),
        ("checksum-sha1", led(1, b"sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=")),
        ("checksum-loose", led(1, b"sha256 CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQl=")),
        ("number", led(2, b"67108864")),
        ("number-signed", led(2, b"+5")),
        ("number-beyond", led(2, b"18446744073709551616")),
        ("number-zeros", led(2, b"000")),
        ("range", led(3, b"bytes=0-499")),
        ("range-open", led(3, b"bytes=500-")),
        ("range-tail", led(3, b"bytes=-500")),
        ("range-beyond", led(3, b"bytes=18446744073709551615-18446744073709551615")),
        ("range-none", led(3, b"bytes=-0")),
    ])
}

/// Of [`crate::Target`] `standard`.
pub fn standard() -> Seeds {
    // Without the words that no rule looks at, so that changes meet what counts.
    let mut document: serde_json::Value = serde_json::from_str(DEFAULT_STANDARD).unwrap();
    for item in document["items"].as_array_mut().unwrap() {
        item["rule"] = "r".into();
        item["guidance"] = serde_json::json!({ "counts": [], "does_not_count": [] });
    }
    let small = document.to_string();
    let change = |from: &str, to: &str| small.replace(from, to).into_bytes();
    named(vec![
        ("default", DEFAULT_STANDARD.as_bytes().to_vec()),
        ("small", small.clone().into_bytes()),
        ("points-negative", change(r#""points":"10""#, r#""points":"-10""#)),
        ("points-number", change(r#""points":"10""#, r#""points":10"#)),
        ("points-exponent", change(r#""points":"10""#, r#""points":"1e1""#)),
        ("points-large", change(r#""points":"10""#, r#""points":"999.99""#)),
        ("key-twice", change(r#""format":1"#, r#""format":1,"format":1"#)),
        ("unknown-key", change(r#""format":1"#, r#""format":1,"bonus":1"#)),
        ("of-later", change(r#""format":1"#, r#""format":2"#)),
        ("surrogate", change(r#""rule":"r""#, r#""rule":"\ud800""#)),
        ("deep", [vec![b'['; 50_000], vec![b']'; 50_000]].concat()),
        ("huge-number", change(r#""format":1"#, &format!(r#""format":{}"#, "9".repeat(20_000)))),
        ("empty", b"{}".to_vec()),
    ])
}
