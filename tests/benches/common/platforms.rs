//! Both simulated platforms in a process of their own, so that whoever is measured against them has his own to himself.
//!
//! The process is this very program, started again with [`ROLE`]. It says its two addresses, answers each line that it
//! is told, and ends when nobody talks to it any more.

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use gate_sim::city::{CityOptions, CitySim, Counts};
use gate_sim::open_platform::{OpenPlatformOptions, OpenPlatformSim};

use super::Outcome;

const ROLE: &str = "platforms";
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// The platforms' process. It ends with this.
pub struct Platforms {
    /// The city's address, as it is configured.
    pub city: String,
    /// The open platform's address, as it is configured.
    pub open_platform: String,
    child: Child,
    told: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
}

impl Platforms {
    /// Starts them, empty.
    ///
    /// # Errors
    /// The process cannot be started or says nothing.
    pub fn start() -> Outcome<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(ROLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let told = child.stdin.take().ok_or("the platforms' process cannot be told anything")?;
        let said = child.stdout.take().ok_or("the platforms' process cannot be heard")?;
        let mut said = BufReader::new(said).lines();
        let (city, open_platform) = (line(&mut said)?, line(&mut said)?);
        Ok(Self { city, open_platform, child, told, said })
    }

    /// Whether the city has accepted exactly so many events, each once and in order, and refused none.
    ///
    /// # Errors
    /// It does not answer, or the city has seen anything else.
    pub fn check(&mut self, arrivals: u64, departures: u64) -> Outcome {
        writeln!(self.told, "counts")?;
        let seen = line(&mut self.said)?;
        let expected = counts(arrivals, departures, 0, 0, 0);
        if seen == expected { Ok(()) } else { Err(format!("{seen}; expected {expected}").into()) }
    }
}

impl Drop for Platforms {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves, if this process was started to.
///
/// # Errors
/// A port cannot be bound.
pub fn serve_if_asked() -> Outcome<bool> {
    if std::env::args().nth(1).as_deref() != Some(ROLE) {
        return Ok(false);
    }
    super::runtime()?.block_on(async {
        let open_platform = OpenPlatformSim::start(ANYWHERE, OpenPlatformOptions::default())?;
        let city = CitySim::start(ANYWHERE, CityOptions::default()).await?;
        println!("{}\n{}", city.base_url(), open_platform.base_url());
        let journal = city.journal();
        let answering = tokio::task::spawn_blocking(move || {
            for _ in std::io::stdin().lines().map_while(Result::ok) {
                let Counts { arrivals, departures, accepted_repeats, refused, order_violations, .. } =
                    journal.counts();
                println!("{}", counts(arrivals, departures, accepted_repeats, refused, order_violations));
            }
        });
        answering.await?;
        Ok(true)
    })
}

fn counts(arrivals: u64, departures: u64, repeats: u64, refused: u64, disorder: u64) -> String {
    format!(
        "arrivals {arrivals}, departures {departures}, repeats {repeats}, refused {refused}, out of order {disorder}"
    )
}

fn line(said: &mut Lines<BufReader<ChildStdout>>) -> Outcome<String> {
    Ok(said.next().ok_or("the platforms' process has ended")??)
}
