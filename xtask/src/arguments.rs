//! What follows a task's name on the command line.

use crate::failure::Failure;

/// For a task that takes no arguments.
///
/// # Errors
///
/// There is an argument.
pub fn none(arguments: &[String]) -> Result<(), Failure> {
    match arguments {
        [] => Ok(()),
        [first, ..] => Err(Failure::new(format!("expected no arguments, found {first}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unexpected_arguments_are_refused() {
        assert!(none(&[]).is_ok());
        assert_eq!(none(&["now".to_owned()]).unwrap_err().to_string(), "expected no arguments, found now");
    }
}
