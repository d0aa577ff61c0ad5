//! Crates of a few lines with and without circles.

use super::circles;
use super::circles::Circle;

/// The circles of a crate whose root is `lib.rs`, given each file with its text.
fn found(files: &[(&str, &str)]) -> Vec<Circle> {
    let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
    circles("lib.rs", &read).unwrap()
}

#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(found(files).iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
}

const LIB: (&str, &str) = ("lib.rs", "mod a;\nmod b;\n");

#[test]
fn two_files_that_use_each_other() {
    check(
        &[LIB, ("a.rs", "use crate::b::B;\npub struct A;\n"), ("b.rs", "use super::a::A;\npub struct B;\n")],
        &["circle of files: a.rs:1 (crate::b::B) → b.rs:1 (super::a::A) → a.rs"],
    );
}

#[test]
fn paths_in_the_code_count_like_use() {
    let a = ("a.rs", "pub fn a() {}\nfn f() {\n    let x = 1 + crate::b::b();\n}\n");
    for body in ["super::a::a()", "format!(\"{}\", super::a::a())", "x.map(super::a::a)", "0..super::a::a()"] {
        let b = format!("pub fn b() {{ {body} }}\n");
        check(&[LIB, a, ("b.rs", &b)], &["circle of files: a.rs:3 (crate::b::b) → b.rs:1 (super::a::a) → a.rs"]);
    }
}

#[test]
fn an_imported_module_counts_by_the_items_used_through_it() {
    let b = ("b.rs", "use super::a;\npub fn b() { a::a() }\n");
    check(
        &[LIB, ("a.rs", "use crate::b;\npub fn a() { b::b() }\n"), b],
        &["circle of files: a.rs:2 (b::b) → b.rs:2 (a::a) → a.rs"],
    );
    check(&[LIB, ("a.rs", "use crate::b;\npub fn a() {}\n"), b], &[]);
}

#[test]
fn every_form_of_a_use_counts() {
    let a = ("a.rs", "use crate::b::B;\npub struct A;\npub mod inner {\n    pub struct I;\n}\n");
    let forms = [
        ("use crate::{a::A, c::C};", "crate::a::A"),
        ("use crate::a::{self, A as Other};", "crate::a::A"),
        ("use super::{a::{inner::{I}}};", "super::a::inner::I"),
        ("use crate::a::*;", "crate::a"),
        ("fn f() { use crate::a::A; }", "crate::a::A"),
        ("use crate::a as other; fn f() { other::A }", "other::A"),
        ("mod inner { use super::super::a::A; }", "super::super::a::A"),
        ("use self::super::a::A as _;", "self::super::a::A"),
    ];
    for (form, path) in forms {
        let b = format!("{form} pub struct B;\n");
        let expected = format!("circle of files: a.rs:1 (crate::b::B) → b.rs:1 ({path}) → a.rs");
        check(&[LIB, a, ("b.rs", &b)], &[&expected]);
    }
}

#[test]
fn reexports_are_followed_to_the_file_that_defines_the_item() {
    let lib = ("lib.rs", "mod a;\nmod b;\npub use a::A;\npub use b::B as Renamed;\n");
    check(
        &[lib, ("a.rs", "use crate::Renamed;\npub struct A;\n"), ("b.rs", "use crate::A;\npub struct B;\n")],
        &["circle of files: a.rs:1 (crate::Renamed) → b.rs:1 (crate::A) → a.rs"],
    );
    check(&[lib, ("a.rs", "use crate::Renamed;\npub struct A;\n"), ("b.rs", "pub struct B;\n")], &[]);
    let glob = ("lib.rs", "mod a;\nmod b;\npub use a::*;\npub use b::*;\n");
    check(
        &[glob, ("a.rs", "use crate::B;\npub struct A;\n"), ("b.rs", "use crate::A;\npub struct B;\n")],
        &["circle of files: a.rs:1 (crate::B) → b.rs:1 (crate::A) → a.rs"],
    );
}

#[test]
fn imports_of_a_parent_are_followed_too() {
    let lib = ("lib.rs", "mod a;\nmod b;\nuse a::A;\n");
    check(
        &[lib, ("a.rs", "use super::b::B;\npub struct A;\n"), ("b.rs", "use super::A;\npub struct B;\n")],
        &["circle of files: a.rs:1 (super::b::B) → b.rs:1 (super::A) → a.rs"],
    );
}

#[test]
fn a_parent_that_uses_its_child_and_is_used_by_it_is_a_circle() {
    let a = ("a.rs", "use super::Shared;\npub struct A;\n");
    for lib in ["mod a;\nuse a::A;\npub struct Shared;\n", "mod a;\npub struct Shared(a::A);\n"] {
        check(&[("lib.rs", lib), a], &["circle of files: lib.rs:2 (a::A) → a.rs:1 (super::Shared) → lib.rs"]);
    }
    check(&[("lib.rs", "mod a;\npub use a::A;\npub struct Shared;\n"), a], &[]);
}

#[test]
fn a_reexport_that_its_own_file_uses_is_an_import() {
    let a = ("a.rs", "use super::Shared;\npub struct A;\npub fn make() {}\n");
    check(
        &[("lib.rs", "mod a;\npub use a::A;\npub struct Shared(A);\n"), a],
        &["circle of files: lib.rs:3 (A) → a.rs:1 (super::Shared) → lib.rs"],
    );
    check(
        &[("lib.rs", "mod a;\npub use a::make;\npub struct Shared;\nfn f() {\n    make()\n}\n"), a],
        &["circle of files: lib.rs:5 (make) → a.rs:1 (super::Shared) → lib.rs"],
    );
    // A method and a field that are called alike.
    check(&[("lib.rs", "mod a;\npub use a::make;\npub struct Shared;\nfn f() { x.make() + x.make }\n"), a], &[]);
}

#[test]
fn a_longer_circle_is_shown_by_its_shortest_path() {
    let lib = ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\n");
    check(
        &[
            lib,
            ("a.rs", "use crate::b::B;\npub struct A;\n"),
            ("b.rs", "use crate::c::C;\npub struct B;\n"),
            ("c.rs", "use crate::a::A;\nuse crate::d::D;\npub struct C;\n"),
            ("d.rs", "use crate::b::B;\nuse crate::c::C;\npub struct D;\n"),
        ],
        &["circle of files: c.rs:2 (crate::d::D) → d.rs:2 (crate::c::C) → c.rs; \
           the shortest of those among 4 files"],
    );
}

#[test]
fn a_folder_that_imports_its_own_caller_is_a_circle() {
    let lib = ("lib.rs", "mod caller;\nmod called;\n");
    let called = ("called.rs", "mod inner;\nmod other;\n");
    check(
        &[
            lib,
            ("caller.rs", "use crate::called::inner::I;\npub struct Caller;\n"),
            called,
            ("called/inner.rs", "pub struct I;\n"),
            ("called/other.rs", "use crate::caller::Caller;\n"),
        ],
        &["circle in the crate: called/other.rs:1 (crate::caller::Caller) → caller.rs:1 (crate::called::inner::I) \
           → called/inner.rs"],
    );
}

#[test]
fn a_circle_below_the_root_names_its_folder() {
    check(
        &[
            ("lib.rs", "mod top;\n"),
            ("top.rs", "mod one;\nmod two;\n"),
            ("top/one.rs", "mod a;\nmod b;\n"),
            ("top/one/a.rs", "use crate::top::two::T;\n"),
            ("top/one/b.rs", "pub struct B;\n"),
            ("top/two.rs", "use super::one::b::B;\npub struct T;\n"),
        ],
        &["circle in top: top/one/a.rs:1 (crate::top::two::T) → top/two.rs:1 (super::one::b::B) → top/one/b.rs"],
    );
}

#[test]
fn two_folders_that_import_each_other_are_a_circle() {
    check(
        &[
            ("lib.rs", "mod x;\nmod y;\n"),
            ("x.rs", "mod a;\nmod b;\n"),
            ("x/a.rs", "use crate::y::d::D;\n"),
            ("x/b.rs", "pub struct B;\n"),
            ("y.rs", "mod c;\nmod d;\n"),
            ("y/c.rs", "use crate::x::b::B;\n"),
            ("y/d.rs", "pub struct D;\n"),
        ],
        &["circle in the crate: x/a.rs:1 (crate::y::d::D) → y/d.rs and y/c.rs:1 (crate::x::b::B) → x/b.rs"],
    );
}

#[test]
fn tests_do_not_count() {
    let b = ("b.rs", "use crate::a::A;\npub struct B;\n");
    let tests = [
        "#[cfg(test)]\nmod tests {\n    use crate::b::B;\n}\n",
        "#[cfg(test)]\nmod tests;\n",
        "#[cfg(test)]\nuse crate::b::{B, C};\n",
        "#[cfg(all(test, feature = \"x\"))]\nfn f<T, U>() -> crate::b::B {}\n",
        "impl A {\n    #[cfg(test)]\n    fn f<T, U>() -> crate::b::B {}\n}\n",
        "fn f() {\n    #[cfg(test)]\n    let x = crate::b::B { y };\n}\n",
        "#[cfg(test)]\nconst X: Y = crate::b::B { y };\n",
    ];
    for test in tests {
        check(&[LIB, ("a.rs", &format!("pub struct A;\n{test}")), b], &[]);
    }
    let not_a_test = "pub struct A;\n#[cfg(not(test))]\nuse crate::b::B;\n";
    assert_eq!(found(&[LIB, ("a.rs", not_a_test), b]).len(), 1);
}

#[test]
fn comments_texts_other_crates_and_other_meanings_do_not_count() {
    let b = ("b.rs", "use crate::a::A;\npub struct B;\n");
    let harmless = [
        "/// [`crate::b::B`]\n// use crate::b::B;\nfn f() { \"crate::b::B\" }\n",
        "use ::b::B;\nuse std::b::B;\n",
        "fn f<'b>(x: &'b A) { x.b() }\n",
        "fn f() -> impl Sized + use<'_> { <X as Y>::b::B }\n",
    ];
    for text in harmless {
        check(&[LIB, ("a.rs", &format!("pub struct A;\n{text}")), b], &[]);
    }
}

#[test]
fn macros_are_found_where_they_are_defined() {
    let a = ("a.rs", "macro_rules! make { () => { $crate::b::B } }\npub(crate) use make;\n");
    check(
        &[LIB, a, ("b.rs", "use crate::a::make;\npub struct B;\n")],
        &["circle of files: a.rs:1 (crate::b::B) → b.rs:1 (crate::a::make) → a.rs"],
    );
    let exported = ("a.rs", "#[macro_export]\nmacro_rules! make { () => { $crate::b::B } }\n");
    check(
        &[LIB, exported, ("b.rs", "pub struct B;\nfn f() { crate::make!() }\n")],
        &["circle of files: a.rs:2 (crate::b::B) → b.rs:2 (crate::make) → a.rs"],
    );
}

#[test]
fn an_item_made_by_a_macro_belongs_to_the_file_of_the_last_module() {
    check(
        &[LIB, ("a.rs", "crate::b::text! { pub struct A; }\n"), ("b.rs", "use crate::a::A;\nmacro_rules! text {}\n")],
        &["circle of files: a.rs:1 (crate::b::text) → b.rs:1 (crate::a::A) → a.rs"],
    );
}

#[test]
fn modules_are_found_in_all_their_places() {
    check(
        &[
            ("lib.rs", "mod outer {\n    pub mod a;\n}\nmod b;\n#[path = \"else/where.rs\"]\nmod c;\n"),
            ("outer/a.rs", "use crate::b::B;\npub struct A;\n"),
            ("b/mod.rs", "pub mod d;\nuse crate::c::C;\npub struct B;\n"),
            ("b/d.rs", "pub struct D;\n"),
            ("else/where.rs", "use crate::outer::a::A;\npub struct C;\n"),
        ],
        &["circle of files: outer/a.rs:1 (crate::b::B) → b/mod.rs:2 (crate::c::C) → \
           else/where.rs:1 (crate::outer::a::A) → outer/a.rs"],
    );
}

#[test]
fn a_circle_of_reexports_ends() {
    let a = ("a.rs", "pub use crate::b::X;\n");
    check(&[LIB, a, ("b.rs", "pub use crate::a::X;\nuse crate::a::X as Y;\npub use self::*;\n")], &[]);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let fault = circles("lib.rs", &|path| (path == "lib.rs").then(|| "mod gone;".to_owned())).unwrap_err();
    assert_eq!(fault, "could not read gone/mod.rs");
    let fault = circles("lib.rs", &|_| Some("fn f() {\n".to_owned())).unwrap_err();
    assert!(fault.starts_with("could not read lib.rs: line "), "{fault}");
}
