//! What a set of grants may read, as data: for the pull's cursor, for the server's filter, for a replica's own checks.

use super::{ACCESS, Grant, Relation};
use crate::Millis;
use crate::division::DivisionCode;
use crate::stream::{Class, StreamId};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// How far an entry of a scope reaches from its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// The code's own stream.
    Exact,
    /// The streams of every division inside it, without its own.
    Below,
}

/// A set of streams, closed under the access table. Equal sets of rights have equal text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadScope(BTreeSet<(Class, DivisionCode, Reach)>);

impl ReadScope {
    /// May the stream be read?
    pub fn contains(&self, stream: &StreamId) -> bool {
        self.0.contains(&(stream.class, stream.code, Reach::Exact))
            || stream.code.ancestors().any(|above| self.0.contains(&(stream.class, above, Reach::Below)))
    }

    /// Nothing may be read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, sorted.
    pub fn entries(&self) -> impl Iterator<Item = (Class, DivisionCode, Reach)> + '_ {
        self.0.iter().copied()
    }

    /// Drops what another entry covers, so that equal rights are equal sets.
    fn reduced(self) -> Self {
        let covered = |(class, code, _): &(Class, DivisionCode, Reach)| code.ancestors().any(|above| self.0.contains(&(*class, above, Reach::Below)));
        Self(self.0.iter().filter(|entry| !covered(entry)).copied().collect())
    }
}

/// What these grants may read at `now`. Grants out of force give nothing.
pub fn readable<'a>(grants: impl IntoIterator<Item = &'a Grant>, now: Millis) -> ReadScope {
    let mut scope = ReadScope::default();
    for grant in grants.into_iter().filter(|grant| grant.valid_at(now)) {
        for access in ACCESS.iter().filter(|access| access.role == grant.role && access.read) {
            for prefix in &grant.prefixes {
                match access.relation {
                    Relation::Own => {
                        scope.0.insert((access.class, *prefix, Reach::Exact));
                    }
                    Relation::Below => {
                        scope.0.insert((access.class, *prefix, Reach::Below));
                    }
                    Relation::Above => scope.0.extend(prefix.ancestors().map(|above| (access.class, above, Reach::Exact))),
                }
            }
        }
    }
    scope.reduced()
}

/// Canonical text, for storage and comparison: `629900/open 629900/open/* 629900100/work`, sorted.
impl fmt::Display for ReadScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (class, code, reach)) in self.0.iter().enumerate() {
            let space = if i > 0 { " " } else { "" };
            let star = if *reach == Reach::Below { "/*" } else { "" };
            write!(f, "{space}{code}/{class}{star}")?;
        }
        Ok(())
    }
}

/// A text that is no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read scope malformed")]
pub struct ScopeError;

impl FromStr for ReadScope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let entry = |word: &str| {
            let (stream, reach) = word.strip_suffix("/*").map_or((word, Reach::Exact), |stream| (stream, Reach::Below));
            let stream: StreamId = stream.parse().map_err(|_| ScopeError)?;
            Ok((stream.class, stream.code, reach))
        };
        text.split(' ').filter(|word| !word.is_empty()).map(entry).collect::<Result<_, _>>().map(Self)
    }
}
