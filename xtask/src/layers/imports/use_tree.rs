//! A `use` declaration as a list of single names.

use proc_macro2::{Delimiter, TokenTree};

/// One name that a `use` imports.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// The path, up to the name or the module before a glob.
    pub(super) names: Vec<String>,
    pub(super) kind: Kind,
    pub(super) line: usize,
}

/// How the path is imported.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is known by this name.
    Name(String),
    /// `as _`: known by no name.
    Unnamed,
    /// `*`: all that is in it.
    Glob,
}

/// Every name in the tokens between `use` and `;`, except in paths that start with `::`, which are of other crates.
pub(super) fn read(tree: &[TokenTree]) -> Vec<Used> {
    let mut found = Vec::new();
    if !matches!(tree, [TokenTree::Punct(colon), ..] if colon.as_char() == ':') {
        read_below(&[], tree, &mut found);
    }
    found
}

fn read_below(above: &[String], tree: &[TokenTree], found: &mut Vec<Used>) {
    let mut names = above.to_vec();
    let mut rest = tree;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            TokenTree::Ident(name) if name == "as" => {
                let [TokenTree::Ident(new), ..] = after else { return };
                let kind = if new == "_" { Kind::Unnamed } else { Kind::Name(new.to_string()) };
                return found.push(Used { names: without_self(names), kind, line: new.span().start().line });
            }
            TokenTree::Ident(name) => {
                names.push(name.to_string());
                if after.is_empty() {
                    let names = without_self(names);
                    let kind = Kind::Name(names.last().cloned().unwrap_or_default());
                    return found.push(Used { names, kind, line: name.span().start().line });
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<_> = group.stream().into_iter().collect();
                let branches = inner.split(|token| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','));
                return branches.for_each(|branch| read_below(&names, branch, found));
            }
            TokenTree::Punct(star) if star.as_char() == '*' => {
                return found.push(Used { names, kind: Kind::Glob, line: star.span().start().line });
            }
            TokenTree::Punct(_) | TokenTree::Group(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// `a::{self}` is `a`; a path that is only `self` stays.
fn without_self(mut names: Vec<String>) -> Vec<String> {
    if names.len() > 1 && names.last().is_some_and(|name| name == "self") {
        names.pop();
    }
    names
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::*;

    #[track_caller]
    fn check(tree: &str, expected: &[&str]) {
        let tokens: Vec<_> = tree.parse::<TokenStream>().unwrap().into_iter().collect();
        let text = |used: &Used| match &used.kind {
            Kind::Name(name) => format!("{} = {name}", used.names.join("::")),
            Kind::Unnamed => format!("{} = _", used.names.join("::")),
            Kind::Glob => format!("{}::*", used.names.join("::")),
        };
        assert_eq!(read(&tokens).iter().map(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_form_of_a_use_is_read() {
        check("crate::a::B", &["crate::a::B = B"]);
        check("super::a::B as C", &["super::a::B = C"]);
        check("self::a::B as _", &["self::a::B = _"]);
        check("super::*", &["super::*"]);
        check(
            "super::{a::{self, B as C, d::*}, E,}",
            &["super::a = a", "super::a::B = C", "super::a::d::*", "super::E = E"],
        );
        check("a", &["a = a"]);
        check("::a::B", &[]);
    }
}
