//! Collecting, pairing, photo fetching, sending, heartbeat and clock, reconciling, retention; supervised.
