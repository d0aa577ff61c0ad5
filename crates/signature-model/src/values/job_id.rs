//! The number the service gives a job.

use std::fmt;

use crate::xml::{ReadError, ReadErrorKind, Reader, integer};
use crate::{Error, ErrorKind};

/// The service's number for a job, unique within the service. Store it.
///
/// Source: `common.xsd#signature-job-id`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct JobId(i64);

impl JobId {
    /// Wraps the number; every 64-bit integer is allowed.
    pub const fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads what [`Display`](fmt::Display) writes, for command lines and paths.
impl std::str::FromStr for JobId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let fault = ErrorKind::Form { what: "job id", expected: "a 64-bit integer", found: "another text" };
        text.parse().map(Self).map_err(|_| fault.into())
    }
}

impl JobId {
    /// Reads the text of `signature-job-id`, an `xs:long`.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        reader.value(|text| {
            let fault = ReadErrorKind::Lexical { what: "signature-job-id", expected: "a 64-bit integer" };
            integer(&text).map(Self).ok_or(fault)
        })
    }
}
