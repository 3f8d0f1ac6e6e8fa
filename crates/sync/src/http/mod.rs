//! The protocol over HTTP.

mod address;
mod answer;
mod live;

pub use address::ServerAddress;

use crate::protocol::{
    BasemapPart, BlobHash, BlobPart, EnrollReply, EnrollRequest, InviteReply, InviteRequest, LiveEvents, MissingReply, Protocol, ProtocolError,
    PullRequest, Reply, ReturnReply, ReturnRequest, Session, UploadChunk, UploadCreate, UploadState,
};
use crate::wire::encode_missing;
use crate::{paths, tus};
use answer::{At, bounded, expect, text_header};
use async_trait::async_trait;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RANGE};
use reqwest::{Client, RequestBuilder, Response};
use std::sync::Once;
use std::time::Duration;

/// Enough for a slow handshake; an attempt under way when the server returns is answered by TCP's own retries within it.
const CONNECT: Duration = Duration::from_secs(8);
/// Silence in the middle of an answer.
const READ: Duration = Duration::from_secs(30);
/// A whole exchange: a page or a chunk over a poor link.
const EXCHANGE: Duration = Duration::from_secs(120);
/// Most bytes of small answers.
const SMALL: usize = 1 << 20;
/// Most bytes of a page of commits or an enrolment.
const PAGE: usize = 32 << 20;

static PROVIDER: Once = Once::new();

/// One cryptography for the whole process: rustls' ring. Another installed before stays.
pub fn install_crypto() {
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// The server behind an address.
#[derive(Debug, Clone)]
pub struct HttpClient {
    http: Client,
    address: ServerAddress,
}

impl HttpClient {
    /// A client for this server. Nothing is sent yet.
    ///
    /// # Errors
    /// `server_address` (malformed), `server_insecure` (plain HTTP over the internet), or no TLS at all on this system.
    pub fn new(server: &str) -> Reply<Self> {
        Self::with_root(server, None)
    }

    /// The same, trusting one more certificate authority (PEM): a district's own.
    ///
    /// # Errors
    /// As [`HttpClient::new`]; `server_certificate` if the PEM cannot be read.
    pub fn with_root(server: &str, root_pem: Option<&[u8]>) -> Reply<Self> {
        install_crypto();
        let address = ServerAddress::parse(server)?;
        let mut builder = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(READ)
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .tcp_keepalive(Duration::from_secs(30));
        if address.is_local() {
            builder = builder.no_proxy();
        }
        let extra = match root_pem.map(reqwest::Certificate::from_pem_bundle) {
            Some(read) => read.map_err(|_| ProtocolError::refused("server_certificate"))?,
            None => Vec::new(),
        };
        #[cfg(target_os = "android")]
        {
            let mut roots = address::android_roots();
            roots.extend(extra);
            builder = builder.tls_certs_only(roots);
        }
        #[cfg(not(target_os = "android"))]
        if !extra.is_empty() {
            builder = builder.tls_certs_merge(extra);
        }
        let http = builder.build().map_err(|e| ProtocolError::Unreachable(e.to_string()))?;
        Ok(Self { http, address })
    }

    async fn send(&self, at: At, request: RequestBuilder) -> Reply<Response> {
        let response = request.timeout(EXCHANGE).send().await.map_err(|e| answer::unreachable(&e))?;
        expect(at, response).await
    }

    async fn state(&self, url: String, response: &Response) -> Reply<UploadState> {
        let offset =
            text_header(response, paths::UPLOAD_OFFSET).and_then(tus::read_number).ok_or_else(|| ProtocolError::Decode("no upload offset".into()))?;
        let receipt = match text_header(response, paths::RECEIPT_HEADER) {
            Some(text) => Some(BASE64_STANDARD.decode(text).map_err(|e| ProtocolError::Decode(e.to_string()))?),
            None => None,
        };
        Ok(UploadState { url, offset, receipt })
    }
}

#[async_trait]
impl Protocol for HttpClient {
    async fn enroll(&self, request: EnrollRequest) -> Reply<EnrollReply> {
        let call = self.http.post(self.address.path(paths::ENROLL)).header(CONTENT_TYPE, paths::CBOR).body(request.encode());
        EnrollReply::decode(&bounded(self.send(At::Call, call).await?, PAGE).await?)
    }

    async fn come_back(&self, request: ReturnRequest) -> Reply<ReturnReply> {
        let call = self.http.post(self.address.path(paths::RETURN)).header(CONTENT_TYPE, paths::CBOR).body(request.encode());
        ReturnReply::decode(&bounded(self.send(At::Call, call).await?, SMALL).await?)
    }

    async fn code_for(&self, session: &Session, request: InviteRequest) -> Reply<InviteReply> {
        let call =
            self.http.post(self.address.path(paths::CODES)).bearer_auth(&session.token).header(CONTENT_TYPE, paths::CBOR).body(request.encode());
        InviteReply::decode(&bounded(self.send(At::Call, call).await?, SMALL).await?)
    }

    async fn push(&self, session: &Session, page: Bytes) -> Reply<Bytes> {
        let call = self
            .http
            .post(self.address.path(paths::COMMITS))
            .bearer_auth(&session.token)
            .header(CONTENT_TYPE, paths::CBOR_SEQ)
            .header(CONTENT_ENCODING, "zstd")
            .body(page);
        bounded(self.send(At::Call, call).await?, SMALL).await
    }

    async fn pull(&self, session: &Session, request: PullRequest) -> Reply<Bytes> {
        let mut url = self.address.path(paths::COMMITS);
        if let Some(cursor) = request.cursor {
            url.query_pairs_mut().append_pair("cursor", &BASE64_URL_SAFE_NO_PAD.encode(cursor));
        }
        if let Some(max) = request.max_bytes {
            url.query_pairs_mut().append_pair("max", &max.to_string());
        }
        bounded(self.send(At::Call, self.http.get(url).bearer_auth(&session.token)).await?, PAGE).await
    }

    async fn missing(&self, session: &Session, stream: &str, hashes: Vec<BlobHash>) -> Reply<MissingReply> {
        let call = self
            .http
            .post(self.address.path(paths::MISSING))
            .bearer_auth(&session.token)
            .header(CONTENT_TYPE, paths::CBOR)
            .body(encode_missing(stream, &hashes));
        MissingReply::decode(&bounded(self.send(At::Call, call).await?, SMALL).await?)
    }

    async fn upload_create(&self, session: &Session, upload: UploadCreate) -> Reply<UploadState> {
        let call = self
            .http
            .post(self.address.path(paths::UPLOADS))
            .bearer_auth(&session.token)
            .header(paths::TUS_RESUMABLE, paths::TUS_VERSION)
            .header(paths::UPLOAD_LENGTH, upload.size)
            .header(paths::UPLOAD_METADATA, tus::write_metadata(&upload));
        let response = self.send(At::Call, call).await?;
        let url = text_header(&response, LOCATION.as_str()).ok_or_else(|| ProtocolError::Decode("no upload address".into()))?.to_owned();
        if text_header(&response, paths::UPLOAD_OFFSET).is_none() {
            // tus leaves it out of a creation's answer: a new upload is empty.
            return Ok(UploadState { url, offset: 0, receipt: None });
        }
        self.state(url, &response).await
    }

    async fn upload_offset(&self, session: &Session, url: &str) -> Reply<UploadState> {
        let call = self.http.head(self.address.upload(url)?).bearer_auth(&session.token).header(paths::TUS_RESUMABLE, paths::TUS_VERSION);
        let response = self.send(At::Upload, call).await?;
        self.state(url.to_owned(), &response).await
    }

    async fn upload_patch(&self, session: &Session, chunk: UploadChunk) -> Reply<UploadState> {
        let mut call = self
            .http
            .patch(self.address.upload(&chunk.url)?)
            .bearer_auth(&session.token)
            .header(paths::TUS_RESUMABLE, paths::TUS_VERSION)
            .header(paths::UPLOAD_OFFSET, chunk.offset)
            .header(CONTENT_TYPE, paths::OFFSET_OCTETS)
            .body(chunk.bytes);
        if let Some(checksum) = &chunk.checksum {
            call = call.header(paths::UPLOAD_CHECKSUM, tus::write_checksum(checksum));
        }
        let response = self.send(At::Upload, call).await?;
        self.state(chunk.url, &response).await
    }

    async fn get_blob(&self, session: &Session, stream: &str, sha256: BlobHash, from: u64, len: u64) -> Reply<BlobPart> {
        let last = from.saturating_add(len.max(1)) - 1;
        let url = self.address.path(&format!("{}/{stream}/{}", paths::BLOBS, hex::encode(sha256)));
        let response = self.send(At::Blob, self.http.get(url).bearer_auth(&session.token).header(RANGE, format!("bytes={from}-{last}"))).await?;
        let total = answer::total_bytes(&response, from).ok_or_else(|| ProtocolError::Decode("another range".into()))?;
        let most = usize::try_from(len.max(1).min(total.saturating_sub(from))).unwrap_or(PAGE);
        Ok(BlobPart { total, bytes: bounded(response, most).await? })
    }

    async fn get_basemap(&self, session: &Session, from: u64, len: u64) -> Reply<BasemapPart> {
        let last = from.saturating_add(len.max(1)) - 1;
        let call = self.http.get(self.address.path(paths::BASEMAP)).bearer_auth(&session.token).header(RANGE, format!("bytes={from}-{last}"));
        let response = self.send(At::Call, call).await?;
        let total = answer::total_bytes(&response, from).ok_or_else(|| ProtocolError::Decode("another range".into()))?;
        let tag = answer::tag(&response).ok_or_else(|| ProtocolError::Decode("no tag".into()))?;
        let most = usize::try_from(len.max(1).min(total.saturating_sub(from))).unwrap_or(PAGE);
        Ok(BasemapPart { tag, total, bytes: bounded(response, most).await? })
    }

    async fn live(&self, session: &Session) -> Reply<LiveEvents> {
        let call = self.http.get(self.address.path(paths::LIVE)).bearer_auth(&session.token);
        // No limit on the whole: this answer ends when the connection does.
        let response = call.send().await.map_err(|e| answer::unreachable(&e))?;
        Ok(live::events(expect(At::Call, response).await?))
    }
}
