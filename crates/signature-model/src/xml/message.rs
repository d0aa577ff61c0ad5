//! The codec that every message has in public.

/// Gives a message type its public codec, on top of its `read` and `write`.
macro_rules! message {
    ($type:ty, $root:literal, $mode:expr) => {
        impl $type {
            /// The name of the XML element.
            pub const ELEMENT: &'static str = $root;

            /// Reads the element from a whole XML document.
            ///
            /// # Errors
            /// [`ReadError`](crate::ReadError) with the element's path and the byte offset of what is wrong.
            pub fn from_xml(document: &[u8]) -> Result<Self, $crate::ReadError> {
                $crate::xml::Reader::document(document, $root, $mode, Self::read)
            }

            /// Writes the element as a whole XML document, in schema order, without white space.
            pub fn to_xml(&self) -> Vec<u8> {
                $crate::xml::Writer::document($root, |writer| self.write(writer))
            }
        }
    };
}
pub(crate) use message;
