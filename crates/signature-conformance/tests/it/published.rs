//! The published suite: complete, the same each time, and consistent with its index.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use signature_conformance::Suite;

fn publish() -> BTreeMap<String, Vec<u8>> {
    let files = Suite::embedded().unwrap().publish().unwrap();
    files.into_iter().map(|file| (file.path, file.bytes)).collect()
}

fn json(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(&files[path]).unwrap()
}

#[test]
fn the_same_suite_has_the_same_bytes() {
    assert!(publish() == publish());
}

#[test]
fn the_index_lists_every_other_file_with_its_digest() {
    let files = publish();
    let index = json(&files, "index.json");
    let mut listed = BTreeSet::from(["index.json"]);
    for file in index["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        assert!(listed.insert(path), "{path}");
        let digest: String = Sha256::digest(&files[path]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file["sha256"], digest, "{path}");
    }
    assert_eq!(listed, files.keys().map(String::as_str).collect());
}

#[test]
fn every_case_is_there_and_complete() {
    let files = publish();
    let index = json(&files, "index.json");
    let mut ids = BTreeSet::new();
    for file in index["files"].as_array().unwrap().iter().filter(|file| !file["kind"].is_null()) {
        let list = json(&files, file["path"].as_str().unwrap());
        assert_eq!(list["cases"].as_array().unwrap().len() as u64, file["cases"]);
        for case in list["cases"].as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id}");
            assert!(case["normative"]["verdict"].is_string(), "{id}");
            assert!(case["snapshot"].is_object(), "{id}");
            // Content that is not text is in a separate file.
            for member in ["archive", "body"] {
                if let Some(path) = case[member].as_str() {
                    assert!(files.contains_key(path), "{id}: {path}");
                }
            }
        }
    }
    let suite = Suite::embedded().unwrap();
    assert_eq!(ids, suite.cases().iter().map(|case| case.id()).collect());
}

#[test]
fn our_own_texts_are_not_normative() {
    let files = publish();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("exchange/") || path.starts_with("trace/")) {
        let list: Value = serde_json::from_slice(bytes).unwrap();
        for case in list["cases"].as_array().unwrap() {
            let normative = case["normative"].to_string();
            for ours in ["boundary", "offset", "\"text\":\"expected", "standalone"] {
                assert!(!normative.contains(ours), "{path}: {} has {ours}", case["id"]);
            }
        }
    }
}
