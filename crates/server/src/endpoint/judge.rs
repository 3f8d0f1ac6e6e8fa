//! May this commit be accepted? Pure: a snapshot of who is who in, a decision out.
//!
//! In this order: a known device, not revoked → its signature → its clock → the stream → the author → the grant → the body →
//! its tables. The slot in the chain and the bases are left to the storage, which decides them in the inserting transaction.
//! What is said before the signature is checked is never a verdict: nobody can take another device's slot with bytes that it
//! did not sign, nor with a body that its header does not name.

use super::District;
use super::directory::{self, Device, Directory};
use super::shown::Shown;
use crate::storage::{Offered, RowPut};
use std::collections::BTreeSet;
use xuncun_domain::grant::{Denied, DeviceKind, Word, device_rule, may_commit, may_say, may_sign_for, role_column, root_may};
use xuncun_domain::table::{Kind, Table, table};
use xuncun_journal::planted::{self, Bug};
use xuncun_journal::{Body, Commit, DeviceId, Erasure, Header, JournalError, Opened, PublicKey, Receipt, Refusal, ValueRef, check_body};

/// What was found.
#[derive(Debug)]
pub enum Judged {
    /// To be offered to the storage: with a verdict if it is refused for good.
    Offer(Box<Offered>),
    /// Not now: nothing is stored. The header, if it could be read.
    NotNow(Refusal, Option<Box<Header>>),
}

/// Everything that a judgement rests on.
#[derive(Debug, Clone, Copy)]
pub struct Court<'a> {
    /// The district.
    pub district: &'a District,
    /// Who is who.
    pub directory: &'a Directory,
    /// The keys of the district's servers: what they have signed about a commit is proven.
    pub servers: &'a [PublicKey],
    /// The server's clock.
    pub now: i64,
    /// The device that hands the commit over; it need not be its author.
    pub bearer: DeviceId,
    /// The server was restored from a backup: what arrives was most likely here in time before.
    pub recovering: bool,
    /// Receipts that came with the page.
    pub shown: &'a Shown,
}

struct Signer<'a> {
    kind: DeviceKind,
    key: PublicKey,
    row: Option<&'a Device>,
}

impl Court<'_> {
    /// Judges one commit.
    #[must_use]
    pub fn judge(&self, commit: Commit) -> Judged {
        let mut signer = None;
        let opened = xuncun_journal::commit::open_with(&commit.envelope, |header| {
            signer = self.signer(header.device);
            signer.as_ref().map(|signer| signer.key)
        });
        let (opened, verified) = match opened {
            Ok(opened) => opened,
            Err(JournalError::Unsupported(_)) => return Judged::NotNow(Refusal::Unsupported, None),
            Err(_) => return Judged::NotNow(Refusal::BadSignature, None),
        };
        let not_now = |refusal, header| Judged::NotNow(refusal, Some(Box::new(header)));
        let Some(signer) = signer.filter(|_| verified) else { return not_now(Refusal::UnknownDevice, opened.header) };
        // What a server of the district has judged before is not judged again, whoever brings it.
        let proven = commit.proof.filter(|_| commit.body.is_none()).and_then(|proof| self.proven(proof, &opened));
        if let Some(found) = proven {
            return offer(opened.header, opened.header_hash, commit.envelope, Vec::new(), found);
        }
        let header = opened.header;
        // What was accepted stays accepted: to judge it again would be by rights that ended since, or that the server that took it
        // did not know of.
        let accepted = self.shown.accepts(&header, opened.header_hash);
        if let Some(refusal) = revoked(&signer, &header).filter(|_| !accepted) {
            return not_now(refusal, header);
        }
        if header.hlc.too_far_ahead(self.now) && !accepted && !planted::on(Bug::NoClockGuard) {
            return not_now(Refusal::ClockAhead, header);
        }
        let body = match commit.body {
            Some(body) if check_body(&header, &body).is_ok() => body,
            // A device may offer its own refused header again without its body, so that its chain goes on after a restore.
            None if header.device == self.bearer => {
                return offer(header, opened.header_hash, commit.envelope, Vec::new(), Found::refused(Refusal::BadBody));
            }
            _ => return not_now(Refusal::BadSignature, header),
        };
        match self.read(&header, &signer, &body, accepted) {
            Ok(found) => offer(header, opened.header_hash, commit.envelope, body, found),
            Err(refusal) if refusal.is_verdict() => offer(header, opened.header_hash, commit.envelope, Vec::new(), Found::refused(refusal)),
            Err(refusal) => not_now(refusal, header),
        }
    }

    /// What a server's signed word says about a commit without a body.
    fn proven(&self, proof: Vec<u8>, of: &Opened) -> Option<Found> {
        if let Some(erasure) = self.servers.iter().find_map(|key| Erasure::open(&proof, key).ok()) {
            let ours = erasure.district == self.district.code.as_str() && erasure.is_of(&of.header, of.header_hash);
            return ours.then(|| Found { erasure: Some(proof), ..Found::default() });
        }
        let receipt = self.servers.iter().find_map(|key| Receipt::open(&proof, key).ok())?;
        let refusal = receipt.refusal_of(&of.header, of.header_hash).filter(|refusal| refusal.is_verdict())?;
        (receipt.district == self.district.code.as_str()).then(|| Found::refused(refusal))
    }

    fn signer(&self, device: DeviceId) -> Option<Signer<'_>> {
        if device == self.district.root.id() {
            return Some(Signer { kind: DeviceKind::Root, key: self.district.root, row: None });
        }
        // Only the root itself is a root, whatever a row says.
        let row = self.directory.devices.get(&device).filter(|row| row.kind != DeviceKind::Root)?;
        Some(Signer { kind: row.kind, key: row.key, row: Some(row) })
    }

    /// The author, the grant, the body and its tables.
    fn read(&self, header: &Header, signer: &Signer<'_>, body: &[u8], accepted: bool) -> Result<Found, Refusal> {
        if header.stream.code.county() != self.district.code {
            return Err(Refusal::BadStream);
        }
        let person = signer.row.map_or("", |row| row.person.as_str());
        may_sign_for(signer.kind, person, &header.author).map_err(refusal)?;
        let body = Body::decode(header, body).map_err(JournalError::refusal)?;
        // The grant is held against each table: without one, anybody's would do, in any stream and after its end.
        if body.tables.is_empty() {
            return Err(Refusal::BadBody);
        }
        let mut tables = Vec::with_capacity(body.tables.len());
        for part in &body.tables {
            let table = table(part.name).ok_or(Refusal::Unsupported)?;
            check_kinds(table, &part.columns, part.rows.iter().map(|row| row.values.as_slice()))?;
            tables.push(table);
        }
        if !accepted {
            self.allow(header, signer, &tables, &body)?;
        }
        let mut found = Found::default();
        let who_is_who = header.stream == self.district.open_stream();
        for part in &body.tables {
            for row in &part.rows {
                let bases: Vec<_> = row.bases.iter().map(|base| (base.device, base.seq)).collect();
                found.bases.extend(bases.iter().copied());
                if who_is_who && directory::TABLES.contains(&part.name) {
                    let columns: Vec<_> = part.columns.iter().zip(&row.values).map(|(name, value)| ((*name).to_owned(), value.to_value())).collect();
                    let columns = directory::columns_json(part.name, &columns);
                    found.rows.push(RowPut { table: part.name.to_owned(), id: row.id.to_owned(), deleted: row.deleted, bases, columns });
                }
            }
        }
        Ok(found)
    }

    /// Do the root's rules, or a grant of the author's, allow these rows, which are of these tables, in the header's stream?
    fn allow(&self, header: &Header, signer: &Signer<'_>, tables: &[&Table], body: &Body<'_>) -> Result<(), Refusal> {
        if !device_rule(signer.kind).by_grant {
            return tables.iter().try_for_each(|table| root_may(&header.stream, table)).map_err(refusal);
        }
        let made = header.hlc.physical_ms();
        // What a restored server is offered again was judged by when it first arrived.
        let arrived = if self.recovering { made } else { self.now };
        let made = if planted::on(Bug::GrantAtArrivalOnly) { arrived } else { made };
        let mut denied = Refusal::Forbidden;
        for grant in self.directory.grant_since(&header.grant, header.grant_version).iter().filter(|grant| grant.person == header.author) {
            let may = tables.iter().try_for_each(|table| may_commit(grant, &header.stream, table, made, arrived));
            match may.and_then(|()| words(body).try_for_each(|word| may_say(grant, &word))) {
                Ok(()) => return Ok(()),
                Err(reason) => denied = refusal(reason),
            }
        }
        Err(denied)
    }
}

/// A revoked device's commits: of a lost one those that the server had when it was revoked, of a retired one what it made before.
fn revoked(signer: &Signer<'_>, header: &Header) -> Option<Refusal> {
    let revoked = signer.row?.revoked.as_ref()?;
    let had = revoked.heads.get(&header.stream.to_string()).is_some_and(|seq| header.seq <= *seq);
    if had {
        None
    } else if revoked.lost {
        Some(Refusal::Lost)
    } else {
        (header.hlc.physical_ms() > revoked.at).then_some(Refusal::Retired)
    }
}

/// The rows of a body that are somebody's own word.
fn words<'a>(body: &'a Body<'a>) -> impl Iterator<Item = Word<'a>> {
    body.tables.iter().filter_map(|part| Some((part, role_column(part.name)?))).flat_map(|(part, column)| {
        let at = part.columns.iter().position(|name| *name == column);
        part.rows.iter().map(move |row| Word {
            table: part.name,
            id: row.id,
            replaces: !row.bases.is_empty(),
            deleted: row.deleted,
            role: match at.and_then(|at| row.values.get(at)) {
                Some(ValueRef::Text(role)) => Some(role),
                _ => None,
            },
        })
    })
}

fn refusal(denied: Denied) -> Refusal {
    if denied == Denied::Stream { Refusal::BadStream } else { Refusal::Forbidden }
}

/// Values are of their columns' kinds; columns of a newer version may be anything.
fn check_kinds<'v>(table: &Table, columns: &[&str], rows: impl Iterator<Item = &'v [ValueRef<'v>]>) -> Result<(), Refusal> {
    let kinds: Vec<Option<Kind>> = columns.iter().map(|name| table.column(name).map(|column| column.kind)).collect();
    for values in rows {
        for (kind, value) in kinds.iter().zip(values) {
            let fits = matches!(
                (kind, value),
                (None, _)
                    | (_, ValueRef::Null)
                    | (Some(Kind::Int), ValueRef::Int(_))
                    | (Some(Kind::Text), ValueRef::Text(_))
                    | (Some(Kind::Bytes), ValueRef::Bytes(_))
                    | (Some(Kind::Real), ValueRef::Real(_) | ValueRef::Int(_))
            );
            if !fits {
                return Err(Refusal::BadBody);
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    refused: Option<Refusal>,
    erasure: Option<Vec<u8>>,
    bases: BTreeSet<(DeviceId, u64)>,
    rows: Vec<RowPut>,
}

impl Found {
    fn refused(refusal: Refusal) -> Self {
        Self { refused: Some(refusal), ..Self::default() }
    }
}

fn offer(header: Header, header_hash: xuncun_journal::Hash, envelope: Vec<u8>, body: Vec<u8>, found: Found) -> Judged {
    Judged::Offer(Box::new(Offered {
        stream: header.stream.to_string(),
        device: header.device,
        seq: header.seq,
        parent: header.parent,
        header_hash,
        hlc: header.hlc.0,
        envelope,
        body,
        refused: found.refused,
        erasure: found.erasure,
        bases: found.bases.into_iter().collect(),
        rows: found.rows,
    }))
}
