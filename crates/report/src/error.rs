//! Why a file could not be made, or is not taken.

/// Refusals, each with a code that the UI translates.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The file is neither GeoJSON nor a GeoPackage.
    #[error("neither GeoJSON nor a GeoPackage: {0}")]
    NotAMap(String),
    /// A part of the file is not what it should be: which one, from 1 on, and why.
    #[error("feature {at}: {why}")]
    Feature {
        /// Its number in the file.
        at: usize,
        /// What is wrong.
        why: String,
    },
    /// Positions in a reference system other than WGS-84 or CGCS2000, longitude first.
    #[error("positions in {0} are not taken, only WGS-84 and CGCS2000")]
    Reference(String),
    /// More than is taken: of what, and how many are.
    #[error("more than {most} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many are taken.
        most: usize,
    },
    /// No layer of that kind in a GeoPackage.
    #[error("no layer of {0}")]
    NoLayer(&'static str),
    /// A QR code cannot hold so much text.
    #[error("{0} characters are too many for a QR code")]
    Code(usize),
    /// A file could not be put together.
    #[error("the {kind} could not be made: {why}")]
    Make {
        /// Of which kind.
        kind: &'static str,
        /// What its library says.
        why: String,
    },
}

impl ReportError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAMap(_) => "map_not_a_map",
            Self::Feature { .. } => "map_feature",
            Self::Reference(_) => "map_reference",
            Self::TooMany { .. } => "report_too_many",
            Self::NoLayer(_) => "map_no_layer",
            Self::Code(_) => "report_code",
            Self::Make { .. } => "report_make",
        }
    }

    pub(crate) fn make<E: std::fmt::Display>(kind: &'static str) -> impl Fn(E) -> Self {
        move |why| Self::Make { kind, why: why.to_string() }
    }
}
