//! Downloads: what they ask for, the document that streams, and every other reply.

use bytes::Bytes;
use signature_model::urls::{PadesUrl, XadesUrl};
use signature_model::{ArchivedDocumentId, ErrorCode};
use signature_protocol::http::response::Parts;
use signature_protocol::{
    AwaitingDownload, ContentType, DownloadStep, Error, ErrorKind, FetchDocument, Replay, Retry, Sent, TransportFault,
};

use crate::{error_body, head, root, sender};

fn pades() -> FetchDocument {
    FetchDocument::pades(PadesUrl::new("https://api.example/api/1/pades").unwrap())
}

fn sent(document: &FetchDocument) -> AwaitingDownload {
    document.plan(&root()).unwrap().1
}

/// The error that a whole reply is.
#[track_caller]
fn refused(document: &FetchDocument, head: Parts, body: &[u8]) -> Error {
    sent(document).answer(head, Bytes::copy_from_slice(body)).unwrap_err()
}

#[test]
fn each_document_has_its_own_address() {
    let archived = ArchivedDocumentId::new("a/b 1").unwrap();
    let owner = sender().organization_number().clone();
    for (document, path) in [
        (FetchDocument::xades(XadesUrl::new("https://api.example/api/1/xades/1").unwrap()), "/api/1/xades/1"),
        (pades(), "/api/1/pades"),
        (FetchDocument::archived_pades(owner, archived), "/api/123456789/archive/documents/a%2Fb%201/pades"),
    ] {
        let (request, _) = document.plan(&root()).unwrap();
        assert_eq!((request.head().method.as_str(), request.head().uri.path()), ("GET", path));
        assert_eq!(request.head().headers["accept"], "application/octet-stream, application/xml");
        assert!(request.body().is_empty());
    }
    let elsewhere = FetchDocument::pades(PadesUrl::new("https://evil.example/api/1/pades").unwrap());
    let error = elsewhere.plan(&root()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ForeignOrigin { .. }));
    assert_eq!((error.sent(), error.retry()), (Sent::No, Retry::Never));
}

#[test]
fn a_document_streams_and_says_what_it_is() {
    let good = || head(200, &[("content-length", "13"), ("content-type", "application/pdf")]);
    let DownloadStep::Stream(streaming) = sent(&pades()).on_head(good()) else { panic!("expected a document") };
    let found = streaming.head();
    assert_eq!(
        (found.content_length, found.content_type.as_ref().map(ContentType::expose)),
        (Some(13), Some("application/pdf"))
    );
    let broken = streaming.fail(TransportFault::new(Sent::Maybe, "reset"));
    assert_eq!((broken.sent(), broken.retry()), (Sent::Yes, Retry::Now), "a document may be asked for again");

    let document = Bytes::from_static(b"%PDF invented");
    let downloaded = sent(&pades()).answer(good(), document.clone()).unwrap();
    assert_eq!((&downloaded.head, &downloaded.bytes), (found, &document));
    assert!(std::ptr::eq(downloaded.bytes.as_ptr(), document.as_ptr()), "not copied");
}

#[test]
fn a_document_is_whole_or_an_error() {
    let answer = |length: &str, body: &'static [u8]| {
        let fields: &[(&str, &str)] = if length.is_empty() { &[] } else { &[("content-length", length)] };
        sent(&pades()).answer(head(200, fields), body)
    };
    assert!(answer("", b"%PDF").is_ok());
    assert!(answer("4", b"%PDF").is_ok());
    for (length, body, expected) in [
        ("", &b""[..], "expected a document, found no bytes"),
        ("0", b"", "expected a document, found no bytes"),
        ("5", b"%PDF", "expected a document of 5 bytes, found 4"),
        ("3", b"%PDF", "expected a document of 3 bytes, found 4"),
    ] {
        let error = answer(length, body).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.retry()), (expected, Retry::Now));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    }
}

#[test]
fn every_other_reply_is_an_error() {
    for (status, body, retry) in [
        (204, &b""[..], Retry::Never),
        (205, b"", Retry::Never),
        (404, b"", Retry::Never),
        (429, b"", Retry::After(std::time::Duration::from_secs(30))),
        (502, b"<html>bad gateway</html>", Retry::Now),
    ] {
        let error = refused(&pades(), head(status, &[]), body);
        assert_eq!((error.status().map(|status| status.as_u16()), error.retry()), (Some(status), retry));
        assert_eq!((error.sent(), error.replay()), (Sent::Yes, Replay::Safe));
    }
    let unknown = refused(&pades(), head(404, &[]), &error_body("ARCHIVED_DOCUMENT_NOT_FOUND"));
    assert_eq!(unknown.code(), Some(&ErrorCode::ArchivedDocumentNotFound));
    assert!(!format!("{unknown} {unknown:?}").contains("01010100000"), "an error quotes the service: {unknown:?}");
}

#[test]
fn a_refusal_comes_in_pieces_and_has_a_limit() {
    let refusal = || match sent(&pades()).on_head(head(404, &[])) {
        DownloadStep::Collect(refusal) => refusal,
        DownloadStep::Stream(_) => panic!("expected a refusal"),
    };
    let (body, mut pieces) = (error_body("GONE"), refusal());
    for piece in body.chunks(7) {
        pieces.push(piece).unwrap();
    }
    assert_eq!(pieces.finish().code().map(ErrorCode::as_str), Some("GONE"));
    let error = refusal().push(&vec![b'x'; (1 << 20) + 1]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { limit: 1_048_576, .. }));
    assert_eq!(refusal().fail(TransportFault::new(Sent::Maybe, "reset")).sent(), Sent::Yes);
    assert_eq!(sent(&pades()).fail(TransportFault::new(Sent::No, "refused")).sent(), Sent::No);
}

#[test]
fn a_media_type_shows_without_its_parameters_and_only_if_it_is_one() {
    for (content_type, shown) in [
        ("application/pdf; name=\"kari.pdf\"", "application/pdf"),
        ("text/html", "text/html"),
        ("to kari@example.com", "another type"),
    ] {
        let head = |status| head(status, &[("content-type", content_type)]);
        let error = refused(&pades(), head(404), b"<html>");
        let download = sent(&pades()).answer(head(200), Bytes::from_static(b"%PDF")).unwrap();
        for text in [format!("{error}"), format!("{error:?}"), format!("{:?}", download.head)] {
            assert!(text.contains(shown) && !text.contains("kari"), "{text}");
        }
        assert_eq!(download.head.content_type.as_ref().map(ContentType::expose), Some(content_type));
    }
}
