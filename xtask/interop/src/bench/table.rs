//! Figures in aligned lines.

use std::fmt;

use super::stopwatch::Allocated;

/// One kind of work.
pub(super) struct Table {
    pub(super) title: &'static str,
    /// What the floor does; without a floor the columns are empty.
    pub(super) floor: Option<&'static str>,
    pub(super) rows: Vec<Row>,
}

/// One piece of work.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// How many bytes it reads or writes, if a speed per byte is useful.
    pub(super) bytes: Option<usize>,
    /// In seconds.
    pub(super) ours: f64,
    /// In seconds.
    pub(super) floor: Option<f64>,
    pub(super) allocated: Option<Allocated>,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.floor {
            Some(floor) => writeln!(f, "{} (floor: {floor})", self.title)?,
            None => writeln!(f, "{}", self.title)?,
        }
        write_line(f, ["", "bytes", "per s", "MB/s", "floor/s", "MB/s", "ratio", "allocs", "of bytes", "peak"])?;
        self.rows.iter().try_for_each(|row| write!(f, "\n{row}"))
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let speed = |seconds: f64| self.bytes.map(|bytes| figure(bytes as f64 / seconds / 1e6)).unwrap_or_default();
        let allocated =
            |part: fn(Allocated) -> u64| self.allocated.map(|allocated| grouped(part(allocated))).unwrap_or_default();
        write_line(
            f,
            [
                self.name,
                &self.bytes.map(|bytes| grouped(bytes as u64)).unwrap_or_default(),
                &figure(1.0 / self.ours),
                &speed(self.ours),
                &self.floor.map(|floor| figure(1.0 / floor)).unwrap_or_default(),
                &self.floor.map(speed).unwrap_or_default(),
                &self.floor.map(|floor| format!("{:.2}", self.ours / floor)).unwrap_or_default(),
                &allocated(|allocated| allocated.times),
                &allocated(|allocated| allocated.bytes),
                &allocated(|allocated| allocated.peak),
            ],
        )
    }
}

/// The first column is aligned left, the others right.
fn write_line(f: &mut fmt::Formatter<'_>, cells: [&str; 10]) -> fmt::Result {
    let [name, bytes, rate, speed, floor, floor_speed, ratio, times, allocated, peak] = cells;
    write!(f, "  {name:<40}{bytes:>11}{rate:>10}{speed:>8}{floor:>10}{floor_speed:>8}{ratio:>7}")?;
    write!(f, "{times:>8}{allocated:>12}{peak:>12}")
}

/// At least three digits, and no decimals if there are enough before the point.
fn figure(value: f64) -> String {
    if value < 10.0 {
        format!("{value:.2}")
    } else if value < 100.0 {
        format!("{value:.1}")
    } else {
        group(&format!("{value:.0}"))
    }
}

fn grouped(number: u64) -> String {
    group(&number.to_string())
}

/// Puts a space before every third digit from the right.
fn group(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_significant_digits() {
        let check = |value: f64, expected: &str| assert_eq!(figure(value), expected);
        check(1.234_5, "1.23");
        check(12.345, "12.3");
        check(123.45, "123");
        check(1_234.5, "1 234");
        check(1_234_567.0, "1 234 567");
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(100), "100");
    }

    #[test]
    fn columns_are_aligned_and_empty_where_there_is_no_floor() {
        let allocated = Some(Allocated { times: 2, bytes: 3_000, peak: 1_500 });
        let with = Row { name: "with", bytes: Some(5_000), ours: 3e-5, floor: Some(2e-5), allocated };
        let without = Row { name: "without", bytes: None, ours: 0.5, floor: None, allocated };
        let table = Table { title: "work", floor: Some("less work"), rows: vec![with, without] }.to_string();
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines[0], "work (floor: less work)");
        assert!(lines[1..].iter().all(|line| line.len() == lines[1].len()));
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        assert_eq!(words(lines[2]), "with 5 000 33 333 167 50 000 250 1.50 2 3 000 1 500");
        assert_eq!(words(lines[3]), "without 2.00 2 3 000 1 500");
    }
}
