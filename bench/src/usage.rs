//! What a process has used, read from proc(5): CPU time in all and by thread, and memory. Nothing
//! is inferred from the wall clock.

use std::{collections::BTreeMap, fs, path::Path};

use crate::failure::Failure;

/// Ticks of `/proc/PID/stat` in a second: USER_HZ, 100 on every Linux.
const TICKS: f64 = 100.0;

/// CPU seconds of a process and of its threads by name.
#[derive(Clone, Debug, Default)]
pub struct Cpu {
    /// User and system, threads that have ended included.
    pub seconds: f64,
    /// Of the living threads, those of one name together, numbers at the end left out.
    pub threads: BTreeMap<String, f64>,
}

impl Cpu {
    /// What process `pid` has used so far.
    pub fn of(pid: u32) -> Result<Self, Failure> {
        let folder = Path::new("/proc").join(pid.to_string());
        let mut threads = BTreeMap::new();
        let tasks = folder.join("task");
        for task in fs::read_dir(&tasks).map_err(Failure::file(&tasks))? {
            let task = task.map_err(Failure::file(&tasks))?.path();
            // A thread may end between the listing and the reading.
            let Ok(name) = fs::read_to_string(task.join("comm")) else {
                continue;
            };
            let name = name
                .trim_end()
                .trim_end_matches(|end: char| end.is_ascii_digit());
            *threads.entry(name.to_owned()).or_default() += thread_seconds(&task);
        }
        Ok(Self {
            seconds: stat_seconds(&folder)?,
            threads,
        })
    }

    /// What was used since `earlier`.
    pub fn since(&self, earlier: &Self) -> Self {
        let threads = self.threads.iter().map(|(name, seconds)| {
            let before = earlier.threads.get(name).copied().unwrap_or_default();
            (name.clone(), seconds - before)
        });
        Self {
            seconds: self.seconds - earlier.seconds,
            threads: threads.collect(),
        }
    }
}

/// CPU seconds of the calling thread.
pub fn own_thread_seconds() -> f64 {
    thread_seconds(Path::new("/proc/thread-self"))
}

/// CPU seconds of this whole process.
pub fn own_process_seconds() -> Result<f64, Failure> {
    stat_seconds(Path::new("/proc/self"))
}

/// CPU seconds of the processes that this one started and that have ended.
pub fn own_children_seconds() -> Result<f64, Failure> {
    seconds_from(Path::new("/proc/self"), CHILDREN)
}

/// Nanoseconds on a processor stand first in `schedstat`, by the scheduler's own account.
fn thread_seconds(task: &Path) -> f64 {
    let text = fs::read_to_string(task.join("schedstat")).unwrap_or_default();
    let first = text.split_whitespace().next().unwrap_or("0");
    first.parse::<f64>().unwrap_or_default() / 1e9
}

/// utime and stime are fields 14 and 15, cutime and cstime 16 and 17; the first behind the name is 3.
const OWN: usize = 11;
const CHILDREN: usize = 13;

fn stat_seconds(folder: &Path) -> Result<f64, Failure> {
    seconds_from(folder, OWN)
}

fn seconds_from(folder: &Path, first: usize) -> Result<f64, Failure> {
    let path = folder.join("stat");
    let stat = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    // The name before the last parenthesis may have spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(first).take(2);
    let ticks: f64 = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}

/// Resident memory of a process, MiB.
pub fn resident_mib(pid: u32) -> Result<f64, Failure> {
    memory_mib(&Path::new("/proc").join(pid.to_string()), "VmRSS:")
}

/// The most resident memory that this process ever had, MiB.
pub fn own_peak_mib() -> Result<f64, Failure> {
    memory_mib(Path::new("/proc/self"), "VmHWM:")
}

fn memory_mib(folder: &Path, name: &str) -> Result<f64, Failure> {
    let path = folder.join("status");
    let status = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kibibytes
        .map(|kibibytes| kibibytes / 1024.0)
        .ok_or_else(|| Failure::answer(format!("no {name} in /proc")))
}
