//! Finding the parts of an item in a sequence of tokens: attributes, visibility, name, end.

use proc_macro2::{Delimiter, Group, TokenTree};

/// What the attributes before an item say about it.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// It is built for tests only.
    pub(super) test: bool,
    pub(super) macro_export: bool,
    /// The file of a module, if it is not in the usual place.
    pub(super) path: Option<String>,
}

/// Words that start an item; a brace or a semicolon ends it.
const ITEM_WORDS: &[&str] = &[
    "async", "const", "enum", "extern", "fn", "impl", "let", "mod", "pub", "static", "struct", "trait", "type",
    "union", "unsafe", "use",
];

/// Words that start an item that may contain braces; only a semicolon ends it.
const UNTIL_SEMICOLON: &[&str] = &["const", "let", "static", "type", "use"];

/// Words before the name of an item.
const BEFORE_NAME: &[&str] = &["const", "enum", "fn", "static", "struct", "trait", "type", "union"];

/// The attributes at the start, inner ones too, and what follows them.
pub(super) fn attributes(tokens: &[TokenTree]) -> (Attributes, &[TokenTree]) {
    let mut found = Attributes::default();
    let mut rest = tokens;
    loop {
        let (group, after) = match rest {
            [hash, TokenTree::Group(group), after @ ..] if is_punct(hash, '#') => (group, after),
            [hash, bang, TokenTree::Group(group), after @ ..] if is_punct(hash, '#') && is_punct(bang, '!') => {
                (group, after)
            }
            _ => return (found, rest),
        };
        match &*trees(group) {
            [TokenTree::Ident(name), TokenTree::Group(condition)] if name == "cfg" => {
                found.test |= needs_test(condition)
            }
            [TokenTree::Ident(name), ..] if name == "macro_export" => found.macro_export = true,
            [TokenTree::Ident(name), _, TokenTree::Literal(path)] if name == "path" => {
                found.path = Some(path.to_string().trim_matches('"').to_owned());
            }
            _ => {}
        }
        rest = after;
    }
}

/// Whether the condition is `test`, or `all(…)` with `test` among its parts.
fn needs_test(condition: &Group) -> bool {
    match &*trees(condition) {
        [TokenTree::Ident(word), TokenTree::Group(parts)] if word == "all" => {
            trees(parts).iter().any(|part| matches!(part, TokenTree::Ident(word) if word == "test"))
        }
        [TokenTree::Ident(word)] => word == "test",
        _ => false,
    }
}

/// Whether there is a visibility at the start, and what follows it.
pub(super) fn visibility(tokens: &[TokenTree]) -> (bool, &[TokenTree]) {
    match tokens {
        [TokenTree::Ident(word), TokenTree::Group(group), rest @ ..]
            if word == "pub" && group.delimiter() == Delimiter::Parenthesis =>
        {
            (true, rest)
        }
        [TokenTree::Ident(word), rest @ ..] if word == "pub" => (true, rest),
        _ => (false, tokens),
    }
}

/// The item at the start, and what follows it.
pub(super) fn split_item(tokens: &[TokenTree]) -> (&[TokenTree], &[TokenTree]) {
    let (_, item) = visibility(tokens);
    let is_function = item.iter().take(4).any(|token| matches!(token, TokenTree::Ident(word) if word == "fn"));
    let has_braces = starts_with_word(item, UNTIL_SEMICOLON) && !is_function;
    let ends = |token: &TokenTree| is_punct(token, ';') || (!has_braces && is_group(token, Delimiter::Brace));
    split_after(tokens, ends)
}

/// What follows an item, statement, field, variant or arm.
pub(super) fn skip(tokens: &[TokenTree]) -> &[TokenTree] {
    let ends = |token: &TokenTree| is_punct(token, ';') || is_punct(token, ',') || is_group(token, Delimiter::Brace);
    if starts_with_word(tokens, ITEM_WORDS) { split_item(tokens).1 } else { split_after(tokens, ends).1 }
}

/// The name of an item that has one.
pub(super) fn item_name(item: &[TokenTree]) -> Option<String> {
    item.windows(2).take(5).find_map(|pair| match pair {
        [TokenTree::Ident(word), TokenTree::Ident(name)]
            if is_word(word, BEFORE_NAME) && !is_word(name, ITEM_WORDS) =>
        {
            Some(name.to_string())
        }
        _ => None,
    })
}

/// The path that starts with `first`, and what follows it.
pub(super) fn path(first: String, tokens: &[TokenTree]) -> (Vec<String>, &[TokenTree]) {
    let (mut names, mut rest) = (vec![first], tokens);
    while let [one, two, TokenTree::Ident(name), after @ ..] = rest {
        if !is_punct(one, ':') || !is_punct(two, ':') {
            break;
        }
        names.push(name.to_string());
        rest = after;
    }
    (names, rest)
}

/// Whether a path may start after these two tokens: it does not after those of a field, method, lifetime, function name
/// or longer path.
pub(super) fn may_start_path(before: [Option<&TokenTree>; 2]) -> bool {
    let is = |token: Option<&TokenTree>, char| token.is_some_and(|token| is_punct(token, char));
    let [older, newer] = before;
    if is(newer, '.') {
        return is(older, '.');
    }
    let is_function = matches!(newer, Some(TokenTree::Ident(word)) if word == "fn");
    let ends_path = is(newer, ':') && is(older, ':');
    !(is_function || ends_path || is(newer, '\''))
}

pub(super) fn trees(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

pub(super) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

pub(super) fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

fn starts_with_word(tokens: &[TokenTree], words: &[&str]) -> bool {
    matches!(tokens, [TokenTree::Ident(word), ..] if is_word(word, words))
}

fn is_word(ident: &proc_macro2::Ident, words: &[&str]) -> bool {
    words.iter().any(|word| ident == word)
}

fn split_after(tokens: &[TokenTree], ends: impl Fn(&TokenTree) -> bool) -> (&[TokenTree], &[TokenTree]) {
    tokens.split_at(tokens.iter().position(ends).map_or(tokens.len(), |last| last + 1))
}
