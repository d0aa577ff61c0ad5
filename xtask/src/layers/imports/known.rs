//! Circles that still stand, each to be broken. The list only ever gets shorter.

use super::circles::Circle;

/// Files that may import each other in circles for now.
#[derive(Debug)]
pub(in crate::layers) struct Known {
    /// All files of the circle.
    pub(in crate::layers) files: &'static [&'static str],
}

/// Every one that stands.
pub(in crate::layers) const KNOWN: &[Known] = &[
    Known {
        files: &[
            "crates/signature-asice/src/xades/signed_properties.rs",
            "crates/signature-asice/src/xml_signature/c14n.rs",
            "crates/signature-asice/src/xml_signature/signature_file.rs",
        ],
    },
    Known { files: &["crates/signature-testkit/src/pki.rs", "crates/signature-testkit/src/pki/enterprise.rs"] },
    Known {
        files: &[
            "crates/signature-testkit/src/results/pades.rs",
            "crates/signature-testkit/src/results/pades/attachment.rs",
            "crates/signature-testkit/src/results/pades/front_page.rs",
            "crates/signature-testkit/src/results/pades/signature.rs",
        ],
    },
    Known { files: &["crates/signature-testkit/src/server.rs", "crates/signature-testkit/src/server/tls.rs"] },
    Known {
        files: &[
            "crates/signature-testkit/src/service.rs",
            "crates/signature-testkit/src/service/refusal.rs",
            "crates/signature-testkit/src/service/replies.rs",
            "crates/signature-testkit/src/service/routes.rs",
        ],
    },
    Known {
        files: &["crates/signature-testkit/src/service/documents.rs", "crates/signature-testkit/src/service/intake.rs"],
    },
];

/// What to say of circles that are in no entry of the list, and of entries that no circle is in any more.
pub(in crate::layers) fn unknown(circles: &[Circle], known: &[Known]) -> Vec<String> {
    let is_in = |circle: &Circle, known: &Known| circle.files.iter().all(|file| known.files.contains(&file.as_str()));
    let new = circles.iter().filter(|circle| !known.iter().any(|known| is_in(circle, known)));
    let gone = known.iter().filter(|known| !circles.iter().any(|circle| is_in(circle, known)));
    let gone = gone.map(|known| format!("remove the circle from known.rs, as it is gone: {}", known.files.join(", ")));
    new.map(Circle::to_string).chain(gone).collect()
}
