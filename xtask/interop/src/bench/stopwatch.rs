//! How long a piece of work takes, and how much memory it allocates.
//!
//! The counting allocator always counts, which makes every allocation some nanoseconds slower and makes every growing
//! buffer move: work that allocates much is really a little faster than its figures.

use std::time::{Duration, Instant};

use xtask::failure::Failure;

/// How often each piece of work is timed: odd, so that one round is the median.
pub(super) const ROUNDS: usize = 31;

/// The shortest round, much longer than the resolution of the clock.
const ROUND: Duration = Duration::from_millis(8);

/// Something to measure. It fails only where the measurement is wrong.
pub(super) trait Work: FnMut() -> Result<(), Failure> {}

impl<W: FnMut() -> Result<(), Failure>> Work for W {}

/// Median seconds that one piece of work takes.
pub(super) fn alone(mut ours: impl Work) -> Result<f64, Failure> {
    let count = warm_up(&mut ours)?;
    let times = (0..ROUNDS).map(|_| round(&mut ours, count)).collect::<Result<_, _>>()?;
    Ok(median(times))
}

/// The result of [`beside`], in median seconds.
pub(super) struct Pair {
    pub(super) ours: f64,
    pub(super) floor: f64,
}

/// Times both alternately, so that other load on the machine affects both.
pub(super) fn beside(mut ours: impl Work, mut floor: impl Work) -> Result<Pair, Failure> {
    let (our_count, floor_count) = (warm_up(&mut ours)?, warm_up(&mut floor)?);
    let (mut our_times, mut floor_times) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        our_times.push(round(&mut ours, our_count)?);
        floor_times.push(round(&mut floor, floor_count)?);
    }
    Ok(Pair { ours: median(our_times), floor: median(floor_times) })
}

/// The allocations of a piece of work.
#[derive(Clone, Copy)]
pub(super) struct Allocated {
    /// How often; a buffer that grows asks again.
    pub(super) times: u64,
    pub(super) bytes: u64,
    /// The most bytes that it held at the same time, not counting those allocated before.
    pub(super) peak: u64,
}

/// Counts the allocations of one piece of work, which has run before and has nothing left to set up.
pub(super) fn allocations(mut work: impl Work) -> Result<Allocated, Failure> {
    work()?;
    let mut outcome = Ok(());
    let counted = allocation_counter::measure(|| outcome = work());
    outcome.map(|()| Allocated { times: counted.count_total, bytes: counted.bytes_total, peak: counted.bytes_max })
}

/// How often the work must run to take a round's time.
fn warm_up(work: &mut impl Work) -> Result<u32, Failure> {
    let mut count = 1;
    while round(work, count)? * f64::from(count) < ROUND.as_secs_f64() {
        count *= 2;
    }
    Ok(count)
}

/// Seconds of one piece of work, by doing it `count` times.
fn round(work: &mut impl Work, count: u32) -> Result<f64, Failure> {
    let start = Instant::now();
    for _ in 0..count {
        work()?;
    }
    Ok(start.elapsed().as_secs_f64() / f64::from(count))
}

/// The value in the middle, or the upper one of two; not a number without values.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_round_does_not_move_the_median() {
        assert!((median(vec![3.0, 900.0, 1.0]) - 3.0).abs() < f64::EPSILON);
        assert!((median(vec![4.0, 2.0]) - 4.0).abs() < f64::EPSILON);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn the_allocations_of_one_run_are_counted() {
        let counted = allocations(|| {
            std::hint::black_box(Vec::<u8>::with_capacity(100));
            Ok(())
        });
        let Allocated { times, bytes, peak } = counted.unwrap();
        assert_eq!((times, bytes, peak), (1, 100, 100));
    }

    #[test]
    fn failing_work_is_not_measured() {
        assert!(alone(|| Err(Failure::new("broken"))).is_err());
    }
}
