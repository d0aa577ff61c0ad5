//! Any text as a value, and any bytes as a file of some kind: no panic, and a value's own text gives the same value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signature_model::urls::{
    CancellationUrl, ConfirmationUrl, DeleteDocumentsUrl, ExitUrl, PadesUrl, RedirectUrl, SignerUrl, StatusUrl,
    XadesUrl,
};
use signature_model::{
    ArchivedDocumentId, Description, EmailAddress, FileKind, FileName, JobReference, MobileNumber, NonsensitiveTitle,
    OrganizationNumber, PersonalIdentificationNumber, PollingQueue, SignerIdentifier, SignerLabel, StatusQueryToken,
    Timestamp, Title,
};
use signature_protocol::{ServiceRoot, with_query};

macro_rules! check {
    ($text:expr, $($value:ident.$read:ident,)+) => {
        $(if let Ok(value) = $text.parse::<$value>() {
            assert_eq!(value.$read().parse::<$value>(), Ok(value.clone()), "{}", stringify!($value));
        })+
    };
}

fuzz_target!(|data: &[u8]| {
    let _ = FileKind::of(data).to_string();
    let Ok(text) = std::str::from_utf8(data) else { return };
    check!(
        text,
        ArchivedDocumentId.as_str,
        Description.expose,
        EmailAddress.expose,
        FileName.expose,
        JobReference.as_str,
        MobileNumber.expose,
        NonsensitiveTitle.as_str,
        OrganizationNumber.as_str,
        PersonalIdentificationNumber.expose,
        PollingQueue.as_str,
        SignerIdentifier.expose,
        SignerLabel.expose,
        StatusQueryToken.expose,
        Timestamp.to_string,
        Title.expose,
        CancellationUrl.as_str,
        ConfirmationUrl.as_str,
        DeleteDocumentsUrl.as_str,
        ExitUrl.as_str,
        PadesUrl.as_str,
        RedirectUrl.expose,
        SignerUrl.as_str,
        StatusUrl.as_str,
        XadesUrl.as_str,
    );
    if let Ok(root) = ServiceRoot::new(text) {
        check_root(&root);
    }
    let root = ServiceRoot::production();
    if let Ok(url) = root.follow(text) {
        assert_eq!(url.scheme_str(), Some("https"));
        assert_eq!(url.host().map(str::to_ascii_lowercase).as_deref(), Some("api.signering.posten.no"));
        let with_query = with_query(&url, "query", text).expect("a query");
        root.follow(&with_query.to_string()).expect("the same origin");
    }
});

/// A resource below the root has its origin.
fn check_root(root: &ServiceRoot) {
    let sender = OrganizationNumber::new("123456789").expect("a number");
    let url = root.resource(&sender, "/direct/signature-jobs").expect("a URL").to_string();
    root.follow(&url).expect("the same origin");
}
