//! Canonical JSON and its hash: object keys sorted, no spaces. Equal content gives equal bytes on every replica.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The value's canonical text. Keys are sorted by their Unicode code points; numbers are as `serde_json` writes them.
pub fn to_text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// SHA-256 of the canonical text, 64 hex digits.
pub fn hash(value: &Value) -> String {
    hex(&Sha256::digest(to_text(value).as_bytes()))
}

/// [`hash`] of anything that serialises. A value that JSON cannot hold (a map with keys that are no text) hashes as `null`; the domain has none.
pub fn hash_of<T: Serialize>(content: &T) -> String {
    hash(&serde_json::to_value(content).unwrap_or(Value::Null))
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                if let Some(inner) = map.get(key) {
                    write(inner, out);
                }
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

/// The number of a document's format, if it says one: what else is in the document depends on it.
pub fn format_of(json: &str) -> Option<u64> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: u64,
    }
    serde_json::from_str::<Head>(json).ok().map(|head| head.format)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_nothing_else_changes() {
        let value = json!({"b": [2, 1], "a": {"z": null, "甲": "换\n行"}});
        assert_eq!(to_text(&value), r#"{"a":{"z":null,"甲":"换\n行"},"b":[2,1]}"#);
        assert_ne!(hash(&json!({"a": 1})), hash(&json!({"a": "1"})));
    }
}
