//! `direct-signature-job-manifest`: the part of a direct job that is signed in its package.

use super::DirectSigner;
use crate::manifest_document::LegacyDocument;
use crate::signers::MAX_SIGNERS;
use crate::xml::{Mode, ReadError, ReadErrorKind, Reader, Writer, message};
use crate::{
    AuthenticationLevel, Description, IdentifierInSignedDocuments, ManifestDocument, OrganizationNumber, Title,
    sender::{read_sender, write_sender},
};

/// What `manifest.xml` in the package of a direct job says.
///
/// The deprecated single-document form is read as a job of one document, and never written.
///
/// Source: `direct.xsd#direct-signature-job-manifest`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DirectJobManifest {
    /// The signers: 1 to 10.
    pub signers: Vec<DirectSigner>,
    /// The organization that owns the job.
    pub sender: OrganizationNumber,
    /// The job's title.
    pub title: Title,
    /// A message to the signers.
    pub description: Option<Description>,
    /// The documents to sign: 1 to 20.
    pub documents: Vec<ManifestDocument>,
    /// The security level demanded; the service's default is 4.
    pub required_authentication: Option<AuthenticationLevel>,
    /// How signers are named in the result.
    pub identifier_in_signed_documents: Option<IdentifierInSignedDocuments>,
}

message!(DirectJobManifest, "direct-signature-job-manifest", Mode::Exact);

const CHILDREN: &[&str] = &[
    "signer",
    "sender",
    "title",
    "description",
    "documents",
    "document",
    "required-authentication",
    "identifier-in-signed-documents",
];

impl DirectJobManifest {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut signers = Vec::new();
        let (mut sender, mut title, mut description, mut documents) = (None, None, None, None);
        let (mut level, mut identifier) = (None, None);
        while let Some(name) = reader.child(CHILDREN)? {
            match name {
                "signer" => reader.many(&mut signers, name, MAX_SIGNERS, DirectSigner::read)?,
                "sender" => reader.once(&mut sender, name, read_sender)?,
                "title" => reader.once(&mut title, name, |text| text.value(Title::of_xml))?,
                "description" => reader.once(&mut description, name, |text| text.value(Description::of_xml))?,
                "documents" => reader.once(&mut documents, name, ManifestDocument::read_list)?,
                "document" => {
                    if title.is_some() || description.is_some() || documents.is_some() {
                        return Err(reader.fault(ReadErrorKind::Repeated { name: "the job's documents", max: 1 }));
                    }
                    let legacy = LegacyDocument::read(reader, &["title", "description"])?;
                    title = Some(legacy.document.title().clone());
                    description = legacy.description;
                    documents = Some(vec![legacy.document]);
                }
                "required-authentication" => {
                    reader.once(&mut level, name, |word| word.value(AuthenticationLevel::parse))?;
                }
                _ => reader.once(&mut identifier, name, |word| word.value(IdentifierInSignedDocuments::parse))?,
            }
        }
        if signers.is_empty() {
            return Err(reader.fault(ReadErrorKind::Missing("signer")));
        }
        Ok(Self {
            signers,
            sender: reader.required(sender, "sender")?,
            title: reader.required(title, "title")?,
            description,
            documents: reader.required(documents, "documents")?,
            required_authentication: level,
            identifier_in_signed_documents: identifier,
        })
    }

    fn write(&self, writer: &mut Writer<'_>) {
        for signer in &self.signers {
            writer.element("signer", |element| signer.write(element));
        }
        write_sender(&self.sender, writer);
        writer.text_element("title", self.title.expose());
        writer.optional("description", self.description.as_ref().map(Description::expose));
        ManifestDocument::write_list(&self.documents, writer);
        writer.optional("required-authentication", self.required_authentication.map(AuthenticationLevel::as_str));
        writer.optional(
            "identifier-in-signed-documents",
            self.identifier_in_signed_documents.map(IdentifierInSignedDocuments::as_str),
        );
    }
}
