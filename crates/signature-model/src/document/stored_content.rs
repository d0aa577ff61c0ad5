//! The content of a document in storage: Base64 where people read it, as in JSON, and bytes elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

pub(super) fn serialize<S: Serializer>(content: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.serialize_str(&STANDARD.encode(content))
    } else {
        content.serialize(serializer)
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
    if deserializer.is_human_readable() {
        let text = String::deserialize(deserializer)?;
        // Without the library's reason, which quotes the content.
        let content = STANDARD.decode(text).map_err(|_| D::Error::custom("expected Base64, found other text"))?;
        Ok(Bytes::from(content))
    } else {
        Bytes::deserialize(deserializer)
    }
}
