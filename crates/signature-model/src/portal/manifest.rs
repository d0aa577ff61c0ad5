//! `portal-signature-job-manifest`: the part of a portal job that is signed in its package.

use super::{Availability, PortalSigner};
use crate::manifest_document::LegacyDocument;
use crate::sender::{read_sender, write_sender};
use crate::signers::MAX_SIGNERS;
use crate::xml::{Mode, ReadError, ReadErrorKind, Reader, Writer, message};
use crate::{
    AuthenticationLevel, Description, IdentifierInSignedDocuments, ManifestDocument, NonsensitiveTitle,
    OrganizationNumber, Title,
};

/// What `manifest.xml` in the package of a portal job says.
///
/// The deprecated single-document form is read as a job of one document, and never written.
///
/// Source: `portal.xsd#portal-signature-job-manifest`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PortalJobManifest {
    /// The signers: 1 to 10.
    pub signers: Vec<PortalSigner>,
    /// The organization that owns the job.
    pub sender: OrganizationNumber,
    /// The job's title.
    pub title: Title,
    /// A title for notifications.
    pub nonsensitive_title: Option<NonsensitiveTitle>,
    /// A message to the signers.
    pub description: Option<Description>,
    /// The documents to sign: 1 to 20.
    pub documents: Vec<ManifestDocument>,
    /// The security level demanded; the service's default is 4.
    pub required_authentication: Option<AuthenticationLevel>,
    /// When the job can be signed.
    pub availability: Option<Availability>,
    /// How signers are named in the result.
    pub identifier_in_signed_documents: Option<IdentifierInSignedDocuments>,
}

message!(PortalJobManifest, "portal-signature-job-manifest", Mode::Exact);

const CHILDREN: &[&str] = &[
    "signers",
    "sender",
    "title",
    "nonsensitive-title",
    "description",
    "documents",
    "document",
    "required-authentication",
    "availability",
    "identifier-in-signed-documents",
];

impl PortalJobManifest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (mut signers, mut sender) = (None, None);
        let (mut title, mut nonsensitive_title, mut description, mut documents) = (None, None, None, None);
        let (mut level, mut availability, mut identifier) = (None, None, None);
        while let Some(name) = reader.child(CHILDREN)? {
            match name {
                "signers" => reader.once(&mut signers, name, read_signers)?,
                "sender" => reader.once(&mut sender, name, read_sender)?,
                "title" => reader.once(&mut title, name, |text| text.value(Title::of_xml))?,
                "nonsensitive-title" => {
                    reader.once(&mut nonsensitive_title, name, |text| text.value(NonsensitiveTitle::of_xml))?;
                }
                "description" => reader.once(&mut description, name, |text| text.value(Description::of_xml))?,
                "documents" => reader.once(&mut documents, name, ManifestDocument::read_list)?,
                "document" => {
                    let current = title.is_some() || nonsensitive_title.is_some() || description.is_some();
                    if current || documents.is_some() {
                        return Err(reader.fault(ReadErrorKind::Repeated { name: "the job's documents", max: 1 }));
                    }
                    let legacy = LegacyDocument::read(reader, &["title", "nonsensitive-title", "description"])?;
                    title = Some(legacy.document.title().clone());
                    nonsensitive_title = legacy.nonsensitive_title;
                    description = legacy.description;
                    documents = Some(vec![legacy.document]);
                }
                "required-authentication" => {
                    reader.once(&mut level, name, |word| word.value(AuthenticationLevel::parse))?;
                }
                "availability" => reader.once(&mut availability, name, Availability::read)?,
                _ => reader.once(&mut identifier, name, |word| word.value(IdentifierInSignedDocuments::parse))?,
            }
        }
        Ok(Self {
            signers: reader.required(signers, "signers")?,
            sender: reader.required(sender, "sender")?,
            title: reader.required(title, "title")?,
            nonsensitive_title,
            description,
            documents: reader.required(documents, "documents")?,
            required_authentication: level,
            availability,
            identifier_in_signed_documents: identifier,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.element("signers", |list| {
            for signer in &self.signers {
                list.element("signer", |element| signer.write(element));
            }
        });
        write_sender(&self.sender, writer);
        writer.text_element("title", self.title.expose());
        writer.optional("nonsensitive-title", self.nonsensitive_title.as_ref().map(NonsensitiveTitle::as_str));
        writer.optional("description", self.description.as_ref().map(Description::expose));
        ManifestDocument::write_list(&self.documents, writer);
        writer.optional("required-authentication", self.required_authentication.map(AuthenticationLevel::as_str));
        if let Some(availability) = &self.availability {
            writer.element("availability", |element| availability.write(element));
        }
        writer.optional(
            "identifier-in-signed-documents",
            self.identifier_in_signed_documents.map(IdentifierInSignedDocuments::as_str),
        );
    }
}

fn read_signers(reader: &mut Reader<'_>) -> Result<Vec<PortalSigner>, ReadError> {
    let mut signers = Vec::new();
    while let Some(name) = reader.child(&["signer"])? {
        reader.many(&mut signers, name, MAX_SIGNERS, PortalSigner::read)?;
    }
    if signers.is_empty() {
        return Err(reader.fault(ReadErrorKind::Missing("signer")));
    }
    Ok(signers)
}
