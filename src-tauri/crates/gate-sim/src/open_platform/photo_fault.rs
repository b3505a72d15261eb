//! What may be wrong with a photo.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::quirks::UnknownQuirk;
use crate::photo::seeded::Seeded;

macro_rules! photo_faults {
    ($($fault:ident $name:literal $fetchable:literal $explanation:literal;)*) => {
        /// One thing that may be wrong with a photo.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PhotoFault {
            $(#[doc = $explanation] $fault,)*
        }

        impl PhotoFault {
            /// Every fault of a photo.
            pub const ALL: &'static [PhotoFault] = &[$(PhotoFault::$fault,)*];

            /// Its name in a specification.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(PhotoFault::$fault => $name,)* }
            }

            /// What it does, in one line.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(PhotoFault::$fault => $explanation,)* }
            }

            /// Whether a patient client gets the photo all the same.
            #[must_use]
            pub fn is_fetchable(self) -> bool {
                match self { $(PhotoFault::$fault => $fetchable,)* }
            }
        }
    };
}

photo_faults! {
    Missing "missing" false "answers 404 for ever";
    Broken "broken" false "bytes that are no picture, called image/jpeg";
    Truncated "truncated" false "the file ends in the middle, its length agrees with that";
    CutShort "cut_short" true "the connection closes in the middle of the first answer; the next is whole";
    Huge "huge" false "a good picture of more than 5 MB";
    TwelveMegapixel "twelve_megapixel" true "a good picture of 4000×3000";
    Redirect "redirect" false "answers 302 to another path, where following is noticed";
    Slow "slow" true "the first answer comes at 2,000 bytes a second; the next at once";
    Unavailable "unavailable" true "answers 500 to the first three requests";
    Text "text" false "a page of text under a name that ends in .jpg";
    Empty "empty" false "answers 200 with nothing";
}

impl FromStr for PhotoFault {
    type Err = UnknownQuirk;

    fn from_str(name: &str) -> Result<Self, UnknownQuirk> {
        PhotoFault::ALL
            .iter()
            .copied()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| UnknownQuirk(name.chars().take(40).collect()))
    }
}

/// Which photos have which fault.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhotoFaults {
    shares: Vec<(PhotoFault, f64)>,
    set: BTreeMap<u64, Option<PhotoFault>>,
}

impl PhotoFaults {
    /// Every photo is as it should be.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Each of the faults strikes this share (0 to 1) of the photos; a photo has at most one.
    #[must_use]
    pub fn shares(shares: &[(PhotoFault, f64)]) -> Self {
        PhotoFaults { shares: shares.to_vec(), set: BTreeMap::new() }
    }

    /// Every fault strikes this share (0 to 1) of the photos.
    #[must_use]
    pub fn all(share: f64) -> Self {
        PhotoFaults {
            shares: PhotoFault::ALL.iter().map(|fault| (*fault, share)).collect(),
            set: BTreeMap::new(),
        }
    }

    /// Gives one record's photo a fault, or none whatever the shares say.
    pub fn set(&mut self, record_id: u64, fault: Option<PhotoFault>) {
        self.set.insert(record_id, fault);
    }

    /// The fault of a record's photo; equal seeds give equal faults.
    #[must_use]
    pub fn of(&self, seed: u64, record_id: u64) -> Option<PhotoFault> {
        if let Some(fault) = self.set.get(&record_id) {
            return *fault;
        }
        let mut lot = Seeded::of(seed ^ 0x7068_6f74, record_id).unit();
        for &(fault, share) in &self.shares {
            if lot < share {
                return Some(fault);
            }
            lot -= share;
        }
        None
    }
}

/// Reads `name:share` entries separated by commas; a share left out is 0.1, and `all` names every fault.
impl FromStr for PhotoFaults {
    type Err = UnknownQuirk;

    fn from_str(text: &str) -> Result<Self, UnknownQuirk> {
        let mut shares = Vec::new();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (name, share) = entry.split_once(':').unwrap_or((entry, "0.1"));
            let wrong = || UnknownQuirk(entry.chars().take(40).collect());
            let share =
                share.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(wrong)?;
            match name {
                "all" => shares.extend(PhotoFault::ALL.iter().map(|fault| (*fault, share))),
                name => shares.push((name.parse()?, share)),
            }
        }
        Ok(PhotoFaults { shares, set: BTreeMap::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_and_single_photos_outrank_them() {
        let mut faults: PhotoFaults = "missing:0.2,huge:0.1".parse().unwrap();
        let count = |wanted| (0..10_000).filter(|id| faults.of(1, *id) == Some(wanted)).count();
        assert!((1_800..2_200).contains(&count(PhotoFault::Missing)));
        assert!((850..1_150).contains(&count(PhotoFault::Huge)));
        assert_eq!(count(PhotoFault::Text), 0);
        faults.set(5, Some(PhotoFault::Text));
        assert_eq!(faults.of(1, 5), Some(PhotoFault::Text));
        faults.set(5, None);
        assert_eq!(faults.of(1, 5), None);
    }

    #[test]
    fn nonsense_is_refused() {
        assert!("missing:2".parse::<PhotoFaults>().is_err());
        assert!("lost".parse::<PhotoFaults>().is_err());
    }
}
