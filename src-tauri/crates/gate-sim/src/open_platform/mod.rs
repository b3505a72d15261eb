//! The vendor's cloud.
