//! A few thousand schedules of the simulation; `cargo xtask simulate` runs any number.

use crate::simulation;

#[test]
fn whatever_gets_lost_every_change_is_stored_before_it_is_confirmed() {
    for seed in 0..4000 {
        let schedule = simulation::run(seed, false);
        assert_eq!(schedule.loss, None, "cargo xtask simulate --schedules 1 --seed {seed} --log");
    }
}

#[test]
fn a_seed_is_a_schedule() {
    let [first, second] = [simulation::run(11, true), simulation::run(11, true)];
    assert_eq!((first.steps, first.log), (second.steps, second.log));
}
