//! From what the open platform says to passages, sessions and what the city is owed: one transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use gate_core::business_id;
use gate_core::passage::{Direction, PassageIdentity, Source};
use gate_core::plate::PlateColour;
use gate_core::record::Record;
use gate_core::session::{Placement, Reading, UNLICENSED_REPEAT_WINDOW, place};
use gate_core::time::UtcMillis;
use rusqlite::Connection;

use crate::change::Change;
use crate::deliveries::owe::{self, EventPhoto};
use crate::error::StoreError;
use crate::sessions::{self, NewSession, PassageEnd};
use crate::store::Store;
use crate::{free_spaces, kinds, lanes, passages, photos, plate_parts};

/// Records that share a transaction: enough to spread the cost of a commit, few enough that live events get between.
const CHUNK: usize = 500;

/// What ingesting needs of the configuration of one car park.
#[derive(Debug, Clone)]
pub struct IngestRules {
    /// The car park on the open platform.
    pub parking_id: String,
    /// Spaces in all, where the open platform does not say.
    pub total_spaces: Option<u32>,
    /// What the city is owed, if this car park reports.
    pub city: Option<CityRules>,
}

/// How a reporting car park reports.
#[derive(Debug, Clone, Copy)]
pub struct CityRules {
    /// `imgIndex` of the arrival's first photo.
    pub first_arrival_photo: u8,
    /// `imgIndex` of the departure's first photo.
    pub first_departure_photo: u8,
    /// Colour of ordinary plates.
    pub ordinary_colour: PlateColour,
}

impl Default for CityRules {
    fn default() -> Self {
        Self { first_arrival_photo: 1, first_departure_photo: 3, ordinary_colour: PlateColour::Blue }
    }
}

/// What came of a batch of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ingested {
    /// Passages that were new.
    pub new: u64,
    /// Passages that were known already.
    pub known: u64,
}

impl Store {
    /// Stores what is new among these records, pairs it and notes what the city is owed. Answers once everything is
    /// on the disk; calling it again with the same records changes nothing. Records are taken in the order of their times.
    ///
    /// # Errors
    /// A failure to write; then whole chunks before it may have been kept, and the rest was not.
    pub async fn ingest(
        &self,
        rules: &IngestRules,
        mut records: Vec<Record>,
        source: Source,
        heard_at: UtcMillis,
    ) -> Result<Ingested, StoreError> {
        // An entry before an exit of the same second, whatever order the platform lists them in.
        records.sort_by_key(|record| (record.at, record.direction));
        let rules = Arc::new(rules.clone());
        let mut total = Ingested::default();
        while !records.is_empty() {
            let rest = records.split_off(records.len().min(CHUNK));
            let chunk = std::mem::replace(&mut records, rest);
            let rules = rules.clone();
            let done = self
                .write(move |tx| {
                    let done = Ingest::new(tx, &rules, source, heard_at)?.all(&chunk)?;
                    if done.new > 0 {
                        [Change::Passages, Change::Sessions, Change::Deliveries, Change::Photos]
                            .into_iter()
                            .for_each(|change| tx.changed(change));
                    }
                    Ok(done)
                })
                .await?;
            total.new += done.new;
            total.known += done.known;
        }
        Ok(total)
    }
}

struct Ingest<'a> {
    connection: &'a Connection,
    rules: &'a IngestRules,
    source: Source,
    heard_at: UtcMillis,
    free: free_spaces::Reckoning,
    kinds: kinds::Kinds,
}

/// A passage on its way to its session.
struct Placing<'a> {
    passage_id: i64,
    identity: &'a PassageIdentity,
    record: &'a Record,
    free_spaces: u32,
    photo_id: Option<i64>,
}

impl<'a> Ingest<'a> {
    fn new(
        connection: &'a Connection,
        rules: &'a IngestRules,
        source: Source,
        heard_at: UtcMillis,
    ) -> Result<Self, StoreError> {
        let free = free_spaces::Reckoning::new(connection, &rules.parking_id, rules.total_spaces)?;
        let colour = rules.city.map_or(PlateColour::Blue, |city| city.ordinary_colour);
        Ok(Self { connection, rules, source, heard_at, free, kinds: kinds::Kinds::load(connection, colour)? })
    }

    fn all(&mut self, records: &[Record]) -> Result<Ingested, StoreError> {
        let mut done = Ingested::default();
        let mut latest = BTreeMap::new();
        for record in records {
            match self.one(record)? {
                Some(passage_id) => {
                    done.new += 1;
                    // Records come in the order of their times.
                    if !record.lane_no.is_empty() {
                        latest.insert(record.lane_no.as_str(), (passage_id, record.at));
                    }
                }
                None => done.known += 1,
            }
        }
        for (lane_no, (passage_id, at)) in latest {
            lanes::passed(self.connection, &self.rules.parking_id, lane_no, passage_id, at)?;
        }
        Ok(done)
    }

    /// The passage's id, if the record was new.
    fn one(&mut self, record: &Record) -> Result<Option<i64>, StoreError> {
        let identity =
            PassageIdentity { parking_id: self.rules.parking_id.clone(), ..PassageIdentity::of(record) };
        if let Some(known) = passages::find(self.connection, &identity, record.record_id.as_deref())? {
            if let (None, Some(record_id)) = (&known.record_id, &record.record_id) {
                passages::bind_record_id(self.connection, known.id, record_id)?;
            }
            if let Some(url) = photo_url(record) {
                self.photo_seen_again(&identity, known.id, url)?;
            }
            return Ok(None);
        }
        let free_spaces = self.free.at(self.connection, identity.at, record.free_spaces)?;
        let passage_id =
            passages::insert(self.connection, &identity, record, free_spaces, self.source, self.heard_at)?;
        let photo_id = match photo_url(record) {
            Some(url) => {
                let parking_id = &self.rules.parking_id;
                Some(photos::want(self.connection, parking_id, passage_id, url, identity.at, self.heard_at)?)
            }
            None => None,
        };
        self.place(&Placing { passage_id, identity: &identity, record, free_spaces, photo_id })?;
        Ok(Some(passage_id))
    }

    /// A known passage came again: perhaps with the photo that it lacked, perhaps with a fresh address for it.
    fn photo_seen_again(
        &self,
        identity: &PassageIdentity,
        passage_id: i64,
        url: &str,
    ) -> Result<(), StoreError> {
        if photos::refresh_url(self.connection, passage_id, url, self.heard_at)? {
            return Ok(());
        }
        let parking_id = &self.rules.parking_id;
        let photo_id =
            photos::want(self.connection, parking_id, passage_id, url, identity.at, self.heard_at)?;
        if let Some(city) = self.rules.city {
            let index = photo_index(city, identity.direction);
            owe::late_photo(self.connection, passage_id, photo_id, index, self.heard_at)?;
        }
        Ok(())
    }

    fn place(&mut self, placing: &Placing<'_>) -> Result<(), StoreError> {
        let identity = placing.identity;
        let licensed = !identity.plate.is_empty();
        let near = if licensed {
            sessions::near(self.connection, &identity.parking_id, &identity.plate, identity.at)?
        } else {
            let window = i64::try_from(UNLICENSED_REPEAT_WINDOW.as_millis()).unwrap_or(i64::MAX);
            sessions::near_unlicensed(self.connection, identity, window)?
        };
        let reading = Reading {
            direction: identity.direction,
            at: identity.at,
            lane_no: identity.lane_no.clone(),
            licensed,
        };
        match place(&reading, &near) {
            Placement::Repeat { session } => {
                passages::assign(self.connection, placing.passage_id, session, "repeat")
            }
            Placement::Open { missed, exit_missed, takes_departure_of } => {
                self.open(placing, missed, exit_missed, takes_departure_of)
            }
            Placement::Complete { session } => self.complete(placing, session),
            Placement::Close { session, displaces } => self.close(placing, session, displaces),
            Placement::Await => self.await_arrival(placing),
        }
    }

    fn open(
        &mut self,
        placing: &Placing<'_>,
        missed: Option<i64>,
        exit_missed: bool,
        takes_departure_of: Option<i64>,
    ) -> Result<(), StoreError> {
        plate_parts::know(self.connection, &placing.identity.plate)?;
        let business_id = business_id::of_arrival(placing.identity);
        let end = PassageEnd::new(placing.passage_id, placing.identity);
        let session =
            sessions::open(self.connection, &self.new_session(placing, &business_id), end, exit_missed)?;
        passages::assign(self.connection, placing.passage_id, session, "arrival")?;
        let arrival = self.owe_event(placing, session, None, false)?;
        if let Some(from) = takes_departure_of {
            owe::move_departure(self.connection, from, session, arrival)?;
        }
        if let Some(missed) = missed {
            sessions::mark_exit_missed(self.connection, missed)?;
        }
        let inside = i64::from(!exit_missed && takes_departure_of.is_none()) - i64::from(missed.is_some());
        self.free.inside_changed(inside);
        Ok(())
    }

    fn complete(&mut self, placing: &Placing<'_>, session: i64) -> Result<(), StoreError> {
        let identity = placing.identity;
        let business_id = business_id::of_arrival(identity);
        let (at, lane) = (identity.at, identity.lane_no.as_str());
        sessions::complete(
            self.connection,
            session,
            Some(placing.passage_id),
            at,
            lane,
            "seen",
            &business_id,
        )?;
        passages::assign(self.connection, placing.passage_id, session, "arrival")?;
        let arrival = self.owe_event(placing, session, None, false)?;
        owe::departure_may_go(self.connection, session, arrival)
    }

    fn close(&mut self, placing: &Placing<'_>, session: i64, displaces: bool) -> Result<(), StoreError> {
        if displaces {
            self.displace_departure(session)?;
        } else {
            self.free.inside_changed(-1);
        }
        let end = PassageEnd::new(placing.passage_id, placing.identity);
        sessions::close(self.connection, session, end, "plate")?;
        passages::assign(self.connection, placing.passage_id, session, "departure")?;
        let arrival = owe::undelivered_arrival(self.connection, session)?;
        self.owe_event(placing, session, arrival, false)?;
        Ok(())
    }

    fn await_arrival(&mut self, placing: &Placing<'_>) -> Result<(), StoreError> {
        plate_parts::know(self.connection, &placing.identity.plate)?;
        let business_id = business_id::of_lone_departure(placing.identity);
        let end = PassageEnd::new(placing.passage_id, placing.identity);
        let new = self.new_session(placing, &business_id);
        let session = sessions::await_arrival(self.connection, &new, end, self.heard_at)?;
        passages::assign(self.connection, placing.passage_id, session, "departure")?;
        self.owe_event(placing, session, None, true)?;
        Ok(())
    }

    /// A departure that belongs to a later visit goes to a session of its own, which awaits its arrival.
    fn displace_departure(&self, session: i64) -> Result<(), StoreError> {
        let Some(displaced) = passages::departure_of(self.connection, session)? else { return Ok(()) };
        let business_id = business_id::of_lone_departure(&displaced.identity);
        let (kind, kind_by) = self.kinds.decide(&displaced.identity.plate, displaced.vehicle_type.as_deref());
        let new = NewSession {
            parking_id: &displaced.identity.parking_id,
            plate: &displaced.identity.plate,
            business_id: &business_id,
            vehicle_type: displaced.vehicle_type.as_deref(),
            kind,
            kind_by,
            created_at: self.heard_at,
        };
        let end = PassageEnd::new(displaced.id, &displaced.identity);
        let own = sessions::await_arrival(self.connection, &new, end, displaced.heard_at)?;
        owe::displace_departure(self.connection, session, own)?;
        passages::assign(self.connection, displaced.id, own, "departure")
    }

    fn new_session<'b>(&self, placing: &'b Placing<'_>, business_id: &'b str) -> NewSession<'b> {
        let vehicle_type = placing.record.vehicle_type.as_deref();
        let (kind, kind_by) = self.kinds.decide(&placing.identity.plate, vehicle_type);
        NewSession {
            parking_id: &placing.identity.parking_id,
            plate: &placing.identity.plate,
            business_id,
            vehicle_type,
            kind,
            kind_by,
            created_at: self.heard_at,
        }
    }

    /// Owes the city this passage's event and its photo. Answers the event's delivery, if this car park reports.
    fn owe_event(
        &self,
        placing: &Placing<'_>,
        session: i64,
        blocked_by: Option<i64>,
        awaits_arrival: bool,
    ) -> Result<Option<i64>, StoreError> {
        let Some(city) = self.rules.city else { return Ok(None) };
        let event = owe::Event {
            parking_id: &placing.identity.parking_id,
            session_id: session,
            direction: placing.identity.direction,
            passage_id: Some(placing.passage_id),
            event_at: placing.identity.at,
            free_spaces: placing.free_spaces,
            created_at: self.heard_at,
            blocked_by,
            awaits_arrival,
        };
        let photo = placing.photo_id.map(|photo_id| EventPhoto {
            photo_id,
            img_index: photo_index(city, placing.identity.direction),
        });
        owe::event(self.connection, &event, photo).map(Some)
    }
}

fn photo_index(city: CityRules, direction: Direction) -> u8 {
    match direction {
        Direction::In => city.first_arrival_photo,
        Direction::Out => city.first_departure_photo,
    }
}

fn photo_url(record: &Record) -> Option<&str> {
    record.photo_url.as_deref().map(str::trim).filter(|url| !url.is_empty())
}

#[cfg(test)]
mod tests;
