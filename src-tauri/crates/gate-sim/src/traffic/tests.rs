use std::collections::{BTreeMap, BTreeSet};

use gate_core::passage::Direction;
use gate_core::time::{DAY_MS, UtcMillis};

use super::*;

const START: UtcMillis = UtcMillis(1_795_104_000_000);

fn traffic(seed: u64, adjust: impl FnOnce(&mut TrafficOptions)) -> Traffic {
    let mut options =
        TrafficOptions { seed, cars_per_hour: 120.0, spaces: 5_000, ..TrafficOptions::default() };
    adjust(&mut options);
    Traffic::new(options, START)
}

fn days(count: i64) -> UtcMillis {
    UtcMillis(START.0 + count * DAY_MS)
}

#[test]
fn the_same_seed_gives_the_same_traffic_and_another_seed_another() {
    let events = |seed| traffic(seed, |_| {}).events_until(days(2));
    assert_eq!(events(5), events(5));
    assert_ne!(events(5), events(6));
}

#[test]
fn stopping_in_between_changes_nothing() {
    let whole = traffic(9, |_| {}).passages_until(days(1));
    let mut pieces = traffic(9, |_| {});
    let mut joined = Vec::new();
    for step in 1..=48 {
        joined.extend(pieces.passages_until(UtcMillis(START.0 + step * DAY_MS / 48)));
    }
    assert_eq!(joined, whole);
}

#[test]
fn passages_come_in_the_order_in_which_the_platform_hears_of_them() {
    let passages = traffic(3, |options| options.oddities.outages_per_day = 4.0).passages_until(days(3));
    assert!(passages.iter().any(|passage| passage.is(Oddity::Late)), "some camera must have been offline");
    for pair in passages.windows(2) {
        assert!(pair[0].reported_at <= pair[1].reported_at);
    }
    for passage in &passages {
        assert_eq!(passage.is(Oddity::Late), passage.reported_at.0 - passage.at.0 >= 1_000);
        assert_eq!(passage.at.0 % 1_000, 0);
    }
}

#[test]
fn no_two_passages_share_what_identifies_them() {
    let passages = traffic(4, |options| {
        options.cars_per_hour = 900.0;
        options.shares.unlicensed = 0.3;
        options.oddities.repeat_reading = 0.2;
    })
    .passages_until(days(2));
    let mut seen = BTreeSet::new();
    for passage in &passages {
        let identity = (passage.at, passage.lane_no.clone(), passage.direction, passage.plate.clone());
        assert!(seen.insert(identity), "{passage:?}");
    }
    assert!(seen.len() > 10_000);
}

#[test]
fn without_oddities_every_exit_follows_the_entry_of_its_visit() {
    let passages = traffic(2, |options| options.oddities = Oddities::NONE).passages_until(days(3));
    let mut inside: BTreeMap<u64, String> = BTreeMap::new();
    for passage in &passages {
        match passage.direction {
            Direction::In => {
                assert_eq!(inside.insert(passage.visit, passage.plate.clone()), None);
            }
            Direction::Out => assert_eq!(inside.remove(&passage.visit).as_ref(), Some(&passage.plate)),
        }
    }
    let exits = passages.iter().filter(|passage| passage.direction == Direction::Out).count();
    assert!(exits > 5_000, "{exits}");
}

#[test]
fn lanes_are_used_in_their_direction_only() {
    let lanes = SimLane::usual();
    for passage in traffic(2, |_| {}).passages_until(days(1)) {
        let lane = lanes.iter().find(|lane| lane.lane_no == passage.lane_no).unwrap();
        assert!(lane.serves(passage.direction));
        assert_eq!(lane.lane_name, passage.lane_name);
    }
}

#[test]
fn oddities_and_kinds_come_in_the_shares_asked_for() {
    let passages = traffic(11, |options| {
        options.cars_per_hour = 300.0;
        options.oddities = Oddities {
            repeat_reading: 0.05,
            missed_exit: 0.04,
            missed_entry: 0.03,
            misread: 0.02,
            ..Oddities::NONE
        };
        options.shares.unlicensed = 0.1;
    })
    .passages_until(days(7));
    let first_readings: Vec<_> = passages.iter().filter(|one| !one.is(Oddity::RepeatReading)).collect();
    let visits = first_readings.iter().map(|one| one.visit).collect::<BTreeSet<_>>().len() as f64;
    let readings = first_readings.len() as f64;
    let count = |oddity: Oddity| first_readings.iter().filter(|one| one.is(oddity)).count() as f64;
    let near = |share: f64, wanted: f64, what: &str| {
        assert!((share - wanted).abs() < wanted * 0.25, "{what}: {share} instead of {wanted}");
    };
    near(count(Oddity::ExitMissed) / visits, 0.04, "missed exits");
    near(count(Oddity::EntryMissed) / visits, 0.03, "missed entries");
    near(count(Oddity::Unlicensed) / readings, 0.1, "unlicensed");
    near(count(Oddity::Misread) / readings, 0.02 * 0.9, "misreadings");
    // Some repeat readings fall away because another vehicle came between.
    let repeats = passages.len() as f64 - readings;
    assert!((0.02..0.055).contains(&(repeats / readings)), "{}", repeats / readings);
    let monthly = first_readings.iter().filter(|one| one.class == VehicleClass::Monthly).count() as f64;
    assert!(monthly / readings > 0.02, "{}", monthly / readings);
}

#[test]
fn repeat_readings_stand_at_the_same_lane_within_the_minute() {
    let passages = traffic(12, |options| options.oddities.repeat_reading = 0.2).passages_until(days(2));
    let mut repeats = 0;
    for (index, passage) in passages.iter().enumerate() {
        if passage.is(Oddity::RepeatReading) && !passage.is(Oddity::Late) {
            repeats += 1;
            let first = passages[..index].iter().rev().find(|one| {
                one.visit == passage.visit
                    && one.direction == passage.direction
                    && !one.is(Oddity::RepeatReading)
            });
            if let Some(first) = first {
                assert_eq!(first.lane_no, passage.lane_no);
                assert!((1..60_000).contains(&(passage.at.0 - first.at.0)));
            }
        }
    }
    assert!(repeats > 100, "{repeats}");
}

#[test]
fn rush_hours_are_busier_than_the_night() {
    let passages = traffic(13, |options| options.oddities = Oddities::NONE).passages_until(days(5));
    let entries = |hours: std::ops::Range<u32>| {
        passages
            .iter()
            .filter(|one| one.direction == Direction::In)
            .filter(|one| {
                let hour: u32 = one.at.china_standard()[11..13].parse().unwrap();
                hours.contains(&hour)
            })
            .count()
    };
    assert!(entries(7..9) > 8 * entries(1..3), "{} {}", entries(7..9), entries(1..3));
    for profile in [DayProfile::Flat, DayProfile::Office, DayProfile::Residential] {
        let mean = (0..24).map(|hour| profile.weight(hour)).sum::<f64>() / 24.0;
        assert!((mean - 1.0).abs() < 1e-9, "{profile:?} {mean}");
    }
}

#[test]
fn a_full_car_park_takes_nobody() {
    let passages = traffic(14, |options| {
        options.spaces = 20;
        options.oddities = Oddities::NONE;
    })
    .passages_until(days(2));
    let mut inside = 0_i64;
    for passage in &passages {
        inside += if passage.direction == Direction::In { 1 } else { -1 };
        // One more may wait at the barrier while the one ahead is read.
        assert!(inside <= 20, "{inside}");
    }
}

#[test]
fn nobody_comes_at_a_rate_of_zero() {
    let mut traffic = traffic(1, |options| {
        options.cars_per_hour = 0.0;
        options.oddities = Oddities::NONE;
    });
    assert_eq!(traffic.next(), None);
}

#[test]
fn simple_visits_are_complete_ordered_and_distinct() {
    let passages = simple_visits(50_000, START, 1_000, 600_000);
    assert_eq!(passages.len(), 100_000);
    assert!(passages.windows(2).all(|pair| pair[0].at <= pair[1].at));
    let plates: BTreeSet<&str> = passages.iter().map(|one| one.plate.as_str()).collect();
    assert_eq!(plates.len(), 50_000);
    let entries = passages.iter().filter(|one| one.direction == Direction::In).count();
    assert_eq!(entries, 50_000);
}

#[test]
fn a_population_has_the_size_asked_for_and_no_plate_twice() {
    let size = PopulationSize { monthly: 200, free: 20, visitors: 30, blacklisted: 8 };
    let population = Population::draw(3, size, START);
    assert_eq!(population.vehicles.len(), 220);
    assert_eq!(population.visitors.len(), 30);
    assert_eq!(population.blacklist.len(), 8);
    let plates: BTreeSet<&str> = population
        .vehicles
        .iter()
        .map(|one| one.plate.as_str())
        .chain(population.visitors.iter().map(|one| one.plate.as_str()))
        .chain(population.blacklist.iter().map(|(plate, _)| plate.as_str()))
        .collect();
    assert_eq!(plates.len(), 258);
    assert_eq!(population, Population::draw(3, size, START));
}
