//! 天地图, the national map service: its tiles are nobody's file. Devices ask for them by a key that the operator got there and made the district's.

/// The district's setting that holds the key.
pub const SETTING: &str = "tianditu_key";
/// Hexadecimal digits of a key.
const DIGITS: usize = 32;

/// A key as the service writes it, or `None` where that is none: it goes into addresses, so nothing but digits may be in it.
#[must_use]
pub fn key(text: &str) -> Option<String> {
    let key = text.trim();
    (key.len() == DIGITS && key.bytes().all(|digit| digit.is_ascii_hexdigit())).then(|| key.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_thirty_two_digits_and_nothing_else() {
        let sound = "0123456789abcdef0123456789abcdef";
        assert_eq!(key(&format!(" {}\n", sound.to_uppercase())).as_deref(), Some(sound));
        for wrong in [
            "",
            "0123",
            &sound[1..],
            &format!("{sound}0"),
            "0123456789abcdef0123456789abcde&",
            "天地图天地图天地图天地",
            "0123456789abcdefg123456789abcdef",
        ] {
            assert_eq!(key(wrong), None, "{wrong}");
        }
    }
}
