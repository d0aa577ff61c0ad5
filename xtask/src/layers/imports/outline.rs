//! The declarations, imports and paths of a file of Rust, read from its tokens.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

use super::tokens::{
    attributes, is_group, is_punct, item_name, may_start_path, path, skip, split_item, trees, visibility,
};
use super::use_tree::{self, Used};

/// A module's own part of a file.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) modules: Vec<Declared>,
    /// The names of its items, except modules.
    pub(super) items: BTreeSet<String>,
    /// Macros that are known from the crate's root.
    pub(super) exported_macros: BTreeSet<String>,
    /// `use` with a visibility.
    pub(super) reexports: Vec<Used>,
    /// `use` without a visibility, and those inside items.
    pub(super) imports: Vec<Used>,
    pub(super) paths: Vec<Named>,
}

/// A `mod` with its name.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) body: Body,
}

/// Where the items of a module are.
#[derive(Debug)]
pub(super) enum Body {
    /// In a file: the one that `#[path]` names, or the usual one.
    File(Option<String>),
    /// Here, in braces.
    Inline(Outline),
}

/// A path in the code, or a single name that may be one.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) names: Vec<String>,
    pub(super) line: usize,
}

impl Outline {
    /// # Errors
    ///
    /// The text is not Rust.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let tokens: TokenStream =
            text.parse().map_err(|error: LexError| format!("line {}: {error}", error.span().start().line))?;
        let mut outline = Self::default();
        outline.items(&tokens.into_iter().collect::<Vec<_>>());
        Ok(outline)
    }

    /// Reads the items of a module.
    fn items(&mut self, tokens: &[TokenTree]) {
        let mut rest = tokens;
        while !rest.is_empty() {
            let (attributes, after) = attributes(rest);
            let (item, after) = split_item(after);
            rest = after;
            if attributes.test {
                continue;
            }
            let (is_visible, item) = visibility(item);
            match item {
                [TokenTree::Ident(word), tree @ .., TokenTree::Punct(_)] if word == "use" => {
                    let list = if is_visible { &mut self.reexports } else { &mut self.imports };
                    list.extend(use_tree::read(tree));
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Punct(_)] if word == "mod" => {
                    self.modules.push(Declared { name: name.to_string(), body: Body::File(attributes.path) });
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Group(group)] if word == "mod" => {
                    let mut inner = Self::default();
                    inner.items(&trees(group));
                    self.modules.push(Declared { name: name.to_string(), body: Body::Inline(inner) });
                }
                [TokenTree::Ident(word), _, TokenTree::Ident(name), body @ ..] if word == "macro_rules" => {
                    let list = if attributes.macro_export { &mut self.exported_macros } else { &mut self.items };
                    list.insert(name.to_string());
                    self.code(body);
                }
                _ => {
                    self.items.extend(item_name(item));
                    self.code(item);
                }
            }
        }
    }

    /// Reads paths and `use` declarations, however deep.
    fn code(&mut self, tokens: &[TokenTree]) {
        let [mut older, mut newer] = [None, None];
        let mut rest = tokens;
        while let [first, after @ ..] = rest {
            match first {
                hash if is_punct(hash, '#') && after.first().is_some_and(|next| is_group(next, Delimiter::Bracket)) => {
                    let (attributes, after) = attributes(rest);
                    rest = if attributes.test { skip(after) } else { after };
                }
                TokenTree::Ident(word) if word == "use" && !after.first().is_some_and(|next| is_punct(next, '<')) => {
                    let end = after.iter().position(|token| is_punct(token, ';')).unwrap_or(after.len());
                    let (tree, after) = after.split_at(end);
                    self.imports.extend(use_tree::read(tree));
                    rest = after;
                }
                TokenTree::Ident(name) => {
                    let (names, after) = path(name.to_string(), after);
                    if may_start_path([older, newer]) && (names.len() > 1 || may_be_item(&names, after.first())) {
                        self.paths.push(Named { names, line: name.span().start().line });
                    }
                    rest = after;
                }
                TokenTree::Group(group) => {
                    self.code(&trees(group));
                    rest = after;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => rest = after,
            }
            (older, newer) = (newer, Some(first));
        }
    }
}

/// Whether a single name may be the name of an item, given the token after it: a type, a constant, or something called.
fn may_be_item(names: &[String], next: Option<&TokenTree>) -> bool {
    let is_called = next.is_some_and(|next| is_group(next, Delimiter::Parenthesis) || is_punct(next, '!'));
    is_called || names.iter().all(|name| name.starts_with(char::is_uppercase))
}
