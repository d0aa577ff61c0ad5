//! What is signed: compares each reference with what it names, and each file with the references.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::container::{Entry, Package};
use crate::form_encoding::form_decode;
use crate::identifiers::{C14N_10, SHA256, SIGNED_PROPERTIES_TYPE};
use crate::xades::sha256;
use crate::xml_signature::c14n::{Canonicalization, canonicalize};
use crate::xml_signature::signature_file::{Reference, SignatureFile};

use super::failure::Failure;
use super::report::{CheckKind, Outcome, Report};

/// Adds the checks of every reference, of coverage and of formats.
pub(super) fn check(report: &mut Report, package: &Package, file: &SignatureFile<'_>) {
    // Once for each file, however many references there are. Names of files are also unique after decoding.
    let digests: Digests<'_> =
        package.entries().iter().map(|entry| (form_decode(entry.name()), sha256(entry.content()))).collect();
    let (to_properties, to_files): (Vec<_>, Vec<_>) =
        file.references.iter().enumerate().partition(|(_, reference)| is_to_properties(reference, file));
    for (index, reference) in &to_files {
        report.add(CheckKind::FileDigest { reference: *index }, file_digest(reference, &digests));
    }
    report.add(CheckKind::SignedProperties, signed_properties(&to_properties, file));
    report.add(CheckKind::Coverage, coverage(package, &to_files));
    report.add(CheckKind::Formats, formats(file, &to_files));
}

/// The digest of each file, by its name after form-decoding.
type Digests<'p> = BTreeMap<Cow<'p, str>, [u8; 32]>;

type Numbered<'r, 'a> = (usize, &'r Reference<'a>);

/// Whether a reference is to the signed properties of this signature. No two elements have the same `Id`, so it cannot
/// mean another element.
fn is_to_properties(reference: &Reference<'_>, file: &SignatureFile<'_>) -> bool {
    let fragment = reference.uri.strip_prefix('#');
    fragment.is_some() && fragment == file.signed_properties.attribute("Id")
}

fn file_digest(reference: &Reference<'_>, digests: &Digests<'_>) -> Result<(), Outcome> {
    if !reference.transforms.is_empty() {
        return Err(Failure::Transforms.into());
    }
    compare(reference, digests.get(&form_decode(reference.uri)).ok_or(Failure::NoSuchFile)?)
}

fn signed_properties(references: &[Numbered<'_, '_>], file: &SignatureFile<'_>) -> Result<(), Outcome> {
    let [(_, reference)] = references else {
        return Err(Failure::SignedPropertiesReferences { found: references.len() }.into());
    };
    if reference.kind != Some(SIGNED_PROPERTIES_TYPE) {
        return Err(Failure::Unreadable { part: "Type of the reference to SignedProperties" }.into());
    }
    if reference.transforms != [C14N_10] {
        return Err(Failure::Transforms.into());
    }
    let canonical = canonicalize(file.signed_properties, Canonicalization::Inclusive10).map_err(Failure::from)?;
    compare(reference, &sha256(&canonical))
}

fn compare(reference: &Reference<'_>, digest: &[u8; 32]) -> Result<(), Outcome> {
    if reference.digest.method != SHA256 {
        return Err(Failure::Algorithm { part: "DigestMethod" }.into());
    }
    match reference.digest.value == digest {
        true => Ok(()),
        false => Err(Failure::WrongDigest.into()),
    }
}

/// Every file outside `META-INF` must have a reference, except the one that names the container's media type, which is
/// never signed.
fn coverage(package: &Package, references: &[Numbered<'_, '_>]) -> Result<(), Outcome> {
    let signed: BTreeSet<_> = references.iter().map(|(_, reference)| form_decode(reference.uri)).collect();
    let exempt = |entry: &Entry| entry.is_in_meta_inf() || entry.is_media_type();
    match package.entries().iter().position(|entry| !exempt(entry) && !signed.contains(&form_decode(entry.name()))) {
        None => Ok(()),
        Some(index) => Err(Failure::NotCovered { index }.into()),
    }
}

/// Every file has exactly one format, with a media type only, and every format belongs to a file.
fn formats(file: &SignatureFile<'_>, references: &[Numbered<'_, '_>]) -> Result<(), Outcome> {
    // By the reference that they are about: the first format, and whether it is the only one.
    let mut formats: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for (index, format) in file.formats.iter().enumerate() {
        let id = format.object_reference.strip_prefix('#').ok_or(Failure::SurplusFormat { index })?;
        formats.entry(id).and_modify(|(_, is_only)| *is_only = false).or_insert((index, true));
    }
    for (index, reference) in references {
        let own = reference.id.and_then(|id| formats.remove(id)).filter(|(_, is_only)| *is_only);
        let own = own.and_then(|(format, _)| file.formats.get(format));
        if !own.is_some_and(|format| format.only_media_type) {
            return Err(Failure::Format { index: *index }.into());
        }
    }
    match formats.into_values().map(|(index, _)| index).min() {
        None => Ok(()),
        Some(index) => Err(Failure::SurplusFormat { index }.into()),
    }
}
