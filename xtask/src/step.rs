//! Running named steps in order, each timed, with a table at the end.
//!
//! Not here: what the steps do; see `suite`.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::workshop::Workshop;

/// One step of the test command.
pub struct Step {
    pub name: &'static str,
    /// What the step shows, for the person who reads the log.
    pub purpose: &'static str,
    /// Steps without which this one has nothing to work on.
    pub needs: &'static [&'static str],
    pub run: fn(&Workshop) -> Result<(), Failure>,
}

/// How a step ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed(String),
    /// A step that it needs did not pass.
    Skipped(&'static str),
}

/// A finished step.
pub struct Report {
    pub name: &'static str,
    pub took: Duration,
    pub outcome: Outcome,
}

/// Runs the steps; one that fails does not stop the ones that do not need it.
pub fn run_all(workshop: &Workshop, steps: &[&Step]) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    for step in steps {
        println!("\n=== {}: {}", step.name, step.purpose);
        let started = Instant::now();
        let outcome = match missing_need(step, &reports) {
            Some(need) => Outcome::Skipped(need),
            None => outcome_of((step.run)(workshop)),
        };
        let took = started.elapsed();
        println!(
            "--- {}: {} ({})",
            step.name,
            verdict(&outcome),
            minutes(took)
        );
        reports.push(Report {
            name: step.name,
            took,
            outcome,
        });
    }
    reports
}

/// Prints the closing table and turns anything but a pass into one failure.
pub fn close(reports: &[Report]) -> Result<(), Failure> {
    let total: Duration = reports.iter().map(|report| report.took).sum();
    println!("\nstep           minutes  outcome");
    for report in reports {
        println!(
            "{:<12} {:>9}  {}",
            report.name,
            minutes(report.took),
            verdict(&report.outcome)
        );
    }
    println!("{:<12} {:>9}", "together", minutes(total));
    let failed: Vec<&str> = reports
        .iter()
        .filter(|report| report.outcome != Outcome::Passed)
        .map(|report| report.name)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("not passed: {}", failed.join(", "))))
}

fn missing_need(step: &Step, done: &[Report]) -> Option<&'static str> {
    step.needs.iter().copied().find(|need| {
        done.iter()
            .any(|report| report.name == *need && report.outcome != Outcome::Passed)
    })
}

fn outcome_of(result: Result<(), Failure>) -> Outcome {
    match result {
        Ok(()) => Outcome::Passed,
        Err(failure) => {
            eprintln!("{failure}");
            Outcome::Failed(failure.to_string())
        }
    }
}

fn verdict(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => "ok".to_owned(),
        Outcome::Failed(sentence) => {
            let first = sentence.lines().next().unwrap_or_default();
            format!("FAILED: {first}")
        }
        Outcome::Skipped(need) => format!("not run, it needs `{need}`"),
    }
}

fn minutes(took: Duration) -> String {
    format!("{:.1} min", took.as_secs_f64() / 60.0)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use super::*;

    fn workshop() -> Workshop {
        Workshop {
            root: ".".into(),
            target: "target".into(),
        }
    }

    fn step(name: &'static str, needs: &'static [&'static str], passes: bool) -> Step {
        Step {
            name,
            purpose: "",
            needs,
            run: if passes {
                |_| Ok(())
            } else {
                |_| Err(Failure::new("no"))
            },
        }
    }

    #[test]
    fn a_failed_step_stops_only_the_steps_that_need_it() {
        let (build, lint, test) = (
            step("build", &[], false),
            step("lint", &[], true),
            step("test", &["build"], true),
        );
        let reports = run_all(&workshop(), &[&build, &lint, &test]);
        assert_eq!(reports[0].outcome, Outcome::Failed("no".to_owned()));
        assert_eq!(reports[1].outcome, Outcome::Passed);
        assert_eq!(reports[2].outcome, Outcome::Skipped("build"));
        assert_eq!(
            close(&reports).unwrap_err().to_string(),
            "not passed: build, test"
        );
    }

    #[test]
    fn all_passed_closes_well() {
        let lint = step("lint", &[], true);
        assert!(close(&run_all(&workshop(), &[&lint])).is_ok());
    }
}
