//! The verification code of a photograph: what its watermark bears, short enough to be read out and typed.
//!
//! It is the beginning of the original's SHA-256, 60 bits of it in Crockford's base 32 (no I, L, O, U), and so no register of codes is needed:
//! whoever holds the original can work it out, and whoever holds the code finds the signed row that names the original.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Hexadecimal digits of the hash that a code says: four bits each.
const DIGITS: usize = 15;
/// Characters of a code without its dashes: five bits each.
const LENGTH: usize = 12;
/// What keyboards and word processors make of a dash.
const DASHES: [char; 6] = ['-', '‐', '‑', '–', '—', '−'];

/// `７` as `7`: full-width forms lie at a fixed distance from what they are forms of.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// The code of an original, by its SHA-256 in hex: `7K3M-9QPD-2F4H`. `None` if that is no hash.
pub fn code(sha256: &str) -> Option<String> {
    let bits = u64::from_str_radix(sha256.get(..DIGITS)?, 16).ok()?;
    let mut code = String::with_capacity(LENGTH + 2);
    for at in 0..LENGTH {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        let five = (bits >> (5 * (LENGTH - 1 - at))) & 31;
        code.push(char::from(ALPHABET[usize::try_from(five).ok()?]));
    }
    Some(code)
}

/// What the hash begins with, in hex, by a code as somebody typed it: small letters, full-width ones as a Chinese keyboard makes them, spaces and
/// dashes of any kind anywhere, O for 0, I and L for 1. `None` if it is no code.
pub fn beginning(code: &str) -> Option<String> {
    let typed = code.chars().map(half_width).filter(|c| !c.is_whitespace() && !DASHES.contains(c)).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let (mut bits, mut length) = (0_u64, 0);
    for char in typed {
        let five = ALPHABET.iter().position(|known| char::from(*known) == char)?;
        (bits, length) = (bits << 5 | u64::try_from(five).ok()?, length + 1);
        if length > LENGTH {
            return None;
        }
    }
    (length == LENGTH).then(|| format!("{bits:0DIGITS$x}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    const HASH: &str = "3c59a2e7f01bd4486aa00000000000000000000000000000000000000000000f";

    #[test]
    fn a_code_leads_back_to_the_beginning_of_its_hash() {
        let code = code(HASH).unwrap();
        assert_eq!(code.len(), 14);
        assert_eq!(beginning(&code).unwrap(), HASH[..15]);
        assert_eq!(super::code(&"0".repeat(64)).unwrap(), "0000-0000-0000");
        assert_eq!(super::code(&"f".repeat(64)).unwrap(), "ZZZZ-ZZZZ-ZZZZ");
    }

    #[test]
    fn it_is_understood_as_people_type_it() {
        let code = code(HASH).unwrap();
        let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(beginning(&sloppy), beginning(&code));
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
        assert_eq!(beginning(&wide.replace('－', "—")), beginning(&code), "{wide}");
        for wrong in ["", "7K3M-9QPD-2F4", "7K3M-9QPD-2F4H-1", "7K3M-9QPD-2F4U", "核验码"] {
            assert_eq!(beginning(wrong), None, "{wrong}");
        }
        assert_eq!(super::code("abc"), None);
        assert_eq!(super::code("核验码核验码核验码"), None);
    }
}
