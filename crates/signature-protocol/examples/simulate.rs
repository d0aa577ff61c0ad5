//! Runs the simulation of the poller and the delivery: `cargo xtask simulate --schedules N [--seed S] [--log]`.
//!
//! Schedules have the seeds from S on, S being 0 without `--seed`. The same seed is the same schedule. With `--log`,
//! everything that happens in a schedule that fails is printed.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "an experiment prints, and stops at the first surprise"
)]

#[path = "../simulation/simulation.rs"]
mod simulation;

use std::process::ExitCode;

/// How many failures are shown.
const SHOWN: u64 = 10;

fn main() -> ExitCode {
    let Some(options) = Options::parse(std::env::args().skip(1)) else {
        println!("usage: simulate --schedules N [--seed S] [--log]");
        return ExitCode::FAILURE;
    };
    let (mut steps, mut failures) = (0, 0);
    for seed in options.seed..options.seed.saturating_add(options.schedules) {
        let schedule = simulation::run(seed, options.log);
        steps += schedule.steps;
        if let Some(loss) = schedule.loss {
            failures += 1;
            if failures <= SHOWN {
                schedule.log.iter().for_each(|line| println!("{line}"));
                println!("seed {seed}: {loss}");
            }
        }
    }
    println!("{} schedules from seed {}, {steps} steps, {failures} failed", options.schedules, options.seed);
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Options {
    schedules: u64,
    seed: u64,
    log: bool,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut options = Self { schedules: 0, seed: 0, log: false };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--schedules" => options.schedules = arguments.next()?.parse().ok()?,
                "--seed" => options.seed = arguments.next()?.parse().ok()?,
                "--log" => options.log = true,
                _ => return None,
            }
        }
        (options.schedules > 0).then_some(options)
    }
}
