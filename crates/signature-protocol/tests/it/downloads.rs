//! Downloads: what they ask for, the document that streams, and every other reply.

use bytes::Bytes;
use signature_model::urls::{PadesUrl, XadesUrl};
use signature_model::{ArchivedDocumentId, ErrorCode};
use signature_protocol::http::response::Parts;
use signature_protocol::{
    AwaitingDownload, ContentType, DownloadStep, Error, ErrorKind, FetchDocument, InsteadOfDocument, Replay, Retry,
    Sent, TransportFault,
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
    let good = || head(200, &[("content-length", "17"), ("content-type", "application/pdf")]);
    let DownloadStep::Stream(streaming) = sent(&pades()).on_head(good()).unwrap() else {
        panic!("expected a document")
    };
    let found = streaming.head();
    assert_eq!(
        (found.content_length, found.content_type.as_ref().map(ContentType::expose)),
        (Some(17), Some("application/pdf"))
    );
    let broken = streaming.fail(TransportFault::new(Sent::Maybe, "reset"));
    assert_eq!((broken.sent(), broken.retry()), (Sent::Yes, Retry::Now), "a document may be asked for again");

    let document = Bytes::from_static(b"%PDF-1.7 invented");
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
    assert!(answer("", b"%PDF-").is_ok());
    assert!(answer("5", b"%PDF-").is_ok());
    for (length, body, expected) in [
        ("", &b""[..], "expected a document, found no bytes"),
        ("0", b"", "expected a document, found no bytes"),
        ("6", b"%PDF-", "expected a document of 6 bytes, found 5"),
        ("4", b"%PDF-", "expected a document of 4 bytes, found 5"),
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
    let refusal = || match sent(&pades()).on_head(head(404, &[])).unwrap() {
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
        for text in [format!("{error}"), format!("{error:?}")] {
            assert!(text.contains(shown) && !text.contains("kari"), "{text}");
        }
        if content_type == "text/html" {
            continue;
        }
        let download = sent(&pades()).answer(head(200), Bytes::from_static(b"%PDF-")).unwrap();
        let text = format!("{:?}", download.head);
        assert!(text.contains(shown) && !text.contains("kari"), "{text}");
        assert_eq!(download.head.content_type.as_ref().map(ContentType::expose), Some(content_type));
    }
}

#[test]
fn only_the_kind_of_document_that_was_asked_for_is_one() {
    let xades = FetchDocument::xades(XadesUrl::new("https://api.example/api/1/xades/1").unwrap());
    for (document, body) in [
        (pades(), &b"%PDF-1.7 invented"[..]),
        (xades.clone(), b"<XAdES/>"),
        (xades.clone(), b"\xEF\xBB\xBF\r\n<?xml version='1.0'?><XAdES/>"),
    ] {
        for content_type in ["application/pdf", "application/xml", "text/plain", "nonsense"] {
            let head = head(200, &[("content-type", content_type)]);
            assert_eq!(sent(&document).answer(head, body).unwrap().bytes, body);
        }
    }
    for (document, body, text) in [
        (pades(), &b"<!DOCTYPE html><p>01010100000"[..], "expected a PDF, found an HTML page"),
        (pades(), b"{\"error\": \"01010100000\"}", "expected a PDF, found JSON"),
        (pades(), b"<error>01010100000</error>", "expected a PDF, found XML"),
        (xades.clone(), b"<!-- 01010100000 --><html>", "expected XML, found an HTML page"),
        (xades.clone(), b"%PDF-1.7 01010100000", "expected XML, found a PDF"),
        (xades, b" \n", "expected XML, found white space only"),
    ] {
        let error = refused(&document, head(200, &[]), body);
        assert!(matches!(error.kind(), ErrorKind::NotADocument { found: InsteadOfDocument::File(_), .. }), "{error:?}");
        assert_eq!(error.to_string(), text);
        assert!(!format!("{error:?}").contains("01010100000"), "an error quotes the body: {error:?}");
        assert_eq!((error.sent(), error.retry(), error.is_without_effect()), (Sent::Yes, Retry::Now, false));
    }
}

#[test]
fn a_success_that_cannot_bring_the_document_ends_at_its_head() {
    for (status, field, text, retry) in [
        (200, ("content-encoding", "gzip"), "expected a PDF, found a body in the content encoding gzip", Retry::Never),
        (
            200,
            ("content-range", "bytes 0-4/9"),
            "expected a PDF, found a part of a document (status 200 OK)",
            Retry::Never,
        ),
        (206, ("x", ""), "expected a PDF, found a part of a document (status 206 Partial Content)", Retry::Never),
        (203, ("x", ""), "expected a PDF, found status 203 Non Authoritative Information", Retry::Never),
        (204, ("x", ""), "expected a PDF, found status 204 No Content", Retry::Never),
        (200, ("content-type", "Text/HTML; charset=utf-8"), "expected a PDF, found an HTML page", Retry::Now),
    ] {
        let error = sent(&pades()).on_head(head(status, &[field])).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.retry()), (text, retry));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!((error.sent(), error.replay()), (Sent::Yes, Replay::Safe));
        assert!(sent(&pades()).answer(head(status, &[field]), &b"%PDF-1.7"[..]).is_err());
    }
    assert!(sent(&pades()).answer(head(200, &[("content-encoding", "identity")]), &b"%PDF-1.7"[..]).is_ok());
}
