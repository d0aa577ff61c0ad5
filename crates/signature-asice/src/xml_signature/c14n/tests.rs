//! Expected forms, made from the same documents with the JDK's canonicalizer (17.0.15), except where libxml2 (2.9.14) is
//! named.

use super::*;
use crate::xml_signature::parse;
use Canonicalization::{Exclusive, Inclusive10, Inclusive11};

/// The canonical form of the element with `Id="x"`.
fn canonical(document: &str, form: Canonicalization) -> Result<String, BaseInScope> {
    let root = parse(document.as_bytes()).unwrap();
    let mut pending = vec![&root];
    while let Some(element) = pending.pop() {
        if element.attribute("Id") == Some("x") {
            return canonicalize(element, form).map(|bytes| String::from_utf8(bytes).unwrap());
        }
        pending.extend(element.elements());
    }
    panic!("no element to canonicalize");
}

#[track_caller]
fn check(document: &str, inclusive: &str, exclusive: &str) {
    assert_eq!(canonical(document, Inclusive10).as_deref(), Ok(inclusive));
    assert_eq!(canonical(document, Inclusive11).as_deref(), Ok(inclusive));
    assert_eq!(canonical(document, Exclusive).as_deref(), Ok(exclusive));
}

#[test]
fn a_subtree_declares_what_its_ancestors_declared() {
    check(
        r#"<a xmlns="u:d" xmlns:p="u:p" xmlns:q="u:q"><p:b Id="x" q:z="1" a="2" p:y="3"><c xmlns=""/><c xmlns="u:e"><d xmlns="u:e"/></c></p:b></a>"#,
        r#"<p:b xmlns="u:d" xmlns:p="u:p" xmlns:q="u:q" Id="x" a="2" p:y="3" q:z="1"><c xmlns=""></c><c xmlns="u:e"><d></d></c></p:b>"#,
        r#"<p:b xmlns:p="u:p" xmlns:q="u:q" Id="x" a="2" p:y="3" q:z="1"><c></c><c xmlns="u:e"><d></d></c></p:b>"#,
    );
}

#[test]
fn content_is_normalized_and_escaped() {
    check(
        "<a Id=\"x\">\r\n<!-- c --><?pi  some  data?><?empty?>&lt;&gt;&amp;&quot;&apos;&#13;&#xD;<![CDATA[<&]]>\t</a>",
        "<a Id=\"x\">\n<?pi some  data?><?empty?>&lt;&gt;&amp;\"'&#xD;&#xD;&lt;&amp;\t</a>",
        "<a Id=\"x\">\n<?pi some  data?><?empty?>&lt;&gt;&amp;\"'&#xD;&#xD;&lt;&amp;\t</a>",
    );
}

#[test]
fn attributes_are_normalized_and_escaped() {
    check(
        "<a Id=\"x\" b=\" \t\n&#9;&#10;&#13;&lt;&gt;&quot;&apos;&amp;\" c='\"'/>",
        r#"<a Id="x" b="   &#x9;&#xA;&#xD;&lt;>&quot;'&amp;" c="&quot;"></a>"#,
        r#"<a Id="x" b="   &#x9;&#xA;&#xD;&lt;>&quot;'&amp;" c="&quot;"></a>"#,
    );
}

#[test]
fn a_default_namespace_comes_and_goes() {
    check(
        r#"<a xmlns="u:d"><b xmlns="" Id="x"><c xmlns="u:d"><e xmlns=""/></c></b></a>"#,
        r#"<b Id="x"><c xmlns="u:d"><e xmlns=""></e></c></b>"#,
        r#"<b Id="x"><c xmlns="u:d"><e xmlns=""></e></c></b>"#,
    );
}

#[test]
fn declarations_are_not_repeated() {
    check(
        r#"<a xmlns:n1="u:1" xmlns:n2="u:2"><b Id="x" xmlns:n2="u:3"><n2:c xmlns:n1="u:1" n1:d=""/><n1:e xmlns:n1="u:9"/></b></a>"#,
        r#"<b xmlns:n1="u:1" xmlns:n2="u:3" Id="x"><n2:c n1:d=""></n2:c><n1:e xmlns:n1="u:9"></n1:e></b>"#,
        r#"<b Id="x"><n2:c xmlns:n1="u:1" xmlns:n2="u:3" n1:d=""></n2:c><n1:e xmlns:n1="u:9"></n1:e></b>"#,
    );
}

#[test]
fn a_prefix_is_declared_where_it_is_used() {
    check(
        r#"<a xmlns="u:d" xmlns:p="u:p"><b Id="x"><p:c><d/><p:e xmlns:p="u:q"><p:f xmlns:p="u:p"/></p:e></p:c><p:g/></b></a>"#,
        r#"<b xmlns="u:d" xmlns:p="u:p" Id="x"><p:c><d></d><p:e xmlns:p="u:q"><p:f xmlns:p="u:p"></p:f></p:e></p:c><p:g></p:g></b>"#,
        r#"<b xmlns="u:d" Id="x"><p:c xmlns:p="u:p"><d></d><p:e xmlns:p="u:q"><p:f xmlns:p="u:p"></p:f></p:e></p:c><p:g xmlns:p="u:p"></p:g></b>"#,
    );
}

#[test]
fn namespaces_and_attributes_are_sorted() {
    check(
        r#"<a><b xmlns:z="u:1" xmlns:y="u:2" Id="x" y:k="1" z:k="2" xml:k="3" k="4">æ😀</b></a>"#,
        r#"<b xmlns:y="u:2" xmlns:z="u:1" Id="x" k="4" xml:k="3" z:k="2" y:k="1">æ😀</b>"#,
        r#"<b xmlns:y="u:2" xmlns:z="u:1" Id="x" k="4" xml:k="3" z:k="2" y:k="1">æ😀</b>"#,
    );
}

#[test]
fn a_foreign_prefix_shows_in_the_inclusive_forms() {
    check(
        r#"<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" xmlns:xades="http://uri.etsi.org/2918/v1.2.1#"><SignedInfo Id="x"><A/></SignedInfo></Signature>"#,
        r#"<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#" xmlns:xades="http://uri.etsi.org/2918/v1.2.1#" Id="x"><A></A></SignedInfo>"#,
        r#"<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#" Id="x"><A></A></SignedInfo>"#,
    );
}

/// Made with libxml2. The nearest ancestor counts, as the specification says; the JDK takes the farthest.
#[test]
fn xml_attributes_are_inherited_as_each_form_says() {
    let document = r#"<a xml:lang="nb" xml:space="preserve" xml:id="r"><b xml:lang="nn"><c Id="x" xml:space="default"><d/></c></b></a>"#;
    let inclusive10 = r#"<c Id="x" xml:id="r" xml:lang="nn" xml:space="default"><d></d></c>"#;
    let inclusive11 = r#"<c Id="x" xml:lang="nn" xml:space="default"><d></d></c>"#;
    let exclusive = r#"<c Id="x" xml:space="default"><d></d></c>"#;
    assert_eq!(canonical(document, Inclusive10).as_deref(), Ok(inclusive10));
    assert_eq!(canonical(document, Inclusive11).as_deref(), Ok(inclusive11));
    assert_eq!(canonical(document, Exclusive).as_deref(), Ok(exclusive));
    assert_eq!(canonical(r#"<a xml:base="u:1"><b Id="x"/></a>"#, Inclusive11), Err(BaseInScope));
}
