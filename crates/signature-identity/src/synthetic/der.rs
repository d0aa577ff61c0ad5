//! DER made by hand, for what no program makes.

use der::oid::ObjectIdentifier;

pub(crate) fn oid(dotted: &str) -> Vec<u8> {
    element(0x06, &[ObjectIdentifier::new_unwrap(dotted).as_bytes()])
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, parts)
}

pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut element = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short @ ..0x80) => element.push(short),
        Ok(length) => element.extend([0x81, length]),
        Err(_) => {
            element.push(0x82);
            element.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        }
    }
    element.extend(content);
    element
}
