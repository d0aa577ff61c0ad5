//! The keys that `Source:` lines and cases may cite: those that `docs/manual/sources.md` explains.

use std::collections::BTreeSet;
use std::fs;

use crate::failure::{Context as _, Failure};
use crate::workspace;

/// The page that explains the keys.
const PAGE: &str = "docs/manual/sources.md";

/// Reads the page that explains the keys.
///
/// # Errors
///
/// The page cannot be read.
pub fn page() -> Result<String, Failure> {
    fs::read_to_string(workspace::root().join(PAGE)).context(format!("read {PAGE}"))
}

/// The keys that the page lists: the code in the first column of its tables.
#[must_use]
pub fn keys(page: &str) -> BTreeSet<&str> {
    page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_has_the_keys() {
        let page = "| key | what it is |\n| --- | --- |\n| `docs/tls` | mutual TLS, see `docs/other` |\n";
        assert_eq!(keys(page), BTreeSet::from(["docs/tls"]));
    }
}
