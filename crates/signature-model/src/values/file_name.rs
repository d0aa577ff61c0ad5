//! Names of the files in a package.

use super::job_texts::Title;
use super::text::{Form, personal_text};

personal_text! {
    /// The name of a file in a package, and the `href` of its document in the manifest: 4 to 100 characters.
    ///
    /// A reduced title, so it may hold personal data like the title itself.
    ///
    /// Source: `direct.xsd#href`
    FileName, "file name", Form::Length { min: 4, max: 100 }
}

impl FileName {
    /// The manifest's name, the same in every package.
    pub const MANIFEST: &'static str = "manifest.xml";

    /// The name for the document at `index`: four digits, `_`, the reduced title, `.`, and the extension of three letters.
    ///
    /// The title is lower-cased; `æ`, `ø`, `å` become `ae`, `oe`, `aa`; `a-z`, `0-9`, `-` and `.` stay; every run of
    /// anything else becomes one `_`; what is beyond 100 characters is cut. The number keeps names apart, and the
    /// alphabet survives every encoding that the official implementations apply to names.
    ///
    /// Source: project decision; what `clients/java` makes of titles of `a` to `z`, `æ`, `ø`, `å`, digits and spaces.
    pub(crate) fn for_document(index: usize, title: &Title, extension: &str) -> Self {
        let mut reduced = String::new();
        for character in title.expose().chars().flat_map(char::to_lowercase) {
            match character {
                'a'..='z' | '0'..='9' | '-' | '.' => reduced.push(character),
                'æ' => reduced.push_str("ae"),
                'ø' => reduced.push_str("oe"),
                'å' => reduced.push_str("aa"),
                _ if reduced.ends_with('_') => {}
                _ => reduced.push('_'),
            }
        }
        // "0000_" and ".pdf" take nine of the hundred characters; the alphabet is ASCII, so it can be cut anywhere.
        reduced.truncate(91);
        Self(format!("{index:04}_{reduced}.{extension}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, expected: &str) {
        assert_eq!(FileName::for_document(7, &Title::new(title).unwrap(), "pdf").expose(), expected);
    }

    #[test]
    fn names_follow_one_rule() {
        check("Document title", "0007_document_title.pdf");
        check("Søknad om økonomisk støtte (2024)", "0007_soeknad_om_oekonomisk_stoette_2024_.pdf");
        check("Hei   på \t Deg", "0007_hei_paa_deg.pdf");
        check("../../etc/passwd", "0007_.._.._etc_passwd.pdf");
        check("日本語", "0007__.pdf");
        check("file.pdf", "0007_file.pdf.pdf");
    }

    #[test]
    fn the_longest_title_still_fits() {
        let title = Title::new("æ".repeat(80)).unwrap();
        assert_eq!(FileName::for_document(19, &title, "pdf").expose().len(), 100);
    }
}
