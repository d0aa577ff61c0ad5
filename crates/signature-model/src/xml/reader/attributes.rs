//! The attributes of the element that the reader stands on.

use quick_xml::XmlVersion;
use quick_xml::name::{Namespace, QName, ResolveResult};

use super::super::error::ReadErrorKind;
use super::super::text::illegal_character;
use super::{BROKEN_ATTRIBUTE, Mode, Reader, Result, listed};

const MAX_ATTRIBUTES: usize = 32;

/// The namespace of hints for schema validators. Readers ignore them.
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Reader<'_> {
    /// The values of these attributes of the element the reader stands on; in exact reading there may be no others,
    /// namespace declarations and hints for schema validators aside.
    pub(crate) fn attributes<const N: usize>(&mut self, names: [&'static str; N]) -> Result<[Option<String>; N]> {
        self.attributes_read = true;
        let mut values = [const { None }; N];
        if self.current.attributes_raw().is_empty() {
            return Ok(values);
        }
        let mut keys = [""; MAX_ATTRIBUTES];
        // Without the checks of the library, which allocate memory for each element.
        for (index, attribute) in self.current.attributes().with_checks(false).enumerate() {
            let earlier = keys.get_mut(..=index);
            let earlier =
                earlier.ok_or_else(|| self.fault(ReadErrorKind::TooManyAttributes { max: MAX_ATTRIBUTES }))?;
            let attribute = attribute.map_err(|_| self.not_well_formed(BROKEN_ATTRIBUTE))?;
            let key = attribute.key.into_inner();
            if earlier.contains(&key) {
                return Err(self.not_well_formed(BROKEN_ATTRIBUTE));
            }
            if let Some(last) = earlier.last_mut() {
                *last = key;
            }
            // Nearly every value has no markup, no reference and no white space except blanks. It needs no work.
            let special = |byte| matches!(byte, b'<' | b'&' | b'\t' | b'\n' | b'\r');
            let is_plain = !attribute.value.bytes().fold(false, |found, byte| found | special(byte));
            if !is_plain && attribute.value.contains('<') {
                return Err(self.not_well_formed("markup in the value of an attribute"));
            }
            match names.iter().position(|name| key == *name).and_then(|index| values.get_mut(index)) {
                Some(slot) if is_plain => *slot = Some(attribute.value.into_owned()),
                Some(slot) => {
                    let value = attribute
                        .normalized_value(XmlVersion::Implicit1_0)
                        .map_err(|_| self.not_well_formed("an unknown entity or a broken reference"))?;
                    // The document has no such character, but a reference may bring one in.
                    if let Some(illegal) = illegal_character(&value) {
                        return Err(self.fault(ReadErrorKind::Character(illegal)));
                    }
                    *slot = Some(value.into_owned());
                }
                None if self.mode == Mode::Exact && !self.is_declaration_or_hint(attribute.key) => {
                    return Err(self.fault(ReadErrorKind::Unknown { expected: listed("attribute", &names) }));
                }
                None => {}
            }
        }
        Ok(values)
    }

    /// Before content: checks the attributes that were not asked for. Exact reading refuses them.
    pub(super) fn leave_attributes(&mut self) -> Result<()> {
        if !self.attributes_read {
            self.attributes([])?;
        }
        Ok(())
    }

    /// Whether an attribute belongs to XML itself, not to a message.
    fn is_declaration_or_hint(&self, key: QName<'_>) -> bool {
        let namespace = self.namespaces.resolve_attribute(key).0;
        key.as_namespace_binding().is_some() || matches!(namespace, ResolveResult::Bound(Namespace(uri)) if uri == XSI)
    }
}
