//! What follows a task's name on the command line.

use crate::failure::Failure;

/// For a task that takes no arguments.
pub(crate) fn none(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => Ok(()),
        [first, ..] => Err(Failure::new(format!("expected no arguments, found {first}"))),
    }
}

/// For a task that takes one option and nothing else: its value, if it is there.
pub(crate) fn option<'a>(arguments: &'a [String], name: &str) -> Result<Option<&'a str>, Failure> {
    match arguments {
        [] => Ok(None),
        [option, value] if option == name => Ok(Some(value)),
        _ => Err(Failure::new(format!("expected {name} and its value or nothing, found {}", arguments.join(" ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_has_a_value_or_is_absent() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(option(&[], "--schemas").unwrap(), None);
        assert_eq!(option(&words("--schemas xsd"), "--schemas").unwrap(), Some("xsd"));
        assert_eq!(
            option(&words("--schemas"), "--schemas").unwrap_err().to_string(),
            "expected --schemas and its value or nothing, found --schemas"
        );
        assert_eq!(none(&words("now")).unwrap_err().to_string(), "expected no arguments, found now");
    }
}
