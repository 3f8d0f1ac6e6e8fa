//! What the scripted server answers, call by call.

use super::*;
use async_trait::async_trait;

#[async_trait]
impl Protocol for Fake {
    async fn enroll(&self, request: EnrollRequest) -> Reply<EnrollReply> {
        self.act(
            Call::Enroll,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| match state.codes.get(&request.code).copied() {
                None => Err(ProtocolError::refused("code_unknown")),
                Some(Some(key)) if key != request.public_key => Err(ProtocolError::refused("code_used")),
                Some(used) => {
                    if used.is_none() {
                        state.codes.insert(request.code.clone(), Some(request.public_key));
                        self.admit(state, &request.public_key);
                    }
                    Ok(self.welcome(state))
                }
            },
        )
    }

    async fn come_back(&self, _: ReturnRequest) -> Reply<ReturnReply> {
        Ok(ReturnReply { known: false, root_seq: u64::MAX })
    }

    async fn push(&self, _: &Session, page: Bytes) -> Reply<Bytes> {
        self.act(
            Call::Push,
            || Ok(Bytes::from_static(b"<html>sign in to the network</html>")),
            |state| {
                if state.largest_page.is_some_and(|most| page.len() > most) {
                    return Err(ProtocolError::TooLarge);
                }
                let request = PushRequest::decode(&page).map_err(|_| ProtocolError::refused("bad_body"))?;
                let (mut verdicts, mut heads, mut hints) = (Vec::new(), Vec::new(), Vec::new());
                for (index, commit) in (0..).zip(request.commits) {
                    let peeked = peek(&commit.envelope).unwrap();
                    let chain = (peeked.header.device, peeked.header.stream);
                    let (refusal, already) = match state.keys.get(&chain.0).map(|key| open(&commit.envelope, key)) {
                        None => (Some(Refusal::UnknownDevice), false),
                        Some(Err(error)) => (Some(error.refusal()), false),
                        Some(Ok(opened)) => {
                            check_body(&opened.header, commit.body.as_deref().unwrap()).unwrap();
                            Self::take(state, &opened, Entry::new(commit.envelope, commit.body))
                        }
                    };
                    verdicts.push(Verdict { index, refusal, already });
                    let held = state.chains.get(&chain).cloned().unwrap_or_default();
                    let head = (held.len() as u64, held.last().copied().unwrap_or(Hash([0; 32])));
                    if matches!(refusal, Some(Refusal::Gap | Refusal::Fork)) {
                        hints.push(HeadHint { device: chain.0, stream: chain.1, seq: head.0, hash: head.1 });
                    }
                    heads.retain(|h: &ReceiptHead| (h.device, &h.stream) != (chain.0, &chain.1));
                    if head.0 > 0 {
                        heads.push(ReceiptHead { stream: chain.1, device: chain.0, seq: head.0, hash: head.1 });
                    }
                }
                let receipt = (!heads.is_empty()).then(|| self.receipt(state, heads, Vec::new()));
                self.news.send_modify(|n| *n += 1);
                Ok(PushReply { verdicts, server_ms: state.clock_ms, receipt, heads: hints }.encode().into())
            },
        )
    }

    async fn pull(&self, _: &Session, request: PullRequest) -> Reply<Bytes> {
        self.act(
            Call::Pull,
            || Ok(Bytes::from_static(b"\x28\xb5\x2f\xfdgarbage")),
            |state| {
                let cursor = request.cursor.filter(|c| c[0] == state.epoch);
                let from = cursor.map_or(0, |c| usize::from(u16::from_be_bytes([c[1], c[2]])));
                let to = state.log.len().min(from + state.page_entries.unwrap_or(100));
                let mut cursor = vec![state.epoch];
                cursor.extend(u16::try_from(to).unwrap().to_be_bytes());
                let mut heads: HashMap<(DeviceId, StreamId), ReceiptHead> = HashMap::new();
                for entry in &state.log[from..to] {
                    let Opened { header, header_hash } = peek(&entry.envelope).unwrap();
                    let head = ReceiptHead { stream: header.stream, device: header.device, seq: header.seq, hash: header_hash };
                    heads.insert((header.device, header.stream), head);
                }
                let mut reply = PullReply {
                    cursor,
                    more: to < state.log.len(),
                    entries: state.log[from..to].to_vec(),
                    receipt: (!heads.is_empty()).then(|| self.receipt(state, heads.into_values().collect(), Vec::new())),
                    server_ms: state.clock_ms,
                    total: (state.log.len() - to) as u64,
                };
                if let Some(befalls) = state.on_the_way.take_if(|_| !reply.entries.is_empty()) {
                    befalls(&mut reply.entries);
                }
                Ok(reply.encode().unwrap().into())
            },
        )
    }

    async fn missing(&self, _: &Session, stream: &str, hashes: Vec<BlobHash>) -> Reply<MissingReply> {
        self.act(
            Call::Missing,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                let receipt = self.blob_receipt(state, stream, &hashes);
                let missing = hashes.into_iter().filter(|h| !state.blobs.contains_key(&(stream.to_owned(), *h))).collect();
                Ok(MissingReply { missing, receipt })
            },
        )
    }

    async fn upload_create(&self, _: &Session, upload: UploadCreate) -> Reply<UploadState> {
        self.act(
            Call::Create,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                if state.poison == Some(upload.sha256) {
                    return Err(ProtocolError::TooLarge);
                }
                let receipt = self.blob_receipt(state, &upload.stream, &[upload.sha256]);
                state.names += 1;
                let url = format!("/v1/uploads/{}", state.names);
                let offset = if receipt.is_some() { upload.size } else { 0 };
                let made = Upload { stream: upload.stream, sha256: upload.sha256, size: upload.size, data: Vec::new() };
                state.uploads.insert(url.clone(), made);
                Ok(UploadState { url, offset, receipt })
            },
        )
    }

    async fn upload_offset(&self, _: &Session, url: &str) -> Reply<UploadState> {
        self.act(
            Call::Offset,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                let upload = state.uploads.get(url).ok_or_else(|| ProtocolError::refused("upload_gone"))?;
                let receipt = self.blob_receipt(state, &upload.stream, &[upload.sha256]);
                Ok(UploadState { url: url.to_owned(), offset: upload.data.len() as u64, receipt })
            },
        )
    }

    async fn upload_patch(&self, _: &Session, chunk: UploadChunk) -> Reply<UploadState> {
        let pushes = {
            let mut state = self.state();
            std::mem::take(&mut state.chunk_waits_for_push).then(|| {
                state.chunks_waiting += 1;
                state.count(Call::Push)
            })
        };
        if let Some(pushes) = pushes {
            let mut news = self.news.subscribe();
            while self.state().count(Call::Push) == pushes {
                news.changed().await.map_err(|_| ProtocolError::Unreachable("gone".into()))?;
            }
        }
        self.act(
            Call::Patch,
            || Err(ProtocolError::Decode("garbage".into())),
            |state| {
                if state.largest_chunk.is_some_and(|most| chunk.bytes.len() > most) {
                    return Err(ProtocolError::TooLarge);
                }
                if chunk.checksum.is_some_and(|checksum| Hash::of(&chunk.bytes).0 != checksum) {
                    return Err(ProtocolError::refused("checksum_mismatch"));
                }
                let upload = state.uploads.get_mut(&chunk.url).ok_or_else(|| ProtocolError::refused("upload_gone"))?;
                if upload.data.len() as u64 != chunk.offset {
                    return Err(ProtocolError::refused("offset_mismatch"));
                }
                upload.data.extend_from_slice(&chunk.bytes);
                let (offset, stream, sha) = (upload.data.len() as u64, upload.stream.clone(), upload.sha256);
                state.patched.push((chunk.offset, chunk.bytes.len()));
                if let Some((_, happens)) = state.meanwhile.take_if(|(at, _)| *at == state.patched.len()) {
                    happens();
                }
                if offset == state.uploads[&chunk.url].size {
                    let data = state.uploads[&chunk.url].data.clone();
                    if Hash::of(&data).0 != sha {
                        state.uploads.remove(&chunk.url);
                        return Err(ProtocolError::refused("blob_mismatch"));
                    }
                    state.blobs.insert((stream.clone(), sha), data);
                }
                let receipt = self.blob_receipt(state, &stream, &[sha]);
                Ok(UploadState { url: chunk.url, offset, receipt })
            },
        )
    }

    async fn get_blob(&self, _: &Session, stream: &str, sha256: BlobHash, from: u64, len: u64) -> Reply<BlobPart> {
        self.act(
            Call::Blob,
            || Ok(BlobPart { total: 7, bytes: Bytes::from_static(b"garbage") }),
            |state| {
                let data = state.blobs.get(&(stream.to_owned(), sha256)).ok_or_else(|| ProtocolError::refused("blob_unknown"))?;
                let from = usize::try_from(from).unwrap().min(data.len());
                let to = (from + usize::try_from(len).unwrap()).min(data.len());
                Ok(BlobPart { total: data.len() as u64, bytes: Bytes::copy_from_slice(&data[from..to]) })
            },
        )
    }

    async fn get_basemap(&self, _: &Session, from: u64, len: u64) -> Reply<BasemapPart> {
        self.act(
            Call::Blob,
            || Ok(BasemapPart { tag: "login".into(), total: 7, bytes: Bytes::from_static(b"garbage") }),
            |state| {
                let (tag, data) = state.basemap.as_ref().ok_or_else(|| ProtocolError::refused("basemap_none"))?;
                let from = usize::try_from(from).unwrap().min(data.len());
                let to = (from + usize::try_from(len).unwrap()).min(data.len());
                Ok(BasemapPart { tag: (*tag).into(), total: data.len() as u64, bytes: Bytes::copy_from_slice(&data[from..to]) })
            },
        )
    }

    async fn live(&self, _: &Session) -> Reply<LiveEvents> {
        self.act(Call::Live, || Err(ProtocolError::Decode("garbage".into())), |_| Ok(()))?;
        let mut news = self.news.subscribe();
        news.mark_changed();
        let feed = Some((news, Arc::clone(&self.state)));
        Ok(Box::pin(futures_util::stream::unfold(feed, |feed| async move {
            let (mut news, state) = feed?;
            news.changed().await.ok()?;
            if state.lock().unwrap().offline {
                return Some((Err(ProtocolError::Unreachable("cut".into())), None));
            }
            Some((Ok(()), Some((news, state))))
        })))
    }
}
