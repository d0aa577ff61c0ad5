//! Which key of a key store is meant.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// A key of a Java key store: its alias, and its password where that is not the store's.
///
/// ```
/// use signature_identity::KeyEntry;
///
/// let only = KeyEntry::only();
/// let one_of_several = KeyEntry::named("avsender").with_password("an invented password");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyEntry<'a> {
    alias: Option<&'a str>,
    password: Option<&'a str>,
}

impl<'a> KeyEntry<'a> {
    /// The only key of the store, under any alias.
    pub fn only() -> Self {
        Self { alias: None, password: None }
    }

    /// The key with this alias. As in Java, upper and lower case are the same.
    pub fn named(alias: &'a str) -> Self {
        Self { alias: Some(alias), password: None }
    }

    /// The key's own password. Default: the store's password.
    #[must_use]
    pub fn with_password(self, password: &'a str) -> Self {
        Self { password: Some(password), ..self }
    }

    /// The key's own password, if it is not the store's.
    pub(super) fn own_password(&self) -> Option<&'a str> {
        self.password
    }

    /// Whether a key is named.
    pub(super) fn has_alias(&self) -> bool {
        self.alias.is_some()
    }

    /// The key that is meant.
    pub(super) fn choose<T>(&self, mut keys: Vec<T>, alias: impl Fn(&T) -> Option<&str>) -> Result<T, Error> {
        let found = keys.len();
        let named = keys.iter().filter(|key| alias(key).is_some()).count();
        if let Some(wanted) = self.alias {
            let wanted = wanted.to_lowercase();
            keys.retain(|key| alias(key).is_some_and(|alias| alias.to_lowercase() == wanted));
        }
        match (keys.pop(), keys.is_empty()) {
            (Some(key), true) => Ok(key),
            (Some(_), false) => Err(ErrorKind::SeveralKeys { found, named }.into()),
            (None, _) if found == 0 => Err(ErrorKind::NoKey { found: "none" }.into()),
            (None, _) => Err(ErrorKind::NoSuchAlias { found }.into()),
        }
    }
}

/// Without the alias, which may name somebody, and without the password.
impl fmt::Debug for KeyEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.alias.is_some() { "KeyEntry(named)" } else { "KeyEntry(only)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(entry: KeyEntry<'_>, aliases: &[Option<&'static str>], expected: Result<&str, &str>) {
        let chosen = entry.choose(aliases.to_vec(), |alias| *alias).map(|alias| alias.unwrap_or("none"));
        assert_eq!(chosen.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn one_key_is_chosen_or_none() {
        check(KeyEntry::only(), &[Some("a")], Ok("a"));
        check(KeyEntry::only(), &[None], Ok("none"));
        check(KeyEntry::named("ÆØÅ b"), &[Some("a"), Some("æøå B")], Ok("æøå B"));
        check(
            KeyEntry::only(),
            &[Some("a"), None],
            Err(
                "expected 1 private key or the choice of one, found 2 keys, 1 of them with an alias; choose by thumbprint or alias",
            ),
        );
        check(
            KeyEntry::named("A"),
            &[Some("a"), Some("A"), Some("b")],
            Err(
                "expected 1 private key or the choice of one, found 3 keys, 3 of them with an alias; choose by thumbprint or alias",
            ),
        );
        check(
            KeyEntry::named("b"),
            &[Some("a")],
            Err("expected a private key with the given alias, found 1 with other aliases or none"),
        );
        check(
            KeyEntry::named("b"),
            &[],
            Err(
                "expected a private key beside the certificates, found none; export the certificate together with its private key",
            ),
        );
    }

    #[test]
    fn debug_output_shows_no_alias_and_no_password() {
        let entry = KeyEntry::named("kari").with_password("hemmelig");
        assert_eq!(format!("{entry:?} {:?}", KeyEntry::only()), "KeyEntry(named) KeyEntry(only)");
    }
}
