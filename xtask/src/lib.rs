//! Code that the programs behind `cargo xtask` share: `xtask` itself, `xtask-api` and `xtask-interop`.
//!
//! Tasks are not here. Those that are quick to build are in `main.rs` beside this file, the others in `api/` and
//! `interop/`.

pub mod arguments;
pub mod command;
pub mod failure;
pub mod sources;
pub mod task;
pub mod workspace;
