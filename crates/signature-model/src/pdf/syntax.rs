//! As much of the syntax of PDF objects as it takes to read the keys of one dictionary.
//!
//! Source: `ISO 32000-1 §7.2`, `§7.3`

/// How deep objects may be nested in a dictionary that we read.
const MAX_DEPTH: usize = 64;

/// A place in a file. Every step moves forward, so that reading on takes time in proportion to the file at most.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    file: &'a [u8],
    at: usize,
}

/// As much of an object as we have to know.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// `null`, which as a value means that the key is not there.
    Null,
    /// A whole number that is not negative.
    Number(usize),
    /// A name without its slash.
    Name(Vec<u8>),
    /// Anything else.
    Other,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(file: &'a [u8], at: usize) -> Self {
        Self { file, at }
    }

    /// How far the cursor is from the start of the file.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a [u8] {
        self.file.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.file.get(self.at).copied()
    }

    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.file.len());
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.skip(rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len()));
    }

    /// Moves past white space and comments.
    fn skip_space(&mut self) {
        self.skip_while(is_space);
        while self.peek() == Some(b'%') {
            self.skip_while(|byte| !matches!(byte, b'\r' | b'\n'));
            self.skip_while(is_space);
        }
    }

    /// The next word: a keyword or a number. Empty before any other object and at the end.
    pub(super) fn word(&mut self) -> &'a [u8] {
        self.skip_space();
        let rest = self.rest();
        self.skip_while(is_regular);
        rest.get(..rest.len().saturating_sub(self.rest().len())).unwrap_or_default()
    }

    /// The next word as a whole number.
    pub(super) fn number(&mut self) -> Option<usize> {
        number(self.word())
    }

    /// Reads a dictionary and gives each key with its value to `entry`; not those of dictionaries inside it.
    pub(super) fn dictionary(&mut self, entry: &mut dyn FnMut(&[u8], Object)) -> Option<()> {
        self.dictionary_at(0, entry)
    }

    fn dictionary_at(&mut self, depth: usize, entry: &mut dyn FnMut(&[u8], Object)) -> Option<()> {
        self.skip_space();
        self.rest().starts_with(b"<<").then(|| self.skip(2))?;
        loop {
            self.skip_space();
            if self.rest().starts_with(b">>") {
                self.skip(2);
                return Some(());
            }
            let key = self.name()?;
            let value = self.object(depth)?;
            entry(&key, value);
        }
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.skip_space();
        match self.peek()? {
            b'/' => return self.name().map(Object::Name),
            b'(' => self.literal_string()?,
            b'<' if self.rest().starts_with(b"<<") && depth < MAX_DEPTH => {
                self.dictionary_at(depth.saturating_add(1), &mut |_, _| {})?;
            }
            b'<' if !self.rest().starts_with(b"<<") => {
                self.skip_while(|byte| byte != b'>');
                self.skip(1);
            }
            b'[' if depth < MAX_DEPTH => {
                self.skip(1);
                loop {
                    self.skip_space();
                    if self.peek()? == b']' {
                        self.skip(1);
                        break;
                    }
                    self.object(depth.saturating_add(1))?;
                }
            }
            _ => return self.number_or_keyword(),
        }
        Some(Object::Other)
    }

    fn number_or_keyword(&mut self) -> Option<Object> {
        let word = self.word();
        if word.is_empty() {
            return None;
        }
        let Some(first) = number(word) else {
            return Some(if word == b"null" { Object::Null } else { Object::Other });
        };
        // Two numbers and an R are a reference.
        let mut ahead = *self;
        if ahead.number().is_some() && ahead.word() == b"R" {
            *self = ahead;
            return Some(Object::Other);
        }
        Some(Object::Number(first))
    }

    /// A name without its slash, with its escapes resolved.
    fn name(&mut self) -> Option<Vec<u8>> {
        (self.peek()? == b'/').then(|| self.skip(1))?;
        let rest = self.rest();
        self.skip_while(is_regular);
        let name = rest.get(..rest.len().saturating_sub(self.rest().len()))?;
        Some(unescaped(name))
    }

    fn literal_string(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'\\' => self.skip(1),
                b'(' => depth = depth.saturating_add(1),
                b')' if depth == 1 => {
                    self.skip(1);
                    return Some(());
                }
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.skip(1);
        }
    }
}

/// Whether a name is anywhere in a file, also in a comment or in text.
pub(super) fn has_name(file: &[u8], wanted: &[u8]) -> bool {
    let mut cursor = Cursor::new(file, 0);
    loop {
        cursor.skip_while(|byte| byte != b'/');
        match cursor.name() {
            Some(name) if name == wanted => return true,
            Some(_) => {}
            None => return false,
        }
    }
}

fn number(word: &[u8]) -> Option<usize> {
    let is_number = !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    is_number.then(|| std::str::from_utf8(word).ok()?.parse().ok())?
}

/// A name with each `#xx` as the byte that it stands for.
fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = match (byte, after) {
            (b'#', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}
