//! Text in the WinAnsi encoding of PDF.

/// The part of WinAnsi that equals Latin-1; other characters become question marks.
pub(super) fn win_ansi(text: &str) -> Vec<u8> {
    let encode = |character| match character {
        ' '..='~' | '\u{A0}'..='\u{FF}' => u8::try_from(character).unwrap_or(b'?'),
        _ => b'?',
    };
    text.chars().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norwegian_letters_are_kept_and_others_replaced() {
        assert_eq!(win_ansi("Blåbærøl"), b"Bl\xE5b\xE6r\xF8l");
        assert_eq!(win_ansi("čaj\n€\u{7F}\u{85}"), b"?aj????");
    }
}
