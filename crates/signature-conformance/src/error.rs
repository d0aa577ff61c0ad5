//! The only error of this crate: why the suite cannot run. Faults of a driver are in the report instead.

use std::fmt;
use std::io;

/// Why a suite, a package or a peer could not be made. It is never a fault of the tested driver.
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// What could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file of the suite has the wrong form.
    Suite {
        /// The file, below `fixtures/`.
        file: String,
        /// What is wrong with it.
        fault: String,
    },
    /// The recipe of a package cannot be followed, for example because it replaces a text that is not there.
    Recipe {
        /// What is wrong with it.
        fault: String,
    },
    /// The suite has no key or certificate of this name.
    Certificate {
        /// The name that was asked for.
        name: String,
    },
    /// The origin of a peer is not a scheme, a host and a port.
    Origin,
    /// The system gives no socket on loopback.
    Socket(io::Error),
}

impl Error {
    /// What could not be made.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    pub(crate) fn suite(file: &str, fault: impl ToString) -> Self {
        ErrorKind::Suite { file: file.to_owned(), fault: fault.to_string() }.into()
    }

    pub(crate) fn recipe(fault: impl ToString) -> Self {
        ErrorKind::Recipe { fault: fault.to_string() }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            ErrorKind::Suite { file, fault } => write!(f, "fixtures/{file} has the wrong form: {fault}"),
            ErrorKind::Recipe { fault } => write!(f, "the recipe of a package cannot be followed: {fault}"),
            ErrorKind::Certificate { name } => write!(f, "the suite has no key or certificate called {name}"),
            ErrorKind::Origin => {
                f.write_str("origin must be a scheme, a host and a port, such as http://127.0.0.1:8080")
            }
            ErrorKind::Socket(_) => f.write_str("could not open a socket on 127.0.0.1"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            ErrorKind::Socket(error) => Some(error),
            ErrorKind::Suite { .. } | ErrorKind::Recipe { .. } | ErrorKind::Certificate { .. } | ErrorKind::Origin => {
                None
            }
        }
    }
}

/// What is wrong with a file, for a person who reads it.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
