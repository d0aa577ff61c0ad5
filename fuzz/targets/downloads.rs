//! Downloads with any status, head and body, in any pieces: no panic, the result does not depend on the pieces, and a
//! document has as many bytes as the head says and is never a page.
#![no_main]

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::response::Parts;
use libfuzzer_sys::fuzz_target;
use signature_model::FileKind;
use signature_model::urls::XadesUrl;
use signature_protocol::{DownloadStep, Error, FetchDocument, ServiceRoot};

fn head(status: u16, content_type: &[u8], content_length: &[u8]) -> Option<Parts> {
    let reply = http::Response::builder().status(status);
    let reply = reply.header(CONTENT_TYPE, content_type).header(CONTENT_LENGTH, content_length).body(());
    Some(reply.ok()?.into_parts().0)
}

/// The number of bytes of a document that came in pieces of `size`.
fn stream(fetch: &FetchDocument, root: &ServiceRoot, head: Parts, body: &[u8], size: usize) -> Result<usize, Error> {
    match fetch.plan(root)?.1.on_head(head)? {
        DownloadStep::Stream(mut streaming) => {
            body.chunks(size).try_for_each(|piece| streaming.push(piece))?;
            streaming.finish().map(|()| body.len())
        }
        DownloadStep::Collect(mut refusal) => {
            body.chunks(size).try_for_each(|piece| refusal.push(piece))?;
            Err(refusal.finish())
        }
    }
}

fuzz_target!(|input: (u16, &[u8], Option<u16>, &[u8], u8, &[u8])| {
    let (status, content_type, length, other_length, size, body) = input;
    let (status, size) = (100 + status % 500, usize::from(size) + 1);
    let body = fuzz::any_of(fuzz::messages(), body);
    let length = length.map_or(other_length.to_vec(), |length| length.to_string().into_bytes());
    let (Some(first), Some(second)) = (head(status, content_type, &length), head(status, content_type, &length)) else {
        return;
    };
    let root = ServiceRoot::new("https://api.example/api").expect("a root");
    let fetch = FetchDocument::xades(XadesUrl::new("https://api.example/api/1").expect("a URL"));
    let awaiting = fetch.plan(&root).expect("the same origin").1;
    let whole = awaiting.answer(first, Bytes::copy_from_slice(&body));
    match (whole, stream(&fetch, &root, second, &body, size)) {
        (Ok(whole), Ok(received)) => {
            assert_eq!(FileKind::of(&whole.bytes), FileKind::Xml);
            assert!(received > 0);
            assert_eq!(whole.bytes.len(), received);
            assert!(whole.head.content_length.is_none_or(|length| length == received as u64));
        }
        (Err(whole), Err(pieces)) => assert_eq!(whole.to_string(), pieces.to_string()),
        (whole, pieces) => panic!("{whole:?} and {pieces:?}"),
    }
});
