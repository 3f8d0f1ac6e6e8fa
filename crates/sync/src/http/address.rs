//! Which addresses a replica talks to: HTTPS anywhere; plain HTTP on this machine and in a local network alone, where a
//! district without a certificate may run its server.

use crate::protocol::{ProtocolError, Reply};
use reqwest::Url;
use std::net::IpAddr;

/// A checked server address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAddress {
    base: Url,
}

impl ServerAddress {
    /// Checks an address as it stands in an enrolment link.
    ///
    /// # Errors
    /// `server_address`, `server_insecure`.
    pub fn parse(text: &str) -> Reply<Self> {
        let mut base = Url::parse(text.trim()).map_err(|_| ProtocolError::refused("server_address"))?;
        if base.host_str().is_none_or(str::is_empty) || !base.username().is_empty() || base.password().is_some() {
            return Err(ProtocolError::refused("server_address"));
        }
        base.set_query(None);
        base.set_fragment(None);
        let address = Self { base };
        match address.base.scheme() {
            "https" => Ok(address),
            "http" if address.is_local() => Ok(address),
            "http" => Err(ProtocolError::refused("server_insecure")),
            _ => Err(ProtocolError::refused("server_address")),
        }
    }

    /// This machine or its local network.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default();
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
            Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
            Err(_) => host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local"),
        }
    }

    /// A path of the protocol on this server, which may itself live below a path.
    pub(super) fn path(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }

    /// An upload's address as the server gave it. The token goes to this server alone.
    pub(super) fn upload(&self, given: &str) -> Reply<Url> {
        let url = self.base.join(given).map_err(|e| ProtocolError::Decode(e.to_string()))?;
        if url.origin() == self.base.origin() {
            return Ok(url);
        }
        // Behind a proxy a server may name itself by another scheme or host: the path is what counts.
        let here = format!("{}{}", self.base.origin().ascii_serialization(), url.path());
        Url::parse(&here).map_err(|e| ProtocolError::Decode(e.to_string()))
    }
}

/// Android's own certificate authorities, read from where the system keeps them: the platform's verifier would need Java.
#[cfg(target_os = "android")]
pub(super) fn android_roots() -> Vec<reqwest::Certificate> {
    let folders = ["/apex/com.android.conscrypt/cacerts", "/system/etc/security/cacerts"];
    let read = |folder| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.filter_map(|e| reqwest::Certificate::from_pem(&std::fs::read(e.path()).ok()?).ok()).collect::<Vec<_>>()
    };
    folders.into_iter().map(read).find(|roots| !roots.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, missing_docs)]
    use super::*;

    #[test]
    fn plain_http_stays_in_the_house() {
        for good in [
            "http://127.0.0.1:8080",
            "http://localhost:1",
            "http://192.168.1.9/",
            "http://10.0.2.2:80",
            "http://[::1]:9",
            "http://xc.local",
            "https://xc.example.cn",
        ] {
            assert!(ServerAddress::parse(good).is_ok(), "{good}");
        }
        for bad in ["http://xc.example.cn", "http://8.8.8.8", "http://172.32.0.1", "http://[2400::1]"] {
            assert_eq!(ServerAddress::parse(bad).unwrap_err().code(), "server_insecure", "{bad}");
        }
        for bad in ["", "xc", "ftp://127.0.0.1", "http://", "https://a:b@xc.cn", "file:///etc"] {
            assert_eq!(ServerAddress::parse(bad).unwrap_err().code(), "server_address", "{bad}");
        }
    }

    #[test]
    fn paths_lie_below_the_server_and_uploads_stay_on_it() {
        let at = ServerAddress::parse("https://gov.example.cn/xuncun/?x=1#f").unwrap();
        assert_eq!(at.path("/v1/commits").as_str(), "https://gov.example.cn/xuncun/v1/commits");
        assert_eq!(at.upload("/xuncun/v1/uploads/7").unwrap().as_str(), "https://gov.example.cn/xuncun/v1/uploads/7");
        assert_eq!(at.upload("http://inner:8080/v1/uploads/7").unwrap().as_str(), "https://gov.example.cn/v1/uploads/7");
    }
}
