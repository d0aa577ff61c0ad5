//! Reading what was stored, with errors that quote nothing.
//!
//! serde's own errors repeat the value that they found where a list, a structure or a known word should be, and here
//! that may be a person's number. So every type with such values inside is read through [`Quiet`], which says what was
//! expected and not what was found. Texts check themselves in the same way (`values/text`).

use std::fmt::{self, Display, Formatter};

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};

/// Makes a type with `#[serde(remote = "Self")]` read itself quietly. It is written as it is.
macro_rules! quiet {
    ($($type:ident),+) => {
        $(
            impl serde::Serialize for $type {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    // The derived method of the type itself.
                    Self::serialize(self, serializer)
                }
            }

            impl<'de> serde::Deserialize<'de> for $type {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    // The derived method of the type itself.
                    Self::deserialize($crate::stored::Quiet(deserializer)).map_err(|error| error.0)
                }
            }
        )+
    };
}
pub(crate) use quiet;

/// Whatever is wrapped, with errors that quote nothing.
pub(crate) struct Quiet<T>(pub(crate) T);

/// The error of a format, made without what was found.
#[derive(Debug)]
pub(crate) struct QuietError<E>(pub(crate) E);

impl<E: de::Error> Display for QuietError<E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl<E: de::Error> std::error::Error for QuietError<E> {}

impl<E: de::Error> de::Error for QuietError<E> {
    fn custom<T: Display>(message: T) -> Self {
        Self(E::custom(message))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(E::custom(format_args!("expected {expected}, found another type")))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(E::custom(format_args!("expected {expected}, found another value")))
    }

    fn invalid_length(found: usize, expected: &dyn Expected) -> Self {
        Self(E::invalid_length(found, expected))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self(E::custom(format_args!("expected one of {}, found another word", expected.join(", "))))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self(E::custom(format_args!("expected a field of {}, found another", expected.join(", "))))
    }

    fn missing_field(field: &'static str) -> Self {
        Self(E::missing_field(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self(E::duplicate_field(field))
    }
}

/// Hands each call on, with the visitor wrapped.
macro_rules! hand_on {
    ($($method:ident($($argument:ident: $type:ty),*))+) => {
        $(
            fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Self::Error> {
                self.0.$method($($argument,)* Quiet(visitor)).map_err(QuietError)
            }
        )+
    };
}

/// Asks a format that describes itself for whatever comes, since its own errors about types quote what they find. The
/// visitor then says what it expected. Other formats are asked for the type.
macro_rules! ask_for_anything {
    ($($method:ident($($argument:ident: $type:ty),*))+) => {
        $(
            fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, Self::Error> {
                match self.0.is_human_readable() {
                    true => self.deserialize_any(visitor),
                    false => self.0.$method($($argument,)* Quiet(visitor)).map_err(QuietError),
                }
            }
        )+
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Quiet<D> {
    type Error = QuietError<D::Error>;

    hand_on! {
        deserialize_any() deserialize_option() deserialize_ignored_any()
        deserialize_newtype_struct(name: &'static str)
        deserialize_enum(name: &'static str, variants: &'static [&'static str])
    }

    ask_for_anything! {
        deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_u8()
        deserialize_u16() deserialize_u32() deserialize_u64() deserialize_f32() deserialize_f64() deserialize_char()
        deserialize_str() deserialize_string() deserialize_bytes() deserialize_byte_buf() deserialize_unit()
        deserialize_seq() deserialize_map() deserialize_identifier()
        deserialize_unit_struct(name: &'static str)
        deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize)
        deserialize_struct(name: &'static str, fields: &'static [&'static str])
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Hands each value on; the visitor's own errors become quiet ones.
macro_rules! visit {
    ($($method:ident($type:ty))+) => {
        $(
            fn $method<E: de::Error>(self, value: $type) -> Result<V::Value, E> {
                self.0.$method::<QuietError<E>>(value).map_err(|error| error.0)
            }
        )+
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Quiet<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    visit! {
        visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_f64(f64) visit_str(&str) visit_borrowed_str(&'de str)
        visit_string(String) visit_bytes(&[u8]) visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none::<QuietError<E>>().map_err(|error| error.0)
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit::<QuietError<E>>().map_err(|error| error.0)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Quiet(deserializer)).map_err(|error| error.0)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Quiet(deserializer)).map_err(|error| error.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Quiet(access)).map_err(|error| error.0)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Quiet(access)).map_err(|error| error.0)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(Quiet(access)).map_err(|error| error.0)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Quiet<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Quiet(deserializer)).map_err(|error| error.0)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Quiet<A> {
    type Error = QuietError<A::Error>;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Self::Error> {
        self.0.next_element_seed(Quiet(seed)).map_err(QuietError)
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Quiet<A> {
    type Error = QuietError<A::Error>;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Self::Error> {
        self.0.next_key_seed(Quiet(seed)).map_err(QuietError)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error> {
        self.0.next_value_seed(Quiet(seed)).map_err(QuietError)
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Quiet<A> {
    type Error = QuietError<A::Error>;
    type Variant = Quiet<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), Self::Error> {
        let (value, variant) = self.0.variant_seed(Quiet(seed)).map_err(QuietError)?;
        Ok((value, Quiet(variant)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Quiet<A> {
    type Error = QuietError<A::Error>;

    fn unit_variant(self) -> Result<(), Self::Error> {
        self.0.unit_variant().map_err(|_| de::Error::custom("expected a word alone, found it with a value"))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Self::Error> {
        self.0.newtype_variant_seed(Quiet(seed)).map_err(QuietError)
    }

    // As newtype variants, whose value can be asked for quietly. JSON, YAML, TOML and CBOR write both in the same way.
    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Self::Error> {
        self.newtype_variant_seed(Fields { shape: Shape::Tuple(length), visitor })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.newtype_variant_seed(Fields { shape: Shape::Struct(fields), visitor })
    }
}

/// The fields of a variant.
struct Fields<V> {
    shape: Shape,
    visitor: V,
}

enum Shape {
    Tuple(usize),
    Struct(&'static [&'static str]),
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        match self.shape {
            Shape::Tuple(length) => deserializer.deserialize_tuple(length, self.visitor),
            Shape::Struct(fields) => deserializer.deserialize_struct("", fields, self.visitor),
        }
    }
}
