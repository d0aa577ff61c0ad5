//! The checks of a verifier in the words of the suite.
//!
//! The words and their meaning are listed in `fixtures/schemas/package.schema.json`.

use signature_asice::CheckKind;

pub(super) fn word(kind: CheckKind) -> &'static str {
    match kind {
        CheckKind::Layout => "layout",
        CheckKind::Manifest => "manifest",
        CheckKind::SignatureFile => "signature-file",
        CheckKind::SigningTime => "signing-time",
        CheckKind::Algorithms => "algorithms",
        CheckKind::FileDigest { .. } => "file-digest",
        CheckKind::SignedProperties => "signed-properties",
        CheckKind::Coverage => "coverage",
        CheckKind::Formats => "formats",
        CheckKind::CertificateDigest => "certificate-digest",
        CheckKind::SigningCertificate => "signing-certificate",
        CheckKind::IssuerSerial => "issuer-serial",
        CheckKind::Signature => "signature",
        CheckKind::KeyUsage => "key-usage",
        CheckKind::CertificateChain => "certificate-chain",
        _ => "another",
    }
}
