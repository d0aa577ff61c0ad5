//! Generators of messages, through the public constructors, with texts over the whole range of their types.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::Duration;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use signature_model::direct::{
    DirectJob, DirectJobResponse, DirectJobStatus, DirectSignature, DirectSigner, DirectSignerIdentification,
    DirectSignerResponse, ExitUrls, StatusRetrievalMethod,
};
use signature_model::portal::{
    Availability, Lookup, Notifications, PortalJob, PortalJobResponse, PortalJobStatusChange, PortalSignature,
    PortalSigner, PortalSignerAddress, PortalSignerIdentification, SigningOrder,
};
use signature_model::{
    AuthenticationLevel, Document, Documents, ErrorCode, IdentifierInSignedDocuments, JobId, JobStatus, OnBehalfOf,
    OrganizationNumber, PersonalIdentificationNumber, Sender, ServiceError, SignatureType, SignerIdentifier,
    SignerLabel, SignerStatus, Signers, Timestamp,
};

/// The longest value tried where there is no upper limit.
const LONG: usize = 300;

/// Characters that XML treats specially, the first and last that it allows, and all others.
fn character() -> impl Strategy<Value = char> {
    const PLAIN: &[char] = &['a', 'b', 'Z', '0', '9', ' ', '-', '_', '.', '/', '+', '%'];
    const MARKUP: &[char] = &['<', '>', '&', '"', '\'', '[', ']', '!', '#', ';', '\r', '\n', '\t'];
    const FOREIGN: &[char] = &[
        'æ',
        'ø',
        'å',
        'Æ',
        'Ø',
        'Å',
        '\u{7F}',
        '\u{85}',
        '\u{A0}',
        '\u{301}',
        '\u{2028}',
        '\u{D7FF}',
        '\u{E000}',
        '\u{FEFF}',
        '\u{FFFD}',
        '\u{10000}',
        '😀',
        '\u{10FFFF}',
    ];
    let carried = |c: char| if c < ' ' || matches!(c, '\u{FFFE}' | '\u{FFFF}') { 'x' } else { c };
    prop_oneof![
        6 => select(PLAIN),
        3 => select(MARKUP),
        1 => select(FOREIGN),
        1 => any::<char>().prop_map(carried),
    ]
}

/// Texts of `min` to `max` characters, as the service counts them, mostly short ones, but both ends too.
fn text(min: usize, max: usize) -> impl Strategy<Value = String> {
    let max = max.min(LONG);
    let characters = prop_oneof![
        8 => vec(character(), min..=max.min(12)),
        1 => vec(character(), min),
        1 => vec(character(), max),
    ];
    characters.prop_map(move |characters| {
        let mut left = max;
        let fits = |c: &char| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        };
        characters.into_iter().take_while(fits).collect()
    })
}

/// Texts as values of a type that takes all of them.
fn value<T>(texts: impl Strategy<Value = String>) -> impl Strategy<Value = T>
where
    T: TryFrom<String, Error: Debug> + Debug,
{
    texts.prop_map(|text| T::try_from(text).unwrap())
}

fn url<T>(max: usize) -> impl Strategy<Value = T>
where
    T: TryFrom<String, Error: Debug> + Debug,
{
    let path = text(0, max.min(LONG) - 10).prop_map(|path| {
        let path: String = path.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
        format!("https://a/{path}")
    });
    value(path)
}

fn digits<T>(count: usize) -> impl Strategy<Value = T>
where
    T: TryFrom<String, Error: Debug> + Debug,
{
    value(vec(select(b"0123456789".as_slice()), count).prop_map(|digits| String::from_utf8(digits).unwrap()))
}

/// A few, or the most that are allowed.
fn some<S: Strategy>(item: impl Fn() -> S, max: usize) -> impl Strategy<Value = Vec<S::Value>> {
    prop_oneof![6 => vec(item(), 1..=3), 1 => vec(item(), max)]
}

/// Everything that the type covers, to the nanosecond.
pub(crate) fn time() -> impl Strategy<Value = Timestamp> {
    let all = Timestamp::MIN.as_unix_millis()..=Timestamp::MAX.as_unix_millis();
    let ends = select(vec![*all.start(), *all.end()]);
    let millis = prop_oneof![4 => 1_500_000_000_000..2_000_000_000_000_i64, 4 => all, 1 => ends];
    let nanos = prop_oneof![Just(0), 0..1_000_000_u64];
    (millis, nanos).prop_map(|(millis, nanos)| {
        Timestamp::from_unix_millis(millis).unwrap().saturating_add(Duration::from_nanos(nanos))
    })
}

pub(crate) fn sender() -> impl Strategy<Value = Sender> {
    (digits::<OrganizationNumber>(9), of(value(text(1, LONG)))).prop_map(|(number, queue)| match queue {
        Some(queue) => Sender::new(number).with_polling_queue(queue),
        None => Sender::new(number),
    })
}

fn documents() -> impl Strategy<Value = Documents> {
    let document = || {
        (value(text(1, 80)), any::<bool>(), vec(any::<u8>(), 1..4)).prop_map(|(title, pdf, content)| {
            if pdf { Document::pdf(title, content) } else { Document::plain_text(title, content) }
        })
    };
    some(document, Documents::MAX_COUNT).prop_map(|documents| Documents::new(documents).unwrap())
}

fn level() -> impl Strategy<Value = AuthenticationLevel> {
    select(&[AuthenticationLevel::Three, AuthenticationLevel::Four][..])
}

fn naming() -> impl Strategy<Value = IdentifierInSignedDocuments> {
    select(
        &[
            IdentifierInSignedDocuments::PersonalIdentificationNumberAndName,
            IdentifierInSignedDocuments::DateOfBirthAndName,
            IdentifierInSignedDocuments::Name,
        ][..],
    )
}

fn signature_type() -> impl Strategy<Value = SignatureType> {
    select(&[SignatureType::Advanced, SignatureType::Authenticated][..])
}

fn direct_identification() -> impl Strategy<Value = DirectSignerIdentification> {
    // An identifier must not have white space at its ends.
    let identifier = text(1, 80).prop_map(|text| {
        let trimmed = text.trim();
        SignerIdentifier::new(if trimmed.is_empty() { "x" } else { trimmed }).unwrap()
    });
    prop_oneof![
        digits::<PersonalIdentificationNumber>(11).prop_map(DirectSignerIdentification::Personal),
        identifier.prop_map(DirectSignerIdentification::Custom),
    ]
}

/// Identifications with different texts: replies tell signers apart by the text.
fn direct_identifications() -> impl Strategy<Value = Vec<DirectSignerIdentification>> {
    some(direct_identification, 10).prop_map(|all| {
        let distinct: BTreeMap<_, _> = all.into_iter().map(|one| (one.expose().to_owned(), one)).collect();
        distinct.into_values().collect()
    })
}

pub(crate) fn direct_job() -> impl Strategy<Value = DirectJob> {
    let capacity = of(select(&[OnBehalfOf::Myself, OnBehalfOf::Other][..]));
    let choices = vec((of(signature_type()), capacity), 10);
    let signers = (direct_identifications(), choices).prop_map(|(identifications, choices)| {
        let signers = identifications.into_iter().zip(choices).map(|(identification, (signature_type, capacity))| {
            let signer = match identification {
                DirectSignerIdentification::Personal(number) => DirectSigner::personal(number),
                DirectSignerIdentification::Custom(identifier) => DirectSigner::custom(identifier),
            };
            let signer = set(signer, signature_type, DirectSigner::with_signature_type);
            set(signer, capacity, DirectSigner::with_on_behalf_of)
        });
        Signers::new(signers).unwrap()
    });
    let exit_urls = (url(500), url(500), url(500)).prop_map(|(ok, no, error)| ExitUrls::new(ok, no, error));
    let methods = &[StatusRetrievalMethod::WaitForCallback, StatusRetrievalMethod::Polling];
    let optional =
        (of(value(text(0, 50))), of(value(text(0, 220))), of(level()), of(naming()), of(select(methods.as_slice())));
    (value(text(1, 80)), documents(), signers, exit_urls, optional).prop_map(
        |(title, documents, signers, exit_urls, (reference, description, level, naming, method))| {
            let job = DirectJob::new(title, documents, signers, exit_urls).unwrap();
            let job = set(job, reference, DirectJob::with_reference);
            let job = set(job, description, DirectJob::with_description);
            let job = set(job, level, DirectJob::with_required_authentication);
            let job = set(job, naming, DirectJob::with_identifier_in_signed_documents);
            set(job, method, DirectJob::with_status_retrieval_method)
        },
    )
}

fn notifications() -> impl Strategy<Value = Notifications> {
    prop_oneof![
        value(text(1, LONG)).prop_map(Notifications::Email),
        value(text(1, LONG)).prop_map(Notifications::Sms),
        (value(text(1, LONG)), value(text(1, LONG)))
            .prop_map(|(address, number)| Notifications::EmailAndSms(address, number)),
    ]
}

fn portal_signer() -> impl Strategy<Value = PortalSigner> {
    let number = || digits::<PersonalIdentificationNumber>(11);
    let lookup = select(&[Lookup::Email, Lookup::EmailAndSms][..]);
    let signer = prop_oneof![
        (number(), notifications()).prop_map(|(number, notify)| PortalSigner::personal(number, notify)),
        (number(), notifications()).prop_map(|(number, notify)| PortalSigner::personal_for_other(number, notify)),
        (number(), lookup).prop_map(|(number, lookup)| PortalSigner::personal_with_lookup(number, lookup)),
        notifications().prop_map(PortalSigner::contact_information),
        notifications().prop_map(PortalSigner::contact_information_for_other),
    ];
    let order = (0..=SigningOrder::MAX).prop_map(|order| SigningOrder::new(order).unwrap());
    (signer, any::<bool>(), of(order), of(signature_type())).prop_map(|(signer, myself, order, signature_type)| {
        let signer = if myself { signer.with_on_behalf_of_self() } else { signer };
        set(set(signer, order, PortalSigner::with_order), signature_type, PortalSigner::with_signature_type)
    })
}

fn availability() -> impl Strategy<Value = Availability> {
    let length = prop_oneof![Just(0), Just(Availability::MAX.as_secs()), 0..Availability::MAX.as_secs()];
    (of(time()), of(length)).prop_map(|(from, length)| {
        let availability = set(Availability::new(), from, Availability::with_activation_time);
        set(availability, length, |availability, seconds| {
            availability.with_length(Duration::from_secs(seconds)).unwrap()
        })
    })
}

pub(crate) fn portal_job() -> impl Strategy<Value = PortalJob> {
    let signers = some(portal_signer, 10).prop_map(|signers| Signers::new(signers).unwrap());
    let texts = (of(value(text(0, 50))), of(value(text(1, 80))), of(value(text(0, 220))));
    let choices = (of(level()), of(availability()), of(naming()));
    (value(text(1, 80)), documents(), signers, texts, choices).prop_map(
        |(title, documents, signers, (reference, nonsensitive, description), (level, availability, naming))| {
            let job = PortalJob::new(title, documents, signers);
            let job = set(job, reference, PortalJob::with_reference);
            let job = set(job, nonsensitive, PortalJob::with_nonsensitive_title);
            let job = set(job, description, PortalJob::with_description);
            let job = set(job, level, PortalJob::with_required_authentication);
            let job = set(job, availability, PortalJob::with_availability);
            set(job, naming, PortalJob::with_identifier_in_signed_documents)
        },
    )
}

pub(crate) fn direct_signer_response() -> impl Strategy<Value = DirectSignerResponse> {
    (url(LONG), direct_identification(), url(LONG))
        .prop_map(|(signer, identification, redirect)| DirectSignerResponse::new(signer, identification, redirect))
}

pub(crate) fn direct_response() -> impl Strategy<Value = DirectJobResponse> {
    (job_id(), some(direct_signer_response, 10), of(value(text(0, 50))), of(url(LONG))).prop_map(
        |(job_id, signers, reference, status_url)| {
            let mut response = DirectJobResponse::new(job_id, signers);
            (response.reference, response.status_url) = (reference, status_url);
            response
        },
    )
}

pub(crate) fn direct_status() -> impl Strategy<Value = DirectJobStatus> {
    let states = vec((signer_status(), time(), of(url(LONG))), 10);
    // A label may be missing only if there is one signer. The reader trims labels, and no identifier has white space at
    // its ends.
    let signatures = (direct_identifications(), any::<bool>(), states).prop_map(|(signers, labelled, states)| {
        let labelled = labelled || signers.len() > 1;
        let signatures = signers.iter().zip(states).map(|(signer, (status, since, xades_url))| {
            let label = labelled.then(|| SignerLabel::new(signer.expose()).unwrap());
            let mut signature = DirectSignature::new(label, status, since);
            signature.xades_url = xades_url;
            signature
        });
        signatures.collect::<Vec<_>>()
    });
    let urls = (of(url(LONG)), of(url(LONG)), of(url(LONG)));
    (job_id(), job_status(), signatures, of(value(text(0, 50))), urls).prop_map(
        |(job_id, status, signatures, reference, (confirm, delete, pades))| {
            let mut status = DirectJobStatus::new(job_id, status, signatures);
            (status.reference, status.confirmation_url) = (reference, confirm);
            (status.delete_documents_url, status.pades_url) = (delete, pades);
            status
        },
    )
}

pub(crate) fn portal_response() -> impl Strategy<Value = PortalJobResponse> {
    (job_id(), url(LONG), of(value(text(0, 50)))).prop_map(|(job_id, cancel, reference)| {
        let mut response = PortalJobResponse::new(job_id, cancel);
        response.reference = reference;
        response
    })
}

pub(crate) fn portal_change() -> impl Strategy<Value = PortalJobStatusChange> {
    let identification = || {
        prop_oneof![
            digits::<PersonalIdentificationNumber>(11).prop_map(PortalSignerIdentification::Personal),
            notifications().prop_map(PortalSignerIdentification::ContactInformation),
        ]
    };
    let signature = move || {
        (signer_status(), time(), identification(), of(url(LONG))).prop_map(|(status, since, signer, xades_url)| {
            let mut signature = PortalSignature::new(status, since, signer);
            signature.xades_url = xades_url;
            signature
        })
    };
    let urls = (of(url(LONG)), of(url(LONG)), of(url(LONG)));
    (job_id(), job_status(), url(LONG), some(signature, 10), of(value(text(0, 50))), urls).prop_map(
        |(job_id, status, confirm, signatures, reference, (cancel, delete, pades))| {
            let mut change = PortalJobStatusChange::new(job_id, status, confirm, signatures);
            (change.reference, change.cancellation_url) = (reference, cancel);
            (change.delete_documents_url, change.pades_url) = (delete, pades);
            change
        },
    )
}

pub(crate) fn service_error() -> impl Strategy<Value = ServiceError> {
    let known = select(&["NOT_AUTHORIZED", "BROKER_NOT_AUTHORIZED", " SCHEMA_VALIDATION_ERROR "][..]);
    let code = prop_oneof![known.prop_map(str::to_owned), text(0, 80)].prop_map(ErrorCode::from);
    (code, text(0, LONG), text(0, 20)).prop_map(|(code, message, error_type)| {
        let mut error = ServiceError::client(code, message);
        error.error_type = error_type;
        error
    })
}

fn job_id() -> impl Strategy<Value = JobId> {
    prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)].prop_map(JobId::new)
}

fn job_status() -> impl Strategy<Value = JobStatus> {
    select(&[JobStatus::InProgress, JobStatus::CompletedSuccessfully, JobStatus::Failed][..])
}

fn signer_status() -> impl Strategy<Value = SignerStatus> {
    let known = select(&["WAITING", "SIGNED", " signed ", "SIGNERS_NAME_NOT_AVAILABLE", "BLOCKED"][..]);
    prop_oneof![known.prop_map(str::to_owned), text(0, 40)].prop_map(SignerStatus::from)
}

/// Sets an optional value, if there is one.
fn set<J, T>(job: J, value: Option<T>, setter: impl FnOnce(J, T) -> J) -> J {
    match value {
        Some(value) => setter(job, value),
        None => job,
    }
}

/// A direct job, made again from what its getters give.
pub(crate) fn direct_rebuilt(job: &DirectJob) -> DirectJob {
    let signers = job.signers().iter().map(|signer| {
        let rebuilt = match signer.identification().clone() {
            DirectSignerIdentification::Personal(number) => DirectSigner::personal(number),
            DirectSignerIdentification::Custom(identifier) => DirectSigner::custom(identifier),
        };
        let rebuilt = set(rebuilt, signer.signature_type(), DirectSigner::with_signature_type);
        set(rebuilt, signer.on_behalf_of(), DirectSigner::with_on_behalf_of)
    });
    let pages = job.exit_urls();
    let pages = ExitUrls::new(pages.completion().clone(), pages.rejection().clone(), pages.error().clone());
    let documents = job.documents().clone();
    let rebuilt = DirectJob::new(job.title().clone(), documents, Signers::new(signers).unwrap(), pages).unwrap();
    let rebuilt = set(rebuilt, job.sender().cloned(), DirectJob::with_sender);
    let rebuilt = set(rebuilt, job.reference().cloned(), DirectJob::with_reference);
    let rebuilt = set(rebuilt, job.description().cloned(), DirectJob::with_description);
    let rebuilt = set(rebuilt, job.required_authentication(), DirectJob::with_required_authentication);
    let naming = job.identifier_in_signed_documents();
    let rebuilt = set(rebuilt, naming, DirectJob::with_identifier_in_signed_documents);
    set(rebuilt, job.status_retrieval_method(), DirectJob::with_status_retrieval_method)
}

/// A portal job, made again from what its getters give.
pub(crate) fn portal_rebuilt(job: &PortalJob) -> PortalJob {
    let signers = job.signers().iter().map(|signer| {
        let for_other = signer.on_behalf_of() == Some(OnBehalfOf::Other);
        let rebuilt = match (signer.address().clone(), for_other) {
            (PortalSignerAddress::Personal { number, notifications, .. }, false) => {
                PortalSigner::personal(number, notifications)
            }
            (PortalSignerAddress::Personal { number, notifications, .. }, true) => {
                PortalSigner::personal_for_other(number, notifications)
            }
            (PortalSignerAddress::PersonalWithLookup { number, lookup, .. }, _) => {
                PortalSigner::personal_with_lookup(number, lookup)
            }
            (PortalSignerAddress::ContactInformation { notifications, .. }, false) => {
                PortalSigner::contact_information(notifications)
            }
            (PortalSignerAddress::ContactInformation { notifications, .. }, true) => {
                PortalSigner::contact_information_for_other(notifications)
            }
        };
        let by_self = signer.on_behalf_of() == Some(OnBehalfOf::Myself);
        let rebuilt = if by_self { rebuilt.with_on_behalf_of_self() } else { rebuilt };
        let rebuilt = set(rebuilt, signer.order(), PortalSigner::with_order);
        set(rebuilt, signer.signature_type(), PortalSigner::with_signature_type)
    });
    let availability = job.availability().map(|availability| {
        let rebuilt = set(Availability::new(), availability.activation_time(), Availability::with_activation_time);
        set(rebuilt, availability.length(), |rebuilt, length| rebuilt.with_length(length).unwrap())
    });
    let documents = job.documents().clone();
    let rebuilt = PortalJob::new(job.title().clone(), documents, Signers::new(signers).unwrap());
    let rebuilt = set(rebuilt, job.sender().cloned(), PortalJob::with_sender);
    let rebuilt = set(rebuilt, job.reference().cloned(), PortalJob::with_reference);
    let rebuilt = set(rebuilt, job.nonsensitive_title().cloned(), PortalJob::with_nonsensitive_title);
    let rebuilt = set(rebuilt, job.description().cloned(), PortalJob::with_description);
    let rebuilt = set(rebuilt, job.required_authentication(), PortalJob::with_required_authentication);
    let naming = job.identifier_in_signed_documents();
    let rebuilt = set(rebuilt, naming, PortalJob::with_identifier_in_signed_documents);
    set(rebuilt, availability, PortalJob::with_availability)
}
