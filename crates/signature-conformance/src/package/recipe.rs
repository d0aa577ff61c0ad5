//! How the package of a case is made: first a good one, then the changes that make it wrong.

use bytes::Bytes;
use signature_asice::{Draft, Limits, Package};
use signature_identity::{Certificate, CertificateChain, SigningKey};
use signature_model::{PackageContents, PackageFile, Timestamp};

use super::archive::{self, Looks};
use super::file::File;
use super::lie::Lie;
use super::shape::{Shape, bytes};
use super::signing;
use crate::error::Fault;

const SIGNATURES: &str = "META-INF/signatures.xml";
const MANIFEST: &str = "manifest.xml";

/// Defaults for the cases of a file.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Defaults {
    pub(crate) arrives: Timestamp,
    documents: Vec<String>,
    certificates: Vec<String>,
    manifest: String,
}

/// The steps, in order.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Recipe {
    #[serde(skip)]
    defaults: Option<Defaults>,
    /// The names of the documents; the content of each is its name.
    documents: Option<Vec<String>>,
    /// The signer's certificate and those above it.
    certificates: Option<Vec<String>>,
    signed: Option<Timestamp>,
    /// A certificate of the same key and issuer that the signature names in place of the signer's.
    stands_for_signer: Option<String>,
    /// Changes to the signature file that are signed.
    sign: Vec<(String, String)>,
    /// The key that signs them, if it is not the sender's.
    key: Option<String>,
    /// Their signature, in Base64, if it uses another method than the key's.
    signature: Option<String>,
    /// Whether the old signature is kept before the new one.
    beside: bool,
    /// Changes to the signature file that are not signed.
    change: Vec<(String, String)>,
    /// Files that are removed, that are renamed, and that are new or have other content.
    remove: Vec<String>,
    rename: Vec<(String, String)>,
    put: Vec<Put>,
    /// Whether the files are deflated.
    deflated: bool,
    /// The form of entries, and single fields with wrong values.
    shapes: Vec<Shape>,
    lies: Vec<Lie>,
    /// The order of the directory, if it differs from the order of the files.
    order: Vec<usize>,
    comment: String,
    /// How the signature file is encoded.
    encoding: Encoding,
    /// Bytes before the archive, before the end of its directory, and after it, in hexadecimal.
    before: String,
    before_end: String,
    after: String,
    /// Another archive after this one, with offsets as if it were alone.
    followed_by: Vec<Put>,
    /// How many bytes are missing at the end.
    cut: usize,
}

/// A file that replaces the one of its name, or is added at the end or at the front.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Put {
    name: String,
    #[serde(default)]
    text: String,
    /// How often the text is repeated.
    times: Option<usize>,
    /// Whether it is added as the first file.
    #[serde(default)]
    first: bool,
    /// Whether the file of its name is kept.
    #[serde(default)]
    again: bool,
    #[serde(default)]
    deflated: bool,
}

/// An encoding of XML.
#[derive(Debug, Clone, Copy, Default, serde::Deserialize)]
enum Encoding {
    #[default]
    #[serde(rename = "UTF-8")]
    Utf8,
    /// With a byte order mark.
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// With a byte order mark.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
}

impl Encoding {
    fn encode(self, text: &str) -> Vec<u8> {
        let units = || ['\u{feff}'].into_iter().chain(text.chars()).collect::<String>();
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf16Le => units().encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Utf16Be => units().encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }
}

impl Recipe {
    pub(crate) fn with_defaults(mut self, defaults: &Defaults) -> Self {
        self.defaults = Some(defaults.clone());
        self
    }

    /// Follows the recipe.
    pub(super) fn archive(&self) -> Result<Bytes, Fault> {
        let mut files = self.signed()?;
        self.change_signature(&mut files)?;
        for name in &self.remove {
            let at = position(&files, name).ok_or_else(|| format!("expected a file {name} to remove, found none"))?;
            files.remove(at);
        }
        for (old, new) in &self.rename {
            let file = files.iter_mut().find(|file| file.name == *old);
            file.ok_or_else(|| format!("expected a file {old} to rename, found none"))?.name.clone_from(new);
        }
        for put in &self.put {
            let file = self.file(put);
            match position(&files, &put.name).and_then(|at| files.get_mut(at)) {
                Some(old) if !put.again => *old = file,
                _ if put.first => files.insert(0, file),
                _ => files.push(file),
            }
        }
        let looks = Looks {
            shapes: &self.shapes,
            lies: &self.lies,
            order: &self.order,
            before_end: &bytes(&self.before_end)?,
            comment: &self.comment,
        };
        let archive = archive::write(&files, &looks)?;
        let mut whole = [bytes(&self.before)?, archive, bytes(&self.after)?].concat();
        if !self.followed_by.is_empty() {
            let others: Vec<_> = self.followed_by.iter().map(|put| self.file(put)).collect();
            whole.extend(archive::write(&others, &Looks::default())?);
        }
        whole.truncate(whole.len().saturating_sub(self.cut));
        Ok(whole.into())
    }

    fn file(&self, put: &Put) -> File {
        File {
            name: put.name.clone(),
            content: put.text.repeat(put.times.unwrap_or(1)).into_bytes(),
            deflated: put.deflated || self.deflated,
        }
    }

    /// The files of a good package.
    fn signed(&self) -> Result<Vec<File>, Fault> {
        let defaults = self.defaults.as_ref().ok_or("expected the defaults of the file, found none")?;
        let document = |name: &String| {
            let kind = if name.ends_with(".pdf") { "application/pdf" } else { "text/plain" };
            PackageFile::new(name, kind, format!("SYNTHETIC: {name}"))
        };
        let mut contents: Vec<_> =
            self.documents.as_ref().unwrap_or(&defaults.documents).iter().map(document).collect();
        contents.push(PackageFile::new(MANIFEST, "application/xml", defaults.manifest.clone()));

        let names = self.certificates.as_ref().unwrap_or(&defaults.certificates);
        let archive = signed_archive(contents, names, self.signed.unwrap_or(defaults.arrives))?;
        let limits = Limits::default().with_name_bytes(usize::MAX);
        let package = Package::open(archive, &limits)?;
        let file = |entry: &signature_asice::Entry| File {
            name: entry.name().to_owned(),
            content: entry.content().to_vec(),
            deflated: self.deflated,
        };
        Ok(package.entries().iter().map(file).collect())
    }

    fn change_signature(&self, files: &mut [File]) -> Result<(), Fault> {
        let file = files.iter_mut().find(|file| file.name == SIGNATURES);
        let file = file.ok_or("expected a signature file, found none")?;
        let mut xml = String::from_utf8(std::mem::take(&mut file.content))?;
        if !self.sign.is_empty() || self.key.is_some() || self.stands_for_signer.is_some() {
            let mut changed = signing::replace(&xml, &self.sign)?;
            if let Some(name) = &self.stands_for_signer {
                changed = signing::replace_certificate(&changed, &certificate("sender")?, &certificate(name)?);
            }
            let key = key(self.key.as_deref().unwrap_or("sender-key"))?;
            let signed = signing::sign(&changed, &xml, &key, self.signature.as_deref())?;
            xml = if self.beside { signing::beside(&signed, &xml)? } else { signed };
        }
        file.content = self.encoding.encode(&signing::replace(&xml, &self.change)?);
        Ok(())
    }
}

/// A good package, signed with the sender's key in the name of the first of these certificates.
pub(crate) fn signed_archive(
    contents: Vec<PackageFile>,
    certificates: &[String],
    time: Timestamp,
) -> Result<Vec<u8>, Fault> {
    let certificates: Vec<_> = certificates.iter().map(|name| certificate(name)).collect::<Result<_, _>>()?;
    let (leaf, others) = certificates.split_first().ok_or("expected a certificate, found none")?;
    let chain = CertificateChain::new(leaf.clone(), others.to_vec())?;
    let draft = Draft::new(PackageContents::from_iter(contents), chain, time)?;
    let signature = key("sender-key")?.sign(draft.to_be_signed())?;
    Ok(draft.finish(&signature)?.to_bytes())
}

/// A certificate by its name.
pub(super) fn certificate(name: &str) -> Result<Certificate, Fault> {
    let mut certificates = Certificate::all_from_bytes(pem(name)?)?;
    certificates.pop().ok_or_else(|| format!("expected a certificate called {name}, found none").into())
}

fn key(name: &str) -> Result<SigningKey, Fault> {
    let base64: String = pem(name)?.lines().skip(2).take_while(|line| !line.starts_with('-')).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, base64)
        .map_err(|fault| fault.to_string())?;
    Ok(SigningKey::from_pkcs8(der)?)
}

fn pem(name: &str) -> Result<&'static str, Fault> {
    let found = signature_fixtures::text(&format!("package/pki/{name}.pem"));
    found.ok_or_else(|| format!("expected a key or certificate of the suite, found {name}").into())
}

fn position(files: &[File], name: &str) -> Option<usize> {
    files.iter().position(|file| file.name == name)
}
