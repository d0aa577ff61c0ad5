//! Keeps an organization below the service's rate.

use std::collections::BTreeMap;
use std::time::Duration;

use signature_model::Timestamp;

/// Keeps every second below a given number of calls, first come, first served.
///
/// Beyond ten calls in a second the service blocks an organization for thirty seconds. Share one value between all
/// callers of an organization. Each caller reserves a place, waits for its own time, and asks again when it has come:
/// the time may have moved. It needs no other caller for that, so a caller that stops asking holds up nobody.
///
/// ```
/// use signature_model::Timestamp;
/// use signature_protocol::RateLimiter;
///
/// /// Waits for its turn, and gives the time at which a call may be sent.
/// fn wait(limiter: &mut RateLimiter, mut now: Timestamp, sleep_until: impl Fn(Timestamp) -> Timestamp) -> Timestamp {
///     let reservation = limiter.reserve(now);
///     while let Some(until) = limiter.wait_until(now, &reservation) {
///         now = sleep_until(until);
///     }
///     limiter.sent(now, reservation); // or `release`, if it is not sent after all
///     now
/// }
/// # let mut limiter = RateLimiter::new(1);
/// # wait(&mut limiter, Timestamp::EPOCH, |until| until);
/// # assert!(wait(&mut limiter, Timestamp::EPOCH, |until| until) > Timestamp::EPOCH);
/// ```
///
/// `now` should come from a clock that cannot be set: one that is set back costs a second at most, but one that is set
/// forward lets too many calls through.
///
/// Source: `docs/rate-limit`, `clients/dotnet`
#[derive(Debug, Clone)]
pub struct RateLimiter {
    /// The places whose time is still to come or was in the last second, in the order of their reservation.
    places: BTreeMap<u64, Place>,
    next: u64,
    calls_per_second: usize,
    blocked_until: Option<Timestamp>,
    /// The `now` of the last call.
    last: Timestamp,
}

/// A caller's place in the line. Give it back with [`RateLimiter::sent`] or [`RateLimiter::release`]; one that is
/// dropped is not used, but counts as a call at its time.
#[derive(Debug)]
pub struct Reservation(u64);

#[derive(Debug, Clone, Copy)]
struct Place {
    /// When the call is sent, as far as we know.
    at: Timestamp,
    has_turn: bool,
}

impl RateLimiter {
    /// The most calls that the service takes in a second.
    pub const SERVICE_LIMIT: usize = 10;

    /// At most this many calls in any second; zero counts as one.
    pub fn new(calls_per_second: usize) -> Self {
        Self {
            places: BTreeMap::new(),
            next: 0,
            calls_per_second: calls_per_second.max(1),
            blocked_until: None,
            last: Timestamp::MIN,
        }
    }

    /// A place behind all others.
    pub fn reserve(&mut self, now: Timestamp) -> Reservation {
        self.advance(now);
        let number = self.next;
        self.next = number.wrapping_add(1);
        let at = self.earliest(now, number);
        self.places.insert(number, Place { at, has_turn: false });
        Reservation(number)
    }

    /// The time to wait until, or `None` if the call's turn has come. Ask again at that time, which may have moved
    /// because of a block, or because a call was sent later than its turn.
    ///
    /// The turn lasts a second. If sending takes longer, for example because a connection is made first, ask again
    /// every half second to keep it. A caller that does not may have to wait for another turn; until it asks, it holds
    /// up nobody.
    pub fn wait_until(&mut self, now: Timestamp, reservation: &Reservation) -> Option<Timestamp> {
        self.advance(now);
        let Reservation(number) = *reservation;
        let has_turn = self.places.get(&number).is_some_and(|place| place.has_turn);
        let at = if has_turn { now } else { self.earliest(now, number) };
        let has_turn = at <= now;
        self.places.insert(number, Place { at, has_turn });
        (!has_turn).then_some(at)
    }

    /// The first byte of the call is sent now. It counts for a second from here.
    pub fn sent(&mut self, now: Timestamp, reservation: Reservation) {
        self.advance(now);
        self.places.insert(reservation.0, Place { at: now, has_turn: true });
    }

    /// The call is not sent. Those behind it keep their times; new ones may get an earlier time.
    pub fn release(&mut self, reservation: Reservation) {
        self.places.remove(&reservation.0);
    }

    /// The service's rate filter has refused a call: it now refuses all calls, for as long as
    /// [`Error::retry`](crate::Error::retry) says. All reservations whose turn has not come move behind that.
    pub fn block(&mut self, now: Timestamp, wait: Duration) {
        self.advance(now);
        self.blocked_until = Some(now.saturating_add(wait));
    }

    /// The first time at which a call may be sent that is not before those ahead of it.
    fn earliest(&self, now: Timestamp, number: u64) -> Timestamp {
        let ahead = self.places.iter().filter(|(other, place)| **other < number || place.has_turn);
        let mut ahead: Vec<_> = ahead.map(|(_, place)| place.at).collect();
        ahead.sort_unstable_by(|a, b| b.cmp(a));
        let last = ahead.first().copied();
        let fits = ahead.get(self.calls_per_second.saturating_sub(1)).map(|at| at.saturating_add(SECOND));
        [last, fits, self.blocked_until].into_iter().flatten().fold(now, Timestamp::max)
    }

    /// Forgets what no longer counts. If the clock was set back, no wait grows, and what was sent was sent now.
    fn advance(&mut self, now: Timestamp) {
        let last = std::mem::replace(&mut self.last, now);
        if now < last {
            let moved = |at: Timestamp| at.min(now.saturating_add(at.saturating_since(last)));
            self.places.values_mut().for_each(|place| place.at = moved(place.at));
            self.blocked_until = self.blocked_until.map(moved);
        }
        self.places.retain(|_, place| now.saturating_since(place.at) < SECOND);
    }
}

impl Default for RateLimiter {
    /// One call a second below the service's limit, as its second and ours are not the same.
    fn default() -> Self {
        Self::new(Self::SERVICE_LIMIT.saturating_sub(1))
    }
}

/// A little more than a second, as the network delays some calls more than others.
const SECOND: Duration = Duration::from_millis(1_050);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_unix_millis(millis).unwrap()
    }

    /// When each of these callers sends its call, if all ask at `now` and then each at its own times.
    fn run(limiter: &mut RateLimiter, now: i64, callers: Vec<Reservation>) -> Vec<i64> {
        let mut sent = vec![0; callers.len()];
        let mut waiting: Vec<_> = callers.into_iter().map(|reservation| (now, reservation)).enumerate().collect();
        while !waiting.is_empty() {
            // Those who wake at the same time do so in any order.
            let next = (0..waiting.len()).rev().min_by_key(|index| waiting[*index].1.0).unwrap();
            let (caller, (now, reservation)) = waiting.remove(next);
            match limiter.wait_until(at(now), &reservation) {
                Some(until) => waiting.push((caller, (until.as_unix_millis(), reservation))),
                None => {
                    limiter.sent(at(now), reservation);
                    sent[caller] = now;
                }
            }
        }
        sent
    }

    /// When calls are sent that are all made at `now`.
    fn burst(limiter: &mut RateLimiter, calls: usize, now: i64) -> Vec<i64> {
        let callers = (0..calls).map(|_| limiter.reserve(at(now))).collect();
        run(limiter, now, callers)
    }

    #[test]
    fn a_burst_is_spread_and_a_quiet_caller_never_waits() {
        let mut limiter = RateLimiter::new(2);
        assert_eq!(burst(&mut limiter, 5, 0), [0, 0, 1050, 1050, 2100]);
        assert_eq!(burst(&mut limiter, 2, 10_000), [10_000, 10_000]);
        assert!(limiter.places.len() <= 2);
    }

    #[test]
    fn a_clock_that_goes_back_costs_a_second() {
        let mut limiter = RateLimiter::new(1);
        assert_eq!(burst(&mut limiter, 1, 3_600_000), [3_600_000]);
        assert_eq!(burst(&mut limiter, 1, 0), [1050]);
    }

    #[test]
    fn a_caller_that_never_asks_again_holds_up_nobody() {
        for has_turn in [false, true] {
            let mut limiter = RateLimiter::new(2);
            let silent: Vec<_> = (0..2).map(|_| limiter.reserve(at(0))).collect();
            if has_turn {
                silent.iter().for_each(|silent| assert_eq!(limiter.wait_until(at(0), silent), None));
            }
            assert_eq!(burst(&mut limiter, 3, 0), [1050, 1050, 2100]);
            // They do not break the rate when they ask after all.
            let mut late = run(&mut limiter, 3_000, silent);
            late.sort_unstable();
            assert_eq!(late, [3_000, 3_150]);
        }
    }

    #[test]
    fn a_call_counts_from_when_it_is_sent() {
        let mut limiter = RateLimiter::new(1);
        let slow = limiter.reserve(at(0));
        let next = limiter.reserve(at(0));
        for now in [0, 500, 1_000] {
            assert_eq!(limiter.wait_until(at(now), &slow), None, "it keeps its turn");
        }
        assert_eq!(limiter.wait_until(at(1_050), &next), Some(at(2_050)));
        limiter.sent(at(1_300), slow);
        assert_eq!(limiter.wait_until(at(2_050), &next), Some(at(2_350)));
        assert_eq!(limiter.wait_until(at(2_350), &next), None);
    }

    #[test]
    fn a_block_moves_all_reservations_behind_it_in_their_order() {
        let mut limiter = RateLimiter::new(2);
        let mut callers: Vec<_> = (0..6).map(|_| limiter.reserve(at(0))).collect();
        for sent in callers.drain(..2) {
            assert_eq!(limiter.wait_until(at(0), &sent), None);
            limiter.sent(at(0), sent);
        }
        limiter.block(at(100), Duration::from_secs(30));
        callers.push(limiter.reserve(at(200)));
        assert_eq!(run(&mut limiter, 300, callers), [30_100, 30_100, 31_150, 31_150, 32_200]);
    }

    #[test]
    fn a_place_that_is_given_back_is_free() {
        let mut limiter = RateLimiter::new(1);
        let given_up: Vec<_> = (0..100).map(|_| limiter.reserve(at(0))).collect();
        assert_eq!(limiter.wait_until(at(0), &given_up[0]), None);
        given_up.into_iter().for_each(|reservation| limiter.release(reservation));
        assert_eq!(burst(&mut limiter, 2, 0), [0, 1050]);
    }

    #[test]
    fn a_huge_rate_never_waits() {
        let mut limiter = RateLimiter::new(usize::MAX);
        assert_eq!(burst(&mut limiter, 100, 0), [0; 100]);
    }
}
