//! The few pieces of CBOR that every format here shares.

use std::convert::Infallible;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder, decode, encode};

use crate::error::JournalError;
use crate::value::{Value, ValueRef};

pub(crate) type Out<'a> = Encoder<&'a mut Vec<u8>>;
pub(crate) type Written = Result<(), encode::Error<Infallible>>;

/// Encodes into memory, which cannot fail: the error type has no values beyond messages that nothing here makes.
pub(crate) fn to_vec(write: impl FnOnce(&mut Out<'_>) -> Written) -> Vec<u8> {
    let mut bytes = Vec::new();
    let written = write(&mut Encoder::new(&mut bytes));
    debug_assert!(written.is_ok());
    bytes
}

/// Reads with the format's name in the error.
pub(crate) struct In<'a> {
    pub(crate) d: Decoder<'a>,
    what: &'static str,
}

impl<'a> In<'a> {
    pub(crate) fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { d: Decoder::new(bytes), what }
    }

    pub(crate) fn malformed(&self) -> JournalError {
        JournalError::Malformed(self.what)
    }

    pub(crate) fn or<T>(&self, read: Result<T, decode::Error>) -> Result<T, JournalError> {
        read.map_err(|_| JournalError::Malformed(self.what))
    }

    /// The next item's number or length is in its shortest form and definite: one content has one form.
    fn shortest(&self) -> Result<(), JournalError> {
        let rest = self.d.input().get(self.d.position()..).unwrap_or_default();
        let Some((head, rest)) = rest.split_first() else { return Err(self.malformed()) };
        let leads = |zeros: usize| rest.get(..zeros).is_some_and(|bytes| bytes.iter().any(|byte| *byte != 0));
        let shortest = match head & 0x1f {
            0..=23 => true,
            24 => rest.first().is_some_and(|number| *number >= 24),
            25 => leads(1),
            26 => leads(2),
            27 => leads(4),
            _ => false,
        };
        if shortest { Ok(()) } else { Err(self.malformed()) }
    }

    /// The length of an array of known length, at most `max`.
    pub(crate) fn array(&mut self, max: usize) -> Result<usize, JournalError> {
        self.shortest()?;
        let length = self.d.array();
        match self.or(length)? {
            Some(length) if length <= max as u64 => Ok(length as usize),
            Some(_) => Err(JournalError::TooLarge(self.what)),
            None => Err(self.malformed()),
        }
    }

    /// An array of exactly `length`.
    pub(crate) fn tuple(&mut self, length: u64) -> Result<(), JournalError> {
        self.shortest()?;
        let found = self.d.array();
        if self.or(found)? == Some(length) { Ok(()) } else { Err(self.malformed()) }
    }

    /// An array of `length`, or with one more; which.
    pub(crate) fn tuple_and_more(&mut self, length: usize) -> Result<bool, JournalError> {
        match self.array(usize::MAX)? {
            found if found == length => Ok(false),
            found if found == length + 1 => Ok(true),
            _ => Err(self.malformed()),
        }
    }

    pub(crate) fn uint(&mut self) -> Result<u64, JournalError> {
        self.shortest()?;
        let number = self.d.u64();
        self.or(number)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, JournalError> {
        match self.uint()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.malformed()),
        }
    }

    /// A time in milliseconds.
    pub(crate) fn millis(&mut self) -> Result<i64, JournalError> {
        i64::try_from(self.uint()?).map_err(|_| self.malformed())
    }

    pub(crate) fn text(&mut self, max: usize) -> Result<&'a str, JournalError> {
        self.shortest()?;
        let text = self.d.str();
        let text = self.or(text)?;
        if text.len() > max { Err(JournalError::TooLarge(self.what)) } else { Ok(text) }
    }

    pub(crate) fn bytes(&mut self, max: usize) -> Result<&'a [u8], JournalError> {
        self.shortest()?;
        let bytes = self.d.bytes();
        let bytes = self.or(bytes)?;
        if bytes.len() > max { Err(JournalError::TooLarge(self.what)) } else { Ok(bytes) }
    }

    pub(crate) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], JournalError> {
        self.shortest()?;
        let bytes = self.d.bytes();
        self.or(bytes)?.try_into().map_err(|_| self.malformed())
    }

    pub(crate) fn kind(&self) -> Result<Type, JournalError> {
        self.d.datatype().map_err(|_| self.malformed())
    }

    /// Null, or what `read` reads.
    pub(crate) fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, JournalError>) -> Result<Option<T>, JournalError> {
        if self.kind()? == Type::Null {
            let null = self.d.null();
            self.or(null)?;
            Ok(None)
        } else {
            read(self).map(Some)
        }
    }

    /// A column's value.
    pub(crate) fn value(&mut self, max: usize) -> Result<ValueRef<'a>, JournalError> {
        match self.kind()? {
            Type::Null => {
                let null = self.d.null();
                self.or(null).map(|()| ValueRef::Null)
            }
            Type::String => self.text(max).map(ValueRef::Text),
            Type::Bytes => self.bytes(max).map(ValueRef::Bytes),
            Type::F64 => {
                let number = self.d.f64();
                match self.or(number)? {
                    number if number.is_finite() => Ok(ValueRef::Real(number)),
                    _ => Err(self.malformed()),
                }
            }
            _ => {
                self.shortest()?;
                let number = self.d.i64();
                self.or(number).map(ValueRef::Int)
            }
        }
    }

    pub(crate) fn at_end(&self) -> bool {
        self.d.position() == self.d.input().len()
    }

    /// Nothing may follow.
    pub(crate) fn end(&self) -> Result<(), JournalError> {
        if self.at_end() { Ok(()) } else { Err(self.malformed()) }
    }
}

pub(crate) fn write_value(out: &mut Out<'_>, value: &Value) -> Written {
    match value {
        Value::Null => out.null()?,
        Value::Int(number) => out.i64(*number)?,
        // Written elsewhere than by `From<f64>`, it could still be infinite: what no reader accepts is not written.
        Value::Real(number) if number.is_finite() => out.f64(*number)?,
        Value::Real(_) => out.null()?,
        Value::Text(text) => out.str(text)?,
        Value::Bytes(bytes) => out.bytes(bytes)?,
    };
    Ok(())
}
