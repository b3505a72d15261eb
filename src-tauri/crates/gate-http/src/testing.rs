//! Little servers on loopback that behave as told.
