//! One item of an interface, as `public-api` lists it.

use public_api::PublicItem;

/// A line of the list, with what it belongs to.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: u32,
    pub(super) parent: Option<u32>,
    pub(super) text: String,
}

impl Item {
    pub(super) fn of(item: &PublicItem) -> Self {
        Self { id: item.id().0, parent: item.parent_id().map(|id| id.0), text: item.to_string() }
    }

    pub(super) fn is_impl(&self) -> bool {
        self.text.starts_with("impl ") || self.text.starts_with("impl<")
    }

    pub(super) fn is_impl_of_trait(&self) -> bool {
        self.is_impl() && self.text.contains(" for ")
    }

    pub(super) fn is_trait(&self) -> bool {
        self.word() == "trait"
    }

    pub(super) fn is_function(&self) -> bool {
        self.word() == "fn"
    }

    /// Whether it counts as a path: not for a variant, field or `impl`.
    pub(super) fn is_nameable(&self) -> bool {
        const WORDS: &[&str] =
            &["const", "enum", "fn", "macro", "mod", "static", "struct", "trait", "type", "union", "use"];
        WORDS.contains(&self.word())
    }

    /// The trait and the type of an `impl` that has neither conditions nor parameters, lifetimes aside.
    pub(super) fn implemented(text: &str) -> Option<(&str, &str)> {
        let rest = text.strip_prefix("impl")?;
        let rest = match rest.strip_prefix('<') {
            Some(rest) => {
                let (parameters, rest) = rest.split_once('>')?;
                parameters.split(", ").all(|parameter| parameter.starts_with('\'')).then_some(rest)?
            }
            None => rest,
        };
        let (name, of) = rest.trim_start().split_once(" for ")?;
        (!of.contains(" where ")).then_some((name.strip_suffix("<'de>").unwrap_or(name), of))
    }

    /// The word that says what kind of item this is.
    fn word(&self) -> &str {
        let mut text = self.text.as_str();
        while let Some(rest) = text.strip_prefix("#[").and_then(|rest| rest.split_once("] ")) {
            text = rest.1;
        }
        let mut words = text.split(' ').skip_while(|word| matches!(*word, "pub" | "unsafe" | "async")).peekable();
        match words.next() {
            Some("const") if words.peek() == Some(&"fn") => "fn",
            word => word.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_an_item_is_found() {
        let word = |text: &str| Item { id: 0, parent: None, text: text.to_owned() }.word().to_owned();
        assert_eq!(word("#[non_exhaustive] pub enum own::E"), "enum");
        assert_eq!(word("#[must_use = \"a text\"] pub const fn own::f()"), "fn");
        assert_eq!(word("pub async fn own::f()"), "fn");
        assert_eq!(word("pub const own::C: u8"), "const");
        assert_eq!(word("pub own::E::Variant"), "own::E::Variant");
    }

    #[test]
    fn traits_of_types_are_found() {
        assert_eq!(Item::implemented("impl From<&str> for Job"), Some(("From<&str>", "Job")));
        assert_eq!(Item::implemented("impl<'de> Deserialize<'de> for Job"), Some(("Deserialize", "Job")));
        assert_eq!(Item::implemented("impl<T> From<T> for Job"), None);
        assert_eq!(Item::implemented("impl Debug for Job where Self: Sized"), None);
        assert_eq!(Item::implemented("impl Job"), None);
    }
}
