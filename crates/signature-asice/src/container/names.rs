//! The allowed names for files of a package.
//!
//! Not here: their encoding (`layout`), and how they are compared (`form_encoding`).
//!
//! Source: `docs/package`, `appnote#4.4.17`

/// Why a name is not a relative path that stays in its folder. Such a path has parts separated by `/`; no part is
/// empty, `.` or `..`, and there is no backslash, drive letter or control character.
pub(crate) fn path_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("an empty name");
    }
    if name.starts_with('/') {
        return Some("a path from the root");
    }
    if name.as_bytes().get(1) == Some(&b':') {
        return Some("a drive letter");
    }
    if name.contains('\\') {
        return Some("a backslash");
    }
    if name.contains(char::is_control) {
        return Some("a control character");
    }
    name.split('/').find_map(|part| match part {
        "" => Some("a part without a name"),
        "." => Some("the part . for the same folder"),
        ".." => Some("the part .. for the folder above"),
        _ => None,
    })
}

/// Whether the first part of a path is `META-INF` in capital or small letters of any kind.
///
/// Some readers compare that name without regard to case, so such a folder could hold a second signature file.
pub(crate) fn is_like_meta_inf(name: &str) -> bool {
    let folder = name.split('/').next().unwrap_or_default();
    folder.chars().flat_map(char::to_uppercase).eq("META-INF".chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_elsewhere_is_named() {
        let cases = [
            ("", "an empty name"),
            ("/a", "a path from the root"),
            ("C:a", "a drive letter"),
            ("a\\b", "a backslash"),
            ("a\0b", "a control character"),
            ("a\u{85}", "a control character"),
            ("a//b", "a part without a name"),
            ("a/", "a part without a name"),
            (".", "the part . for the same folder"),
            ("a/../b", "the part .. for the folder above"),
        ];
        for (name, expected) in cases {
            assert_eq!(path_fault(name), Some(expected), "{name:?}");
        }
        for name in ["a", "a/b", "..a", "a..", "æ (1).pdf", "a b"] {
            assert_eq!(path_fault(name), None, "{name:?}");
        }
    }

    #[test]
    fn meta_inf_is_recognized_in_every_case() {
        for name in ["META-INF/a", "meta-inf/a", "Meta-Inf", "META-\u{131}NF/a"] {
            assert!(is_like_meta_inf(name), "{name}");
        }
        for name in ["META-INFO/a", "a/META-INF/b", "METAINF/a"] {
            assert!(!is_like_meta_inf(name), "{name}");
        }
    }
}
