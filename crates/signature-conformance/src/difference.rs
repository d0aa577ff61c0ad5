//! Where two JSON values differ.

use serde_json::Value;

/// A line for each place: its path, the expected value, and the found value. Empty if the values are equal.
pub(crate) fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare("", Some(expected), Some(found), &mut lines);
    lines
}

fn compare(path: &str, expected: Option<&Value>, found: Option<&Value>, lines: &mut Vec<String>) {
    match (expected, found) {
        (Some(Value::Object(expected)), Some(Value::Object(found))) => {
            for (name, value) in expected {
                compare(&format!("{path}/{name}"), Some(value), found.get(name), lines);
            }
            for (name, value) in found.iter().filter(|(name, _)| !expected.contains_key(*name)) {
                compare(&format!("{path}/{name}"), None, Some(value), lines);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(found))) => {
            for index in 0..expected.len().max(found.len()) {
                compare(&format!("{path}/{index}"), expected.get(index), found.get(index), lines);
            }
        }
        (expected, found) if expected == found => {}
        (expected, found) => {
            let text = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            lines.push(format!("{path}: expected {}, found {}", text(expected), text(found)));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_place_has_a_line() {
        let (expected, found) = (json!({ "a": [1, { "b": 2 }], "c": 3 }), json!({ "a": [1, { "b": 4 }, 5], "d": 6 }));
        assert_eq!(
            differences(&expected, &found),
            [
                "/a/1/b: expected 2, found 4",
                "/a/2: expected nothing, found 5",
                "/c: expected 3, found nothing",
                "/d: expected nothing, found 6",
            ]
        );
        assert_eq!(differences(&expected, &expected), Vec::<String>::new());
    }
}
