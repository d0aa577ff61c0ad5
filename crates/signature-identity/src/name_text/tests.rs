//! Spellings of one name by many programs, and names that are another one.

use super::*;
use crate::synthetic::der::{element, oid, sequence};

fn attribute_der(kind: &str, tag: u8, value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(kind), &element(tag, &[value])])
}

fn name(levels: &[&[Vec<u8>]]) -> DistinguishedName {
    let levels: Vec<_> = levels.iter().map(|level| element(0x31, &[&level.concat()])).collect();
    let der = bytes::Bytes::from(element(0x30, &[&levels.concat()]));
    DistinguishedName::read(&Element::parse(&der).unwrap(), &der).unwrap()
}

/// The name of an invented issuer, with everything that programs write in different ways.
fn issuer() -> DistinguishedName {
    name(&[
        &[attribute_der("2.5.4.6", 0x13, b"NO")],
        &[attribute_der("2.5.4.8", 0x0c, "Østfold".as_bytes())],
        &[attribute_der("2.5.4.97", 0x0c, b"NTRNO-999999991")],
        &[attribute_der("2.5.4.10", 0x0c, br#"Invented, "Trust" + Sons AS"#)],
        &[attribute_der("2.5.4.5", 0x13, b"42"), attribute_der("2.5.4.3", 0x1e, b"\0C\0A\0 \0\xd8")],
        &[attribute_der("1.2.840.113549.1.9.1", 0x16, b"ca@example.com")],
    ])
}

#[track_caller]
fn check(text: &str, expected: Result<bool, &str>) {
    let found = NameText::parse(text).map(|name| name.is(&issuer())).map_err(|error| error.to_string());
    let prefix = "a distinguished name must be written as RFC 4514 says, such as CN=Issuer,O=Enterprise,C=NO; found ";
    assert_eq!(found, expected.map_err(|fault| format!("{prefix}{fault}")), "{text}");
}

#[test]
fn every_program_s_spelling_is_the_same_name() {
    // RFC 4514, RFC 2253.
    check(
        r#"1.2.840.113549.1.9.1=#160e6361406578616d706c652e636f6d,2.5.4.5=#13023432+CN=CA \C3\98,O=Invented\, \"Trust\" \+ Sons AS,2.5.4.97=#0c0f4e54524e4f2d393939393939393931,ST=\C3\98stfold,C=NO"#,
        Ok(true),
    );
    // The Java platform, which reads every string as UTF-8.
    check(
        r#"1.2.840.113549.1.9.1=#160e6361406578616d706c652e636f6d,2.5.4.5=#13023432+CN=\00C\00A\00 \00�,O=Invented\, \"Trust\" \+ Sons AS,2.5.4.97=#0c0f4e54524e4f2d393939393939393931,ST=Østfold,C=NO"#,
        Ok(true),
    );
    // The same in its form for people.
    check(
        r#"EMAILADDRESS=ca@example.com, SERIALNUMBER=42 + CN=CA Ø, O="Invented, \"Trust\" + Sons AS", OID.2.5.4.97=NTRNO-999999991, ST=Østfold, C=NO"#,
        Ok(true),
    );
    // .NET.
    check(
        r#"E=ca@example.com, SERIALNUMBER=42 + CN=CA Ø, O="Invented, ""Trust"" + Sons AS", OID.2.5.4.97=NTRNO-999999991, S=Østfold, C=NO"#,
        Ok(true),
    );
    // OpenSSL, -nameopt RFC2253.
    check(
        r#"emailAddress=ca@example.com,serialNumber=42+CN=CA \C3\98,O=Invented\, \"Trust\" \+ Sons AS,organizationIdentifier=NTRNO-999999991,ST=\C3\98stfold,C=NO"#,
        Ok(true),
    );
    // RFC 1779: semicolons, any space, any case.
    check(
        " e = CA@EXAMPLE.COM ;\tcn=ca  ø+serialnumber=42 ; o=\" invented,  \\\"trust\\\" + sons as\";oid.2.5.4.97 = ntrno-999999991\n; s=østfold ; c=no ",
        Ok(true),
    );
}

#[test]
fn a_different_name_is_recognized() {
    let start = r#"E=ca@example.com,SERIALNUMBER=42+CN=CA Ø,O="Invented, ""Trust"" + Sons AS","#;
    check(&format!("{start}2.5.4.97=NTRNO-999999991,ST=Østfold,C=NO"), Ok(true));
    check(&format!("{start}2.5.4.97=NTRNO-999999992,ST=Østfold,C=NO"), Ok(false));
    check(&format!("{start}2.5.4.98=NTRNO-999999991,ST=Østfold,C=NO"), Ok(false));
    check(&format!("{start}ST=Østfold,2.5.4.97=NTRNO-999999991,C=NO"), Ok(false));
    check(&format!("{start}2.5.4.97=NTRNO-999999991+ST=Østfold,C=NO"), Ok(false));
    check(&format!("{start}2.5.4.97=NTRNO-999999991,ST=Østfold"), Ok(false));
    check(&format!("{start}2.5.4.97=NTRNO-999999991,ST=Østfold,C=NO,C=NO"), Ok(false));
    check("", Ok(false));
    // The first level first.
    check(
        r#"C=NO,ST=Østfold,2.5.4.97=NTRNO-999999991,O="Invented, ""Trust"" + Sons AS",SERIALNUMBER=42+CN=CA Ø,E=ca@example.com"#,
        Ok(false),
    );
}

#[test]
fn what_is_not_a_name_is_refused() {
    check("Invented Issuing CA", Err("an attribute without an equals sign"));
    check("CN=a,", Err("an attribute without an equals sign"));
    check("CN=a,,O=b", Err("an attribute type that is not known"));
    check("XYZ=a", Err("an attribute type that is not known"));
    check("=a", Err("an attribute type that is not known"));
    check("2.5.=a", Err("an attribute type that is not an object identifier"));
    check("OID.=a", Err("an attribute type that is not known"));
    check("CN=\"a", Err("a quoted value without its end"));
    check("CN=\"a\"b", Err("text behind a quoted or hexadecimal value"));
    check("CN=a\\", Err("a backslash at its end"));
    check("CN=\\ff", Err("escaped bytes that are not UTF-8"));
    check("CN=#0c0", Err("an odd number of hexadecimal digits"));
    check("CN=#", Err("a hexadecimal value that is not ASN.1"));
    check("CN=#0c05", Err("a hexadecimal value that is not ASN.1"));
    check("CN=#0c0141x", Err("text behind a quoted or hexadecimal value"));
    check(&"CN=a+".repeat(17), Err("more attributes at one level than any name has"));
    check(&"CN=a,".repeat(20_000), Err("more text than any name has"));
    check(&format!("{}=a", "1.".repeat(8000)), Err("an attribute type that is not an object identifier"));
}

#[test]
fn a_value_may_be_empty_and_anything_but_text() {
    let empty = name(&[&[attribute_der("2.5.4.3", 0x0c, b"")]]);
    assert!(NameText::parse("CN=").unwrap().is(&empty));
    assert!(NameText::parse("CN=\"\"").unwrap().is(&empty));
    let bits = name(&[&[attribute_der("2.5.4.45", 0x03, b"\0\x01")]]);
    assert!(NameText::parse("2.5.4.45=#03020001").unwrap().is(&bits));
    assert!(!NameText::parse("2.5.4.45=#03020002").unwrap().is(&bits));
    assert!(!NameText::parse("2.5.4.45=x").unwrap().is(&bits));
    assert!(NameText::parse(" ").unwrap().is(&name(&[])));
}

#[test]
fn keywords_are_told_apart() {
    let mut seen = Vec::new();
    for (keyword, _) in KEYWORDS {
        let lower = keyword.to_lowercase();
        assert!(!seen.contains(&lower), "{keyword}");
        seen.push(lower);
    }
}

/// Every name that this crate prints is read as what it is.
#[test]
fn our_own_text_is_read() {
    for certificate in [crate::synthetic::avsender(), crate::synthetic::sender(), crate::synthetic::issuer()] {
        assert_eq!(certificate.is_issued_by_name(&certificate.issuer_name()), Ok(true));
        assert_eq!(certificate.is_issued_by_name("CN=Another"), Ok(false));
    }
    let printed = issuer().to_rfc2253();
    assert!(NameText::parse(&printed).unwrap().is(&issuer()), "{printed}");
}
