//! Texts and bytes that must not be visible anywhere, in any form.

use base64::Engine as _;

/// The secrets of a run.
#[derive(Default)]
pub(crate) struct Secrets(Vec<Secret>);

struct Secret {
    name: String,
    forms: Vec<String>,
}

impl Secrets {
    /// A text that must not show: as it is, whatever its case, as bytes in decimal, hexadecimal, Base64 or escapes, or
    /// escaped for a URL.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        assert!(text.len() >= 6, "{name} is short enough to show by chance");
        self.bytes(name, text.as_bytes());
        let secret = self.0.last_mut().unwrap();
        let escaped = percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let forms = [text.to_lowercase(), escaped.to_lowercase(), text.escape_default().to_string().to_lowercase()];
        secret.forms.extend(forms);
    }

    /// Bytes that must not show.
    pub(crate) fn bytes(&mut self, name: &str, bytes: &[u8]) {
        let decimal: Vec<String> = bytes.iter().map(u8::to_string).collect();
        let spaced: Vec<String> = bytes.iter().map(|byte| format!("{byte:x}")).collect();
        let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let escaped = bytes.escape_ascii().to_string().to_lowercase();
        let forms = vec![decimal.join(", "), spaced.join(", "), hexadecimal, escaped, base64(bytes)];
        self.0.push(Secret { name: name.to_owned(), forms });
    }

    /// The first secret that is visible in `shown`.
    pub(crate) fn first_in(&self, shown: &str) -> Option<&str> {
        // Pretty printing puts each byte on a line of its own.
        let shown = shown.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let secret = self.0.iter().find(|secret| secret.forms.iter().any(|form| shown.contains(form.as_str())))?;
        Some(&secret.name)
    }
}

/// As Base64 wherever it stands in a longer text, its ends left out: they depend on what is around them.
fn base64(bytes: &[u8]) -> String {
    let whole = bytes.len() / 3 * 3;
    base64::engine::general_purpose::STANDARD.encode(&bytes[..whole]).to_lowercase()
}
