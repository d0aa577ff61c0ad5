//! One reader for files of keys and certificates: from any bytes to their pieces, each named for what it is.
//!
//! ```text
//! bytes ──▶ text_form (UTF-8, UTF-16, base64, escapes) ──▶ pem or DER ──▶ pieces, by their structure (shape)
//! ```
//!
//! Not here: what opening a key store gives (`identity`), and the fields of certificates (`certificate`).

mod lenient_base64;
mod other_kinds;
mod outside;
mod pem;
mod piece;
mod pkcs7;
mod shape;
#[cfg(test)]
mod tests;
mod text_form;

use zeroize::Zeroizing;

use crate::ber::Element;
use crate::error::{Error, ErrorKind, Place};
use pem::Block;
pub(crate) use piece::{Piece, PieceKind};
use shape::Shape;
use text_form::Form;

pub(crate) use outside::is_padding;

/// The most bytes that a file may have. Real ones have some thousands; collections of every known root have less than
/// 300 000.
pub(crate) const MAX_FILE_BYTES: usize = 1 << 20;

/// Everything in the file, in its order, at least one piece.
///
/// # Errors
/// [`Error`] if the file is too large, of another kind than keys and certificates, or damaged as a whole.
pub(crate) fn pieces(file: &[u8], expected: &'static str) -> Result<Vec<Piece>, Error> {
    if file.len() > MAX_FILE_BYTES {
        return Err(ErrorKind::FileSize { max: MAX_FILE_BYTES, found: file.len() }.into());
    }
    match text_form::undo(file) {
        Form::Pem(text) => of_pem(&text, expected),
        Form::JavaKeystore(bytes) => Ok(vec![Piece { place: Place::Whole, kind: PieceKind::JavaKeystore, bytes }]),
        Form::Asn1(bytes) => of_asn1(&bytes, expected),
        Form::Mixed => Err(ErrorKind::OtherFile { expected, found: pem::MIXED }.into()),
        Form::Unknown => Err(ErrorKind::OtherFile { expected, found: other_kinds::of_file(file) }.into()),
    }
}

/// The certificates of a file, each with its place: those of PEM, DER and PKCS#7, at least one.
///
/// # Errors
/// [`Error`] as for [`pieces`], if there is no certificate, or if something may have been meant for one.
pub(crate) fn certificates(file: &[u8]) -> Result<Vec<(Place, Vec<u8>)>, Error> {
    let (mut found, mut instead) = (Vec::new(), "nothing");
    for Piece { place, kind, bytes } in pieces(file, CERTIFICATES)? {
        match kind {
            PieceKind::Certificate => found.push((place, bytes.to_vec())),
            PieceKind::Mistaken(found) if place == Place::Whole => {
                return Err(ErrorKind::OtherFile { expected: CERTIFICATES, found }.into());
            }
            PieceKind::Mistaken(found) => return Err(ErrorKind::Certificate { place, found }.into()),
            PieceKind::Beside(what) => instead = what,
            PieceKind::Pkcs12 => {
                let found = "a PKCS#12 file; export its certificates with: openssl pkcs12 -nokeys -in FILE -out NEW";
                return Err(ErrorKind::OtherFile { expected: CERTIFICATES, found }.into());
            }
            PieceKind::JavaKeystore => {
                let found = "a Java key store; export its certificates with: keytool -exportcert -rfc -keystore FILE";
                return Err(ErrorKind::OtherFile { expected: CERTIFICATES, found }.into());
            }
            PieceKind::PrivateKey
            | PieceKind::RsaPrivateKey
            | PieceKind::EncryptedPrivateKey
            | PieceKind::EllipticPrivateKey
            | PieceKind::OldEncryption => instead = "a private key only",
        }
    }
    if found.is_empty() {
        Err(ErrorKind::OtherFile { expected: CERTIFICATES, found: instead }.into())
    } else {
        Ok(found)
    }
}

const CERTIFICATES: &str = "a file of certificates (PEM, DER or PKCS#7)";

fn of_pem(text: &str, expected: &'static str) -> Result<Vec<Piece>, Error> {
    let mut pieces = Vec::new();
    for (index, block) in pem::blocks(text, expected)?.into_iter().enumerate() {
        of_block(Place::PemBlock(index), &block, &mut pieces);
    }
    Ok(pieces)
}

const MORE_BYTES: &str = "a PEM block with more bytes behind its content";

/// What a block is by its content, and by its label only if the content does not say so: labels are often wrong.
fn of_block(place: Place, block: &Block<'_>, pieces: &mut Vec<Piece>) {
    let element = element_of(block);
    let kind = match &element {
        Ok(element) if shape::of(element) != Shape::Unknown => {
            of_element(place, element, pieces);
            if let Some(Piece { kind: kind @ PieceKind::Beside(_), .. }) = pieces.last_mut()
                && let PieceKind::Beside(found) = *kind
                && block.label.ends_with("CERTIFICATE")
            {
                *kind = PieceKind::Mistaken(found);
            }
            return;
        }
        _ if block.has_old_encryption && block.label.ends_with("PRIVATE KEY") => PieceKind::OldEncryption,
        _ if block.has_old_encryption => PieceKind::Mistaken("an encrypted PEM block that is not a private key"),
        Ok(_) if block.label.ends_with("PARAMETERS") => PieceKind::Beside(other_kinds::PARAMETERS),
        Ok(_) => other_kinds::of_label(block.label).unwrap_or(PieceKind::Mistaken("ASN.1 of another kind")),
        Err(MORE_BYTES) => PieceKind::Mistaken(MORE_BYTES),
        Err(found) => other_kinds::of_label(block.label).unwrap_or(PieceKind::Mistaken(found)),
    };
    pieces.push(Piece { place, kind, bytes: Zeroizing::default() });
}

/// The only element of a block.
fn element_of<'a>(block: &'a Block<'_>) -> Result<Element<'a>, &'static str> {
    let bytes = block.content.as_ref().map_err(|found| *found)?;
    let (element, rest) = Element::parse_first(bytes).map_err(|_| "a PEM block whose content is damaged")?;
    if rest.iter().all(is_padding) {
        return Ok(element);
    }
    // OpenSSL puts what it trusts a certificate for behind it.
    match Element::parse(rest) {
        Ok(trust) if block.label == "TRUSTED CERTIFICATE" && shape::is_trust(&trust) => {
            match shape::is_distrust(&trust) {
                true => Err("a certificate that OpenSSL marks as rejected for some uses"),
                false => Ok(element),
            }
        }
        _ => Err(MORE_BYTES),
    }
}

fn of_asn1(bytes: &[u8], expected: &'static str) -> Result<Vec<Piece>, Error> {
    let mut pieces = Vec::new();
    let mut elements = Vec::new();
    let mut rest = without_padding(bytes);
    while !rest.is_empty() {
        let Ok((element, after)) = Element::parse_first(rest) else {
            return Err(match elements.is_empty() {
                true => ErrorKind::Damaged { expected }.into(),
                false => ErrorKind::OtherFile { expected, found: "one with other bytes behind it" }.into(),
            });
        };
        rest = without_padding(after);
        elements.push(element);
    }
    let place = |index| if elements.len() == 1 { Place::Whole } else { Place::Entry(index) };
    for (index, element) in elements.iter().enumerate() {
        of_element(place(index), element, &mut pieces);
    }
    Ok(pieces)
}

fn without_padding(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().take_while(|byte| is_padding(byte)).count();
    bytes.get(start..).unwrap_or_default()
}

fn of_element(place: Place, element: &Element<'_>, pieces: &mut Vec<Piece>) {
    let kind = match shape::of(element) {
        Shape::Certificate => PieceKind::Certificate,
        Shape::PrivateKey => PieceKind::PrivateKey,
        Shape::RsaPrivateKey => PieceKind::RsaPrivateKey,
        Shape::EncryptedPrivateKey => PieceKind::EncryptedPrivateKey,
        Shape::EllipticPrivateKey => PieceKind::EllipticPrivateKey,
        Shape::Pkcs12 => PieceKind::Pkcs12,
        Shape::SignedData => return of_signed_data(place, element, pieces),
        Shape::Parameters => PieceKind::Beside(other_kinds::PARAMETERS),
        Shape::RevocationList => PieceKind::Beside(other_kinds::REVOCATION_LIST),
        Shape::Other(found) => PieceKind::Mistaken(found),
        Shape::Unknown => PieceKind::Mistaken("ASN.1 of another kind"),
    };
    pieces.push(Piece { place, kind, bytes: Zeroizing::new(element.encoding().to_vec()) });
}

fn of_signed_data(place: Place, element: &Element<'_>, pieces: &mut Vec<Piece>) {
    let mut push =
        |place, kind, bytes: &[u8]| pieces.push(Piece { place, kind, bytes: Zeroizing::new(bytes.to_vec()) });
    let Ok(certificates) = pkcs7::certificates(element) else {
        return push(place, PieceKind::Mistaken("a damaged PKCS#7 message"), &[]);
    };
    if certificates.is_empty() {
        push(place, PieceKind::Mistaken("a PKCS#7 message without certificates"), &[]);
    }
    for (index, certificate) in certificates.iter().enumerate() {
        let place = if place == Place::Whole { Place::Entry(index) } else { place };
        let kind = match certificate.sequence() {
            Ok(_) => PieceKind::Certificate,
            // Other types have tags of their own.
            Err(_) => PieceKind::Mistaken(other_kinds::ATTRIBUTE_CERTIFICATE),
        };
        push(place, kind, certificate.encoding());
    }
}
