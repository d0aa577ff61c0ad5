//! The content of an enterprise certificate (*virksomhetssertifikat*): subject, validity and key usage.
//!
//! [`TestPki`](super::TestPki) issues it.
//!
//! Source: the SEID 1 and SEID 2 certificate profiles, as the certificates of Buypass show them.

use rcgen::string::PrintableString;
use rcgen::{DistinguishedName, DnType, DnValue, KeyUsagePurpose};
use signature_model::Timestamp;

use super::validity::Validity;

/// The order for one enterprise certificate.
///
/// By default the subject has the SEID 2 form, the key may sign and encipher, and the validity is the same as the CAs'.
/// Names and numbers are not checked, so a test can order a wrong certificate.
/// Like real ones, it never has a subjectAltName or an extendedKeyUsage.
#[derive(Debug, Clone)]
pub struct Enterprise {
    name: String,
    organization_number: String,
    subject_form: SubjectForm,
    validity: Option<Validity>,
    digital_signature: bool,
}

impl Enterprise {
    /// An enterprise with its organization number (nine digits in a correct certificate) and its name.
    pub fn new(organization_number: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            organization_number: organization_number.into(),
            subject_form: SubjectForm::Seid2,
            validity: None,
            digital_signature: true,
        }
    }

    /// Puts the plain organization number into `serialNumber`, the older SEID 1 form.
    #[must_use]
    pub fn with_seid1_subject(self) -> Self {
        Self { subject_form: SubjectForm::Seid1, ..self }
    }

    /// Leaves the organization number out of the subject.
    #[must_use]
    pub fn without_organization_number(self) -> Self {
        Self { subject_form: SubjectForm::NoNumber, ..self }
    }

    /// Makes the certificate valid from `not_before` to `not_after`, both included, in whole seconds.
    ///
    /// Use this to make an expired or not yet valid certificate.
    /// A time outside 1970 to 9999 becomes the nearest time inside.
    #[must_use]
    pub fn with_validity(self, not_before: Timestamp, not_after: Timestamp) -> Self {
        Self { validity: Some(Validity::between(not_before, not_after)), ..self }
    }

    /// Leaves only keyEncipherment as key usage: the key may not sign, and the service refuses it.
    #[must_use]
    pub fn without_digital_signature(self) -> Self {
        Self { digital_signature: false, ..self }
    }

    pub(super) fn validity(&self) -> Option<&Validity> {
        self.validity.as_ref()
    }

    pub(super) fn key_usages(&self) -> Vec<KeyUsagePurpose> {
        let mut usages = vec![KeyUsagePurpose::KeyEncipherment];
        if self.digital_signature {
            usages.push(KeyUsagePurpose::DigitalSignature);
        }
        usages
    }

    pub(super) fn subject(&self) -> Result<DistinguishedName, rcgen::Error> {
        match self.subject_form {
            SubjectForm::Seid2 => seid2_name(&self.name, &self.name, &self.organization_number),
            SubjectForm::Seid1 => {
                let mut subject = plain_name(&self.name, &self.name)?;
                subject.push(DnType::from_oid(SERIAL_NUMBER), printable(&self.organization_number)?);
                Ok(subject)
            }
            SubjectForm::NoNumber => plain_name(&self.name, &self.name),
        }
    }
}

/// Where the subject carries the organization number.
#[derive(Debug, Clone, Copy)]
enum SubjectForm {
    Seid2,
    Seid1,
    NoNumber,
}

/// C, O, CN, organizationIdentifier: the SEID 2 attributes in the order of the real leaf certificates.
pub(super) fn seid2_name(
    organization: &str,
    common_name: &str,
    organization_number: &str,
) -> Result<DistinguishedName, rcgen::Error> {
    let mut name = plain_name(organization, common_name)?;
    name.push(DnType::from_oid(ORGANIZATION_IDENTIFIER), format!("NTRNO-{organization_number}"));
    Ok(name)
}

fn plain_name(organization: &str, common_name: &str) -> Result<DistinguishedName, rcgen::Error> {
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, printable("NO")?);
    name.push(DnType::OrganizationName, organization);
    name.push(DnType::CommonName, common_name);
    Ok(name)
}

/// X.520 allows only a PrintableString for country and serialNumber.
fn printable(text: &str) -> Result<DnValue, rcgen::Error> {
    PrintableString::try_from(text).map(DnValue::PrintableString)
}

const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];
const ORGANIZATION_IDENTIFIER: &[u64] = &[2, 5, 4, 97];
