//! The enrolment link: where the server is, a one-time code, and the fingerprint of the district's root key.
//!
//! Two forms with one content: `xuncun://enrol?s=…&c=…&f=…` for the app, `https://host/enrol#s=…&c=…&f=…` for a web page
//! (behind `#`, so that the code never reaches a server's log). `f` is the first 16 bytes of SHA-256(root public key) in
//! Crockford's base 32: 26 characters that can be read out over the telephone.

/// The digits of Crockford's base 32.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Longer links are not ours.
const MAX_BYTES: usize = 2_048;

/// What an enrolment link says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnrolLink {
    /// The server's address, `http://` or `https://`, without a slash at its end.
    pub server: String,
    /// The one-time code.
    pub code: String,
    /// The first 16 bytes of SHA-256(root public key).
    pub fingerprint: [u8; 16],
}

/// The text is not an enrolment link.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not an enrolment link: {0}")]
pub struct LinkError(&'static str);

impl LinkError {
    /// The code that the UI translates.
    #[must_use]
    pub fn code(self) -> &'static str {
        "link_malformed"
    }
}

impl EnrolLink {
    /// Reads either form; white space around it is forgiven.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let text = text.trim();
        if text.len() > MAX_BYTES {
            return Err(LinkError("too long"));
        }
        let query = if let Some(query) = text.strip_prefix("xuncun://enrol?") {
            query
        } else {
            let (page, query) = text.split_once('#').ok_or(LinkError("form"))?;
            if !is_server(page) || !page.ends_with("/enrol") {
                return Err(LinkError("form"));
            }
            query
        };
        let (mut server, mut code, mut fingerprint) = (None, None, None);
        for pair in query.split('&') {
            let (key, value) = pair.split_once('=').ok_or(LinkError("form"))?;
            let field = match key {
                "s" => &mut server,
                "c" => &mut code,
                "f" => &mut fingerprint,
                // A later version may say more.
                _ => continue,
            };
            if field.replace(percent_decode(value)?).is_some() {
                return Err(LinkError("said twice"));
            }
        }
        let server = server.ok_or(LinkError("no server"))?.trim_end_matches('/').to_owned();
        let code = code.ok_or(LinkError("no code"))?;
        let fingerprint = parse_fingerprint(&fingerprint.ok_or(LinkError("no fingerprint"))?)?;
        if !is_server(&server) {
            return Err(LinkError("server"));
        }
        if !(4..=64).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(LinkError("code"));
        }
        Ok(Self { server, code, fingerprint })
    }

    /// The form for the app.
    #[must_use]
    pub fn to_uri(&self) -> String {
        format!("xuncun://enrol?{}", self.query())
    }

    /// The form for a web page of the server at `host`, as in `https://example.org`.
    #[must_use]
    pub fn to_web(&self, host: &str) -> String {
        format!("{}/enrol#{}", host.trim_end_matches('/'), self.query())
    }

    fn query(&self) -> String {
        let server = percent_encode(&self.server);
        format!("s={server}&c={}&f={}", self.code, format_fingerprint(&self.fingerprint))
    }
}

/// Sixteen bytes as 26 characters.
#[must_use]
pub fn format_fingerprint(bytes: &[u8; 16]) -> String {
    let number = u128::from_be_bytes(*bytes);
    // 26 digits hold 130 bits: the first digit has only three of its own.
    (0..26).rev().map(|place| char::from(DIGITS[(number >> (place * 5)) as usize & 31])).collect()
}

/// Reads what [`format_fingerprint`] wrote, also with small letters, and with O, I and L for the digits that they resemble.
pub fn parse_fingerprint(text: &str) -> Result<[u8; 16], LinkError> {
    let mut number: u128 = 0;
    let mut digits = 0;
    for character in text.bytes().filter(|b| *b != b'-') {
        let character = match character.to_ascii_uppercase() {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        let digit = DIGITS.iter().position(|d| *d == character).ok_or(LinkError("fingerprint"))?;
        digits += 1;
        if digits == 1 && digit > 7 {
            return Err(LinkError("fingerprint"));
        }
        number = (number << 5) | digit as u128;
    }
    if digits == 26 { Ok(number.to_be_bytes()) } else { Err(LinkError("fingerprint")) }
}

/// A web address without a user, a query or odd characters.
fn is_server(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or_default();
    !host.is_empty() && !host.starts_with(':') && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/[]%".contains(&b))
}

fn percent_encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn percent_decode(text: &str) -> Result<String, LinkError> {
    let mut decoded = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next().unwrap_or_default(), bytes.next().unwrap_or_default()];
            let mut value = [0];
            hex::decode_to_slice(pair, &mut value).map_err(|_| LinkError("escape"))?;
            decoded.push(value[0]);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).map_err(|_| LinkError("escape"))
}
