//! The only place where an HTTP client is built: timeouts, body caps, no redirects, failure classes.
