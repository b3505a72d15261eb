//! A large car park's database: 100,000 authorised vehicles and 1,000,000 passages of 250,000 plates, the same in every run.
//!
//! It names the store and the domain only: the store's own benchmark takes this very file too.

use gate_core::passage::{Direction, Source};
use gate_core::record::Record;
use gate_core::time::UtcMillis;
use gate_core::vehicle::{Vehicle, VehicleType};
use gate_store::{IngestRules, Register, Store, StoreError};

/// Authorised vehicles.
pub const VEHICLES: u64 = 100_000;
/// Passages, about half of them entries.
pub const PASSAGES: usize = 1_000_000;
/// Different plates among them.
pub const PLATES: u64 = 250_000;
/// Between two entries, in milliseconds.
pub const GAP_MS: i64 = 20_000;

const AT_ONCE: usize = 5_000;
const STAY_MS: i64 = 600_000;
const SURNAMES: [&str; 8] = ["张", "王", "李", "单", "曾", "赵", "欧阳", "刘"];
/// What people in it are called.
pub const GIVEN: [&str; 8] = ["明", "伟", "雄信", "小芳", "建国", "丽", "志强", "海"];

/// Fills an empty database with the vehicles and passages of a car park, whose first vehicle comes at `from`; answers the time after the
/// last passage. Nothing of it is owed to a city.
///
/// # Errors
/// The database cannot be written.
pub async fn fill(store: &Store, parking_id: &str, from: UtcMillis) -> Result<UtcMillis, StoreError> {
    let refresh = store.begin_refresh(parking_id, Register::Vehicles, from).await?;
    for page in 0..VEHICLES / 1_000 {
        let vehicles = (page * 1_000..(page + 1) * 1_000).map(vehicle).collect();
        store.upsert_vehicles(parking_id, refresh, vehicles, from).await?;
    }
    store.finish_vehicles(parking_id, refresh, from).await?;
    let rules = IngestRules { parking_id: parking_id.to_owned(), total_spaces: Some(3_000), city: None };
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let mut at = from.0;
    for batch in 0..PASSAGES / AT_ONCE {
        let mut records = Vec::with_capacity(AT_ONCE);
        for visit in 0..AT_ONCE / 2 {
            at += GAP_MS;
            let plate = plate(random.below(PLATES));
            records.push(record(parking_id, Direction::In, &plate, UtcMillis(at)));
            // One in fifty stays inside until it comes again.
            if (batch + visit) % 50 != 0 {
                records.push(record(parking_id, Direction::Out, &plate, UtcMillis(at + STAY_MS)));
            }
        }
        store.ingest(&rules, records, Source::Records, UtcMillis(at)).await?;
    }
    Ok(UtcMillis(at + STAY_MS))
}

/// A plate: letters and digits that look random, and are the same for one number.
pub fn plate(number: u64) -> String {
    const SERIAL: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mixed = number.wrapping_mul(2_654_435_761) % 10_000_000;
    let letter = SERIAL[10 + (mixed % 24) as usize] as char;
    let second = SERIAL[(mixed / 24 % 34) as usize] as char;
    format!("浙{letter}{second}{number:04}", number = number % 10_000)
}

/// The vehicle of this number.
pub fn vehicle(number: u64) -> Vehicle {
    let pick = |from: &[&'static str; 8], by: u64| from[(by % 8) as usize];
    Vehicle {
        plate: plate(number),
        vehicle_type: Some(VehicleType::Monthly),
        owner_name: Some(format!("{}{}", pick(&SURNAMES, number), pick(&GIVEN, number / 8))),
        owner_phone: Some(format!("139{number:08}")),
        work_no: None,
        valid_from: "2025-01-01".parse().ok(),
        valid_until: "2099-12-31".parse().ok(),
        lanes: Vec::new(),
        spaces: 1,
        remark: None,
    }
}

fn record(parking_id: &str, direction: Direction, plate: &str, at: UtcMillis) -> Record {
    Record {
        parking_id: parking_id.to_owned(),
        direction,
        plate_raw: plate.to_owned(),
        at,
        lane_no: if direction == Direction::In { "1" } else { "2" }.to_owned(),
        lane_name: None,
        record_id: None,
        vehicle_type: None,
        photo_url: None,
        owner_name: None,
        work_no: None,
        owner_phone: None,
        free_spaces: None,
    }
}

/// Marsaglia's xorshift: the same questions in every run.
pub struct Random(pub u64);

impl Random {
    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % bound
    }
}
