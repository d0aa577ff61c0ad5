//! The documents of a job as its manifest lists them; the same in both flows.

use crate::values::text::{self, Form};
use crate::xml::{ReadError, Reader, Writer};
use crate::{Description, Documents, NonsensitiveTitle, Title};

/// One document in a manifest.
///
/// Source: `direct.xsd#direct-document`, `portal.xsd#portal-document`
#[derive(Clone, PartialEq, Eq)]
pub struct ManifestDocument {
    href: String,
    media_type: String,
    title: Title,
}

impl ManifestDocument {
    /// The name of the document's file in the package: 4 to 100 characters, possibly form-encoded.
    pub fn href(&self) -> &str {
        &self.href
    }

    /// The document's media type: 1 to 100 characters.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The document's title.
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The documents of a job that is about to be made.
    pub(crate) fn list(documents: &Documents) -> Vec<Self> {
        let entry = |(name, document): (&crate::FileName, &crate::Document)| Self {
            href: name.expose().to_owned(),
            media_type: document.format().media_type().to_owned(),
            title: document.title().clone(),
        };
        documents.iter().map(entry).collect()
    }

    /// Reads `documents`.
    pub(crate) fn read_list(reader: &mut Reader<'_>) -> Result<Vec<Self>, ReadError> {
        let mut documents = Vec::new();
        while let Some(name) = reader.child(&["document"])? {
            reader.many(&mut documents, name, Documents::MAX_COUNT, Self::read)?;
        }
        if documents.is_empty() {
            return Err(reader.fault(crate::xml::ReadErrorKind::Missing("document")));
        }
        Ok(documents)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let (href, media_type) = Self::read_attributes(reader)?;
        let mut title = None;
        while let Some(name) = reader.child(&["title"])? {
            reader.once(&mut title, name, |text| text.value(Title::of_xml))?;
        }
        Ok(Self { href, media_type, title: reader.required(title, "title")? })
    }

    fn read_attributes(reader: &mut Reader<'_>) -> Result<(String, String), ReadError> {
        let limited = |what, min, value: String| -> Result<String, crate::Error> {
            text::check_form(what, &Form::Length { min, max: 100 }, &value)?;
            Ok(value)
        };
        let [href, media_type] = reader.attributes(["href", "mime"])?;
        let href = reader.required(href, "href")?;
        let media_type = reader.required(media_type, "mime")?;
        Ok((
            limited("href", 4, href).map_err(|e| reader.fault(e))?,
            limited("mime", 1, media_type).map_err(|e| reader.fault(e))?,
        ))
    }

    pub(crate) fn write_list(documents: &[Self], writer: &mut Writer<'_>) {
        writer.element("documents", |list| {
            for document in documents {
                list.element("document", |element| {
                    element.attribute("href", &document.href);
                    element.attribute("mime", &document.media_type);
                    element.text_element("title", document.title.expose());
                });
            }
        });
    }
}

impl std::fmt::Debug for ManifestDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The file name is made from the title, and the title may hold personal data.
        f.debug_struct("ManifestDocument").field("media_type", &self.media_type).finish_non_exhaustive()
    }
}

/// The deprecated form with a single document. Like the service, we read it as a job of one document whose title and
/// description are those of the document.
///
/// Source: `direct-legacy.xsd`, `portal-legacy.xsd`
pub(crate) struct LegacyDocument {
    pub(crate) nonsensitive_title: Option<NonsensitiveTitle>,
    pub(crate) description: Option<Description>,
    pub(crate) document: ManifestDocument,
}

impl LegacyDocument {
    /// Reads `document` directly below a manifest whose flow has `children` in it.
    pub(crate) fn read(reader: &mut Reader<'_>, children: &'static [&'static str]) -> Result<Self, ReadError> {
        let (href, media_type) = ManifestDocument::read_attributes(reader)?;
        let (mut title, mut nonsensitive_title, mut description) = (None, None, None);
        while let Some(name) = reader.child(children)? {
            match name {
                "title" => reader.once(&mut title, name, |text| text.value(Title::of_xml))?,
                "nonsensitive-title" => {
                    reader.once(&mut nonsensitive_title, name, |text| text.value(NonsensitiveTitle::of_xml))?;
                }
                _ => reader.once(&mut description, name, |text| text.value(Description::of_xml))?,
            }
        }
        let title = reader.required(title, "title")?;
        Ok(Self { nonsensitive_title, description, document: ManifestDocument { href, media_type, title } })
    }
}
