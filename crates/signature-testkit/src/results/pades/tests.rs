//! The signed PDF, read back and checked.

use super::signature::CAPACITY;
use super::*;
use crate::error::ErrorKind;
use crate::hexadecimal::hexadecimal;
use crate::pki::{Credentials, Enterprise, TestPki};
use crate::results::cms;

fn now() -> Timestamp {
    Timestamp::from_unix_millis(1_767_323_045_678).unwrap()
}

fn credentials() -> Credentials {
    let pki = TestPki::generate(now()).unwrap();
    pki.enterprise(&Enterprise::new("310000001", "Seal SYNTHETIC")).unwrap()
}

fn document() -> SignedDocument {
    // Looks like the placeholders, which must not be mistaken for those of the signature.
    let lookalike = format!("{}<FFFFFFFF>", "2147483647 ".repeat(3));
    SignedDocument::new("Leieavtale æøå (SYNTHETIC)", "310000001")
        .with_document("Avtale", Attachment::new("avtale på (1).pdf", "application/pdf", lookalike))
        .with_document("Vedlegg", Attachment::new("avtale på (1).pdf", "text/plain", &b"SYNTHETIC"[..]))
        .with_signer("Kari Nordmann SYNTHETIC, signed", now())
        .with_xades(Attachment::new("xades-1.xml", "application/xml", &b"<SYNTHETIC/>"[..]))
}

/// The four numbers of the byte range.
fn byte_range(pdf: &[u8]) -> [usize; 4] {
    let start = pdf.windows(12).rposition(|window| window == b"/ByteRange [").unwrap() + 12;
    let end = start + pdf[start..].iter().position(|&byte| byte == b']').unwrap();
    let text = std::str::from_utf8(&pdf[start..end]).unwrap();
    let numbers: Vec<_> = text.split_ascii_whitespace().map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

#[test]
fn the_byte_range_leaves_out_only_the_signature() {
    let pdf = document().seal(&Sealer::try_from(&credentials()).unwrap(), now()).unwrap();
    let [start, head, tail_start, tail] = byte_range(&pdf);
    assert_eq!((start, tail_start + tail), (0, pdf.len()));
    assert!(pdf[..head].ends_with(b"/Contents "));

    let hole = std::str::from_utf8(&pdf[head..tail_start]).unwrap();
    let digits = hole.strip_prefix("<3082").and_then(|hole| hole.strip_suffix("00>")).unwrap();
    assert_eq!(digits.len() + 6, 2 * CAPACITY);
    assert!(digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
}

#[test]
fn the_signature_is_over_the_byte_range() {
    let sealer = Sealer::try_from(&credentials()).unwrap();
    let pdf = document().seal(&sealer, now()).unwrap();
    let [_, head, tail_start, _] = byte_range(&pdf);
    let digest = Sha256::new().chain_update(&pdf[..head]).chain_update(&pdf[tail_start..]).finalize();
    let expected = hexadecimal(&cms::sign_detached(digest.into(), &sealer).unwrap());
    assert!(pdf[head + 1..].starts_with(expected.as_bytes()));
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let sealer = Sealer::try_from(&credentials()).unwrap();
    let [one, other] = [(); 2].map(|()| document().seal(&sealer, now()).unwrap());
    assert!(one == other);
    let later = document().seal(&sealer, now().saturating_add(std::time::Duration::from_secs(1))).unwrap();
    assert!(one != later);
}

#[test]
fn a_signature_that_is_longer_than_its_gap_is_refused() {
    let pki = TestPki::generate(now()).unwrap();
    let verbose = pki.enterprise(&Enterprise::new("310000001", "SYNTHETIC ".repeat(800))).unwrap();
    let sealer = Sealer::try_from(&verbose).unwrap();
    let refused = document().seal(&sealer, now()).unwrap_err();
    let ErrorKind::SignatureTooLong { found, .. } = refused.kind() else { panic!("unexpected: {refused}") };
    assert!(found > CAPACITY);
}

#[test]
fn times_are_written_in_whole_seconds() {
    assert_eq!(pdf_date(now()), "D:20260102030405Z");
    assert_eq!(pdf_date(Timestamp::EPOCH), "D:19700101000000Z");
}

#[test]
fn debug_output_has_no_names() {
    assert_eq!(format!("{:?}", document()), "SignedDocument { attachments: 3, .. }");
}
