//! Hostile XML: refused with a place and a reason, in bounded time and memory.

use signature_model::{NAMESPACE, ReadErrorKind, ServiceError};

#[track_caller]
fn refused(document: impl AsRef<[u8]>) -> ReadErrorKind {
    match ServiceError::from_xml(document.as_ref()) {
        Ok(_) => panic!("accepted"),
        Err(error) => error.kind().clone(),
    }
}

fn error_with(content: &str) -> String {
    format!(
        "<error xmlns=\"{NAMESPACE}\"><error-code>A</error-code><error-message>B</error-message>\
         <error-type>CLIENT</error-type>{content}</error>"
    )
}

#[test]
fn a_doctype_is_refused_before_anything_it_says() {
    let bomb = "<!DOCTYPE e [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>";
    assert_eq!(refused(format!("{bomb}{}", error_with("&b;"))), ReadErrorKind::Doctype);
    let external = "<!DOCTYPE e SYSTEM \"file:///etc/passwd\">";
    assert_eq!(refused(format!("{external}{}", error_with(""))), ReadErrorKind::Doctype);
}

#[test]
fn only_predefined_entities_exist() {
    let document = error_with("").replace(">A<", ">&lt;&#x41;&#66;&amp;<");
    assert_eq!(ServiceError::from_xml(document.as_bytes()).unwrap().code.as_str(), "<AB&");
    for entity in ["&nbsp;", "&b;", "&#0;", "&#xD800;", "&#xFFFFFFFFFF;", "&#;", "& ", "&lt"] {
        let fault = refused(error_with("").replace(">A<", &format!(">{entity}<")));
        assert!(matches!(fault, ReadErrorKind::NotWellFormed(_)), "{entity}: {fault}");
    }
    assert_eq!(refused(error_with("").replace(">A<", ">&#1;<")), ReadErrorKind::Character('\u{1}'));
}

#[test]
fn the_root_must_be_ours() {
    for (document, found) in [
        ("<error/>".to_owned(), "that name in another namespace"),
        ("<error xmlns=\"urn:other\"/>".to_owned(), "that name in another namespace"),
        (format!("<other xmlns=\"{NAMESPACE}\"/>"), "another element of it"),
        ("<HTML><body>502 Bad Gateway".to_owned(), "an HTML page"),
        ("<a:Fault xmlns:a=\"urn:a\"/>".to_owned(), "another element"),
    ] {
        assert_eq!(refused(&document), ReadErrorKind::Root { expected: "error", found }, "{document}");
    }
    let unbound = refused(format!("<p:error xmlns=\"{NAMESPACE}\"/>"));
    assert!(matches!(unbound, ReadErrorKind::NotWellFormed(_)), "{unbound}");
}

#[test]
fn what_is_missing_is_missing_in_the_element_that_lacks_it() {
    let path = |document: String| ServiceError::from_xml(document.as_bytes()).unwrap_err().path().to_owned();
    assert_eq!(path(format!("<error xmlns=\"{NAMESPACE}\"/>")), "/error");
    assert_eq!(path(error_with("").replace("<error-code>A</error-code>", "")), "/error");
    assert_eq!(path(error_with("<error-code>B</error-code>")), "/error/error-code");
}

#[test]
fn what_is_not_xml_is_named() {
    for (document, found) in [
        ("", "an empty file"),
        (" \n", "white space only"),
        ("\u{FEFF}{\"error\": 1}", "JSON"),
        ("502 Bad Gateway", "text"),
        ("%PDF-1.4", "a PDF"),
        ("<!-- nothing -->", "the end of the input inside an element or before one"),
        ("<!-- nothing -->text", "content outside the root element"),
    ] {
        assert_eq!(refused(document), ReadErrorKind::NotWellFormed(found), "{document}");
    }
}

#[test]
fn a_namespace_ends_with_the_element_that_declares_it() {
    let code = "<error-code>A</error-code>";
    let read = |instead: &str| ServiceError::from_xml(error_with("").replace(code, instead).as_bytes());
    for before in [
        "<x xmlns=\"urn:other\"/>",
        "<x xmlns=\"urn:other\"><error-code>B</error-code></x>",
        "<x><y xmlns=\"urn:other\"/><y/></x>",
        "<p:error-code xmlns:p=\"urn:other\">B</p:error-code>",
        "<error-code xmlns=\"\">B</error-code>",
        "<error-code xmlns=\"urn:other\" xmlns:xmlns-like=\"urn:a\">B</error-code>",
    ] {
        assert_eq!(read(&format!("{before}{code}")).unwrap().code.as_str(), "A", "{before}");
        assert_eq!(read(before).unwrap_err().kind(), &ReadErrorKind::Missing("error-code"), "{before}");
    }
    let prefixed = format!("<x xmlns:p=\"urn:other\"/><p:error-code xmlns:p=\"{NAMESPACE}\">A</p:error-code>");
    assert_eq!(read(&prefixed).unwrap().code.as_str(), "A");
    let gone = format!("<x xmlns:p=\"{NAMESPACE}\"/><p:error-code>A</p:error-code>");
    assert!(read(&gone).is_err());
}

#[test]
fn broken_markup_is_refused() {
    let whole = error_with("");
    for cut in 0..whole.len() {
        assert!(ServiceError::from_xml(&whole.as_bytes()[..cut]).is_err(), "cut at {cut}");
    }
    for broken in [
        format!("{whole}<error/>"),
        format!("{whole}text"),
        format!("text{whole}"),
        whole.replace("</error-code>", "</error-type>"),
        whole.replace("<error-code>", "<error-code a='1' a='2'>"),
        whole.replace("<error-code>", "<error-code a=1>"),
        format!("<?xml version=\"1.0\"?><?xml version=\"1.0\"?>{whole}"),
        whole.replace("<error-code>", "<error-code a='<'>"),
        whole.replace(">A<", ">]]><"),
        "not xml at all".to_owned(),
        String::new(),
    ] {
        assert!(ServiceError::from_xml(broken.as_bytes()).is_err(), "{broken}");
    }
}

#[test]
fn the_encoding_is_utf_8() {
    assert!(ServiceError::from_xml(format!("\u{FEFF}{}", error_with("")).as_bytes()).is_ok());
    assert_eq!(refused(b"\xff\xfe<\0"), ReadErrorKind::NotUtf8);
    assert_eq!(
        refused(format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{}", error_with(""))),
        ReadErrorKind::NotUtf8
    );
    assert_eq!(refused(error_with("\0")), ReadErrorKind::Character('\0'));
}

#[test]
fn size_depth_and_number_are_bounded() {
    let deep = |depth: usize| error_with(&format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth)));
    assert!(ServiceError::from_xml(deep(31).as_bytes()).is_ok());
    assert_eq!(refused(deep(32)), ReadErrorKind::TooDeep { max: 32 });
    assert_eq!(refused(error_with(&"<x/>".repeat(10_000))), ReadErrorKind::TooManyElements { max: 10_000 });
    let flood: String = (0..33).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(
        refused(error_with("").replace("<error-code>", &format!("<error-code{flood}>"))),
        ReadErrorKind::TooManyAttributes { max: 32 }
    );
    let long = error_with(&" ".repeat(1 << 20));
    assert_eq!(refused(&long), ReadErrorKind::TooLarge { max: 1 << 20, found: long.len() });
}

#[test]
fn an_error_says_where() {
    let error = ServiceError::from_xml(error_with("<error-code>again</error-code>").as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "at /error/error-code, byte 153: expected error-code once, found it again");
    assert_eq!((error.path(), error.offset()), ("/error/error-code", 153));
}

#[test]
fn what_xml_cannot_carry_is_found_wherever_it_stands() {
    for illegal in ['\u{1}', '\u{B}', '\u{1F}', '\u{FFFE}', '\u{FFFF}'] {
        assert_eq!(refused(error_with(&illegal.to_string())), ReadErrorKind::Character(illegal));
    }
    let legal = error_with("").replace(">B<", ">\t\n\u{7F}æ日\u{EFFF}\u{FFFD}\u{10FFFF}<");
    assert!(ServiceError::from_xml(legal.as_bytes()).is_ok());
}

#[test]
fn a_missing_element_is_named() {
    let fault = refused(error_with("").replace("<error-type>CLIENT</error-type>", ""));
    assert_eq!(fault, ReadErrorKind::Missing("error-type"));
}
