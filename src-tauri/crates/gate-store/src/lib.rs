//! The only user of SQLite: schema, migrations, one writer, readers, one file per table; and photo files.
