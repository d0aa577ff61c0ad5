//! What passes as a PDF, and how the rest is named.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn found(content: &[u8], expected: &str) {
    assert_eq!(check_pdf(content).unwrap_err().to_string(), expected, "{}", String::from_utf8_lossy(content));
}

#[test]
fn the_header_is_at_the_first_byte() {
    for minor in 1..=7 {
        assert_eq!(check_pdf(format!("%PDF-1.{minor}\n%\u{e6}\n").as_bytes()), Ok(()));
    }
    assert_eq!(check_pdf(b"%PDF-1.4 invented"), Ok(()));
    for (version, expected) in [
        ("2.0", "version 2.0"),
        ("1.0", "version 1.0"),
        ("1.8", "version 1.8"),
        ("1.10", "version 1.10"),
        ("1.", "version 1."),
        ("", "no version"),
        ("x", "no version"),
    ] {
        let expected = format!("a document must be PDF 1.1 to 1.7, found {expected}");
        found(format!("%PDF-{version}\n").as_bytes(), &expected);
    }
    let junk = "a document must be a PDF from its first byte, found other bytes and the PDF at byte";
    found(b"\xEF\xBB\xBF%PDF-1.7", &format!("{junk} 3; remove what is before it"));
    found(b"\n%PDF-1.7", &format!("{junk} 1; remove what is before it"));
    let header = b"--boundary\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.3\n";
    found(header, &format!("{junk} 45; remove what is before it"));
}

#[test]
fn other_files_are_named() {
    for (content, kind) in [
        (&b""[..], "an empty file"),
        (b"<html><body>502 Bad Gateway</body></html>", "an HTML page"),
        (b"JVBERi0xLjMKJeLjz9MK", "a PDF in base64; decode it first"),
        (b"%PDF", "text"),
    ] {
        found(content, &format!("a document must be a PDF from its first byte, found {kind}"));
    }
}

/// What programs make, and what arrives in place of it.
#[test]
fn whole_files_are_judged_right() {
    assert_eq!(check_pdf(include_bytes!("samples/plain.pdf")), Ok(()));
    let encrypted = include_bytes!("samples/encrypted_rc4.pdf");
    found(encrypted, "a document must be a PDF without encryption, found an encrypted one; save it without a password");
    let start = "a document must be a PDF from its first byte, found";
    found(include_bytes!("samples/html.pdf"), &format!("{start} an HTML page"));
    found(include_bytes!("samples/base64.pdf"), &format!("{start} a PDF in base64; decode it first"));
    let junk = include_bytes!("samples/junk_before.pdf");
    found(junk, &format!("{start} other bytes and the PDF at byte 45; remove what is before it"));
}

/// A PDF with one page, as revisions: each is what it adds to its trailer, written as a table or as a stream.
struct Pdf {
    bytes: Vec<u8>,
    previous: Option<usize>,
}

impl Pdf {
    fn new() -> Self {
        Self { bytes: b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec(), previous: None }
    }

    fn previous(&self) -> String {
        self.previous.map_or_else(String::new, |offset| format!("/Prev {offset}"))
    }

    fn table(mut self, more: &str) -> Self {
        let offset = self.bytes.len();
        let trailer = format!(
            "xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R {} {more} >>\n\
             startxref\n{offset}\n%%EOF\n",
            self.previous()
        );
        self.bytes.extend_from_slice(trailer.as_bytes());
        self.previous = Some(offset);
        self
    }

    fn stream(mut self, more: &str) -> Self {
        let offset = self.bytes.len();
        let stream = format!(
            "2 0 obj\n<</Type/XRef/W[1 2 1]/Size 3/Root 1 0 R{}{more}/Length 4>>stream\n\u{1}\u{2}\u{3}\u{4}\nendstream\n\
             endobj\nstartxref\n{offset}\n%%EOF\n",
            self.previous()
        );
        self.bytes.extend_from_slice(stream.as_bytes());
        self.previous = Some(offset);
        self
    }

    /// Bytes between the revisions, such as another object.
    fn object(mut self, bytes: &str) -> Self {
        self.bytes.extend_from_slice(bytes.as_bytes());
        self
    }

    #[track_caller]
    fn is_encrypted(&self, expected: bool) {
        let error = ErrorKind::EncryptedPdf.into();
        let result = check_pdf(&self.bytes);
        assert_eq!(result, if expected { Err(error) } else { Ok(()) }, "{}", String::from_utf8_lossy(&self.bytes));
    }
}

#[test]
fn encryption_is_found_in_every_kind_of_trailer() {
    for key in ["/Encrypt 5 0 R", "/Encrypt<< /Filter /Standard /V 5 >>", "/Encr#79pt 5 0 R", "%\n/Encrypt%\n5 0 R"] {
        Pdf::new().table(key).is_encrypted(true);
        Pdf::new().stream(key).is_encrypted(true);
        Pdf::new().table(key).table(key).is_encrypted(true);
        Pdf::new().stream(key).table("").is_encrypted(true);
        Pdf::new().table("").stream("").table(key).is_encrypted(true);
        // In an older revision only.
        Pdf::new().table(key).stream("").stream("").is_encrypted(true);
    }
    let hybrid = Pdf::new().stream("/Encrypt 5 0 R");
    let at = hybrid.previous.unwrap();
    let hybrid = Pdf { previous: None, ..hybrid }.table(&format!("/XRefStm {at}"));
    hybrid.is_encrypted(true);
}

#[test]
fn what_looks_like_encryption_elsewhere_is_ignored() {
    Pdf::new().table("").is_encrypted(false);
    Pdf::new().table("").stream("").table("").is_encrypted(false);
    for entry in [
        "/Encrypt null",
        "/Info (/Encrypt 5 0 R)",
        "/Info (a \\( /Encrypt \\) b (/Encrypt) c)",
        "/Info << /Encrypt 5 0 R >>",
        "/ID [ <00> [/Encrypt 5 0 R] (>>) ]",
        "/Encrypted 5 0 R",
        "/Info /Encrypt",
        "% /Encrypt 5 0 R\n",
    ] {
        Pdf::new().table(entry).is_encrypted(false);
        Pdf::new().stream(entry).is_encrypted(false);
    }
    Pdf::new().object("3 0 obj (how to write /Encrypt 5 0 R in a trailer) endobj\n").table("").is_encrypted(false);
}

#[test]
fn a_damaged_file_is_judged_by_the_name_anywhere() {
    let damage: [&dyn Fn(Pdf) -> Pdf; 7] = [
        &|pdf| pdf.object("startxref\n99999999\n%%EOF"),
        &|pdf| pdf.object("startxref\nnowhere\n%%EOF"),
        &|pdf| pdf.object("startxref\n9\n%%EOF"),
        &|pdf| pdf.object(&" ".repeat(5000)),
        &|pdf| pdf.table("/Prev 0"),
        &|pdf| pdf.table("/Prev 1 0 R"),
        &|pdf| pdf.object("trailer << /Root 1 0 R"),
    ];
    for damage in damage {
        damage(Pdf::new().table("")).is_encrypted(false);
        let named = "3 0 obj << /Type /Anything /Encrypt 5 0 R >> endobj\n";
        let whole = Pdf::new().object(named).table("");
        whole.is_encrypted(false);
        let pdf = damage(whole);
        // Text behind a file does not keep its trailer from being found.
        pdf.is_encrypted(!pdf.bytes.ends_with(b"trailer << /Root 1 0 R"));
    }
    assert_eq!(check_pdf(b"%PDF-1.4\n/Encrypt 5 0 R"), Err(ErrorKind::EncryptedPdf.into()));
    assert_eq!(check_pdf(b"%PDF-1.4\n/Encr#79pt"), Err(ErrorKind::EncryptedPdf.into()));
}

#[test]
fn circles_and_long_chains_end() {
    let first = Pdf::new().table("");
    let at = first.previous.unwrap();
    Pdf { previous: None, ..first }.table(&format!("/Prev {at} /XRefStm {at}")).is_encrypted(false);
    let here = Pdf::new();
    let at = here.bytes.len();
    here.table(&format!("/Prev {at}")).is_encrypted(false);

    let chain = |count| (0..count).fold(Pdf::new(), |pdf, _| pdf.table(""));
    chain(511).is_encrypted(false);
    chain(2000).is_encrypted(false);
    chain(2000).object("/Encrypt ").table("").is_encrypted(true);

    chain(200).object("/Encrypt ").table("").is_encrypted(false);
}

#[test]
fn sections_that_overlap_do_not_multiply_the_work() {
    // One long table that is entered at many places: the trailers behind it say where.
    let pdf = |entries: usize| {
        let start = Pdf::new().object("3 0 obj (/Encrypt) endobj\n");
        let table = start.bytes.len();
        let pdf = start.object(&"xref 1 ".repeat(20_000)).object("trailer << /Size 2 >>\n");
        (0..entries).fold(pdf, |pdf, entry| pdf.table(&format!("/XRefStm {}", table + 7 * entry)))
    };
    pdf(1).is_encrypted(false);
    pdf(400).is_encrypted(true);
}

#[test]
fn nesting_is_bounded() {
    let deep = |open: &str, close: &str| format!("/Info {}{}", open.repeat(100_000), close.repeat(100_000));
    for (open, close) in [("[", "]"), ("<</a ", ">>"), ("(", ")")] {
        Pdf::new().table(&deep(open, close)).is_encrypted(false);
        Pdf::new().table(&(deep(open, close) + "/Encrypt 5 0 R")).is_encrypted(true);
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_odd(
        start in 0..400_usize,
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        cut in 0..600_usize,
    ) {
        let mut pdf = Pdf::new().table("").stream("/Encrypt 5 0 R").table("/Info [(a)]").bytes;
        for (place, byte) in pdf.iter_mut().skip(start).zip(bytes) {
            *place = byte;
        }
        pdf.truncate(cut);
        let _ = check_pdf(&pdf);
    }
}
