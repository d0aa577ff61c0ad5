//! Short paths for a list.

/// Makes every path in `text` short: without the listed crate, without the modules of other crates, and for well-known
/// names of the standard library only the name.
pub(super) fn shorten(text: &str, own: &str) -> String {
    let mut short = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        let (before, path) = rest.split_at(start);
        short.push_str(before);
        let end = end_of_path(path);
        let (path, after) = path.split_at(end);
        // A lifetime is no path, and a name behind `>::` is the end of one.
        if before.ends_with('\'') || before.ends_with("::") {
            short.push_str(path);
        } else {
            short.push_str(&shorten_path(path, own));
        }
        rest = after;
    }
    short + rest
}

/// The third-party crates that paths in `text` start with, without the standard library.
pub(super) fn foreign<'a>(text: &'a str, own: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        let (before, path) = rest.split_at(start);
        let (path, after) = path.split_at(end_of_path(path));
        if let Some((first, _)) = path.split_once("::").filter(|_| !before.ends_with('\'') && !before.ends_with("::")) {
            let is_crate = first.starts_with(char::is_lowercase) && first != own;
            found.extend(Some(first).filter(|first| is_crate && !is_standard(first)));
        }
        rest = after;
    }
    found
}

fn shorten_path(path: &str, own: &str) -> String {
    let segments: Vec<_> = path.split("::").collect();
    match segments.as_slice() {
        [first, rest @ ..] if *first == own && !rest.is_empty() => rest.join("::"),
        [first, _, .., last] if is_standard(first) => match *last {
            // Names that mean little without their module.
            "Error" | "Result" if !path.ends_with("::result::Result") => {
                format!("{}::{last}", segments.get(1).copied().unwrap_or_default())
            }
            last => last.to_owned(),
        },
        [first, .., last] if first.starts_with(char::is_lowercase) => format!("{first}::{last}"),
        _ => path.to_owned(),
    }
}

fn is_standard(name: &str) -> bool {
    matches!(name, "alloc" | "core" | "std")
}

fn is_letter(char: char) -> bool {
    char.is_alphabetic() || char == '_'
}

/// Where the path at the start of `text` ends.
fn end_of_path(text: &str) -> usize {
    let mut end = 0;
    loop {
        let (_, rest) = text.split_at(end);
        let word = rest.find(|char| !is_letter(char) && !char::is_numeric(char)).unwrap_or(rest.len());
        end += word;
        let (_, rest) = text.split_at(end);
        match rest.strip_prefix("::") {
            Some(next) if next.starts_with(is_letter) => end += "::".len(),
            _ => return end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shorten(text, "signature_model"), expected);
    }

    #[test]
    fn paths_are_short() {
        check("pub fn signature_model::direct::Job::title(&self) -> &str", "pub fn direct::Job::title(&self) -> &str");
        check("core::option::Option<&'a alloc::string::String>", "Option<&'a String>");
        check("core::result::Result<http::status::StatusCode, Self::Error>", "Result<http::StatusCode, Self::Error>");
        check("core::fmt::Result, std::io::error::Error, core::error::Error", "fmt::Result, io::Error, error::Error");
        check("<T as serde_core::ser::Serializer>::Ok", "<T as serde_core::Serializer>::Ok");
        check("pub mod signature_model", "pub mod signature_model");
        check("[u8; 32]", "[u8; 32]");
    }

    #[test]
    fn crates_of_others_are_found() {
        let text = "pub fn own::a::f(http::a::B, core::C, &'a own::D<bytes::E>) -> <T as serde::S>::Ok, Self::Error";
        assert_eq!(foreign(text, "own"), ["http", "bytes", "serde"]);
    }
}
