//! Structured logs: JSON lines in `logs/`, and lines for a person on stderr where the host wants them.

mod rotating;

use std::{fmt as std_fmt, io, path::Path};

use chrono::{FixedOffset, Utc};
use rotating::RotatingLog;
use tracing::{Level, level_filters::LevelFilter};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter, Layer, filter::FilterFn, fmt, fmt::format::Writer, fmt::time::FormatTime,
    layer::SubscriberExt, util::SubscriberInitExt,
};

/// The variable that sets what is logged, such as `info` or `gate_sync=debug,warn`.
pub const LOG_VARIABLE: &str = "GATEHOUSE_LOG";

/// Why logging could not be started.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// `GATEHOUSE_LOG` is no filter.
    #[error("{LOG_VARIABLE} is not a log filter ({0}); write one such as info or gate_sync=debug")]
    Filter(String),
    /// The log file cannot be opened.
    #[error(
        "the log in {directory} cannot be written ({source}); make room or give this account the right to write there"
    )]
    File {
        /// The directory of the logs.
        directory: String,
        /// What the system said.
        source: io::Error,
    },
    /// This process logs already.
    #[error("logging was started twice in one process; restart the program")]
    Started,
}

/// Whether a person reads along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stderr {
    /// Our own INFO and everybody's WARN and ERROR, one short line each.
    Lines,
    /// Nothing.
    Quiet,
}

/// Keeps the log file written; what is still buffered is flushed when it is dropped.
#[must_use]
pub struct LogGuard {
    _worker: WorkerGuard,
}

/// Starts the process's log. `logs` is the directory for the files: one per day and 8 MB, at most 30 of them.
///
/// # Errors
/// The filter in `GATEHOUSE_LOG` is wrong, the file cannot be opened, or logging runs already.
pub fn start(logs: &Path, stderr: Stderr) -> Result<LogGuard, LoggingError> {
    let filter = filter(std::env::var(LOG_VARIABLE).ok().as_deref())?;
    let file = RotatingLog::open(logs, 8 * 1024 * 1024, 30)
        .map_err(|source| LoggingError::File { directory: logs.display().to_string(), source })?;
    // Lossy: a disk that hangs must not stop what is being logged about.
    let (writer, worker) = NonBlockingBuilder::default().thread_name("log").finish(file);
    let json = fmt::layer().json().flatten_event(true).with_timer(ChinaTime::Full).with_writer(writer);
    let lines = (stderr == Stderr::Lines).then(|| {
        fmt::layer()
            .compact()
            .with_ansi(false)
            .with_target(false)
            .with_timer(ChinaTime::Clock)
            .with_writer(io::stderr)
            .with_filter(FilterFn::new(|event| {
                let most = if event.target().starts_with("gate") { Level::INFO } else { Level::WARN };
                *event.level() <= most
            }))
    });
    tracing_subscriber::registry()
        .with(filter)
        .with(json)
        .with(lines)
        .try_init()
        .map_err(|_| LoggingError::Started)?;
    Ok(LogGuard { _worker: worker })
}

fn filter(text: Option<&str>) -> Result<EnvFilter, LoggingError> {
    let builder = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into());
    match text.filter(|text| !text.trim().is_empty()) {
        None => Ok(builder.parse_lossy("")),
        Some(text) => {
            builder.parse(text).map_err(|error| LoggingError::Filter(error.to_string().replace('\n', " ")))
        }
    }
}

/// China Standard Time, as the platforms and the people here know it.
#[derive(Clone, Copy)]
enum ChinaTime {
    Full,
    Clock,
}

impl FormatTime for ChinaTime {
    fn format_time(&self, writer: &mut Writer<'_>) -> std_fmt::Result {
        let now = Utc::now().with_timezone(&china());
        match self {
            Self::Full => write!(writer, "{}", now.format("%Y-%m-%dT%H:%M:%S%.3f+08:00")),
            Self::Clock => write!(writer, "{}", now.format("%H:%M:%S")),
        }
    }
}

fn china() -> FixedOffset {
    FixedOffset::east_opt(8 * 3_600).expect("eight hours are a valid offset")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_filter_is_refused_and_names_the_variable() {
        filter(None).unwrap();
        filter(Some("gate_sync=debug,warn")).unwrap();
        let line = filter(Some("gate_sync=loudest")).unwrap_err().to_string();
        assert!(line.contains("GATEHOUSE_LOG") && !line.contains('\n'), "{line}");
    }
}
