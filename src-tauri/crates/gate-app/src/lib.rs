//! Use-cases, configuration, roles and audit: what every host calls.
