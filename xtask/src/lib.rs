//! What the two programs behind `cargo xtask` share: `xtask` itself and `xtask-interop`.
//!
//! Tasks are not here. Those that need nothing of the SDK are in `main.rs` beside this file, the others in `interop/`.

pub mod arguments;
pub mod command;
pub mod failure;
pub mod sources;
pub mod task;
pub mod workspace;
