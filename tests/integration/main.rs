//! Each path of "the way of one passage" (architecture.md) and each rule that crosses crates, over real SQLite files and
//! real HTTP. The other sides are the simulators, and a small raw platform where these cannot do it.

mod address;
mod callbacks;
mod free_spaces;
mod kinds;
mod orphans;
mod outage;
mod pairing;
mod polling;
mod refusals;
mod scene;
