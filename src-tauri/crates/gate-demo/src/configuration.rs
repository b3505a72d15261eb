//! The demo's configuration, as a person would write it for real platforms.

use std::{fs, io, net::SocketAddr, path::Path};

use crate::{Access, DemoError};

/// Writes `gatehouse.toml` and `secrets.toml` for simulated platforms.
pub(crate) fn write(directory: &Path, access: &Access, callbacks: SocketAddr) -> Result<(), DemoError> {
    let (open, city) = (&access.open_platform, &access.city);
    let config = format!(
        "[open_platform]\nbase_url = \"{}\"\napp_key = \"{}\"\npoll_interval = \"1s\"\n\n\
         [open_platform.callback]\nlisten = \"{callbacks}\"\n\n\
         [[car_park]]\nparking_id = \"{}\"\nname = \"{}\"\n\n\
         [car_park.city]\nplatform = \"ningbo\"\nbase_url = \"{}\"\nportname = \"{}\"\nparkpotid = \"{}\"\n\
         heartbeat_interval = \"5s\"\nmax_requests_per_second = 50\nmax_concurrency = 8\norphan_wait = \"30s\"\n",
        open.base_url, open.app_key, open.parking_id, open.name, city.base_url, city.portname, city.parkpotid,
    );
    let secrets = format!(
        "[open_platform]\napp_secret = \"{}\"\n\n[car_park.{}]\nportpwd = \"{}\"\n",
        open.app_secret, open.parking_id, city.portpwd
    );
    for (name, text) in [("gatehouse.toml", config), ("secrets.toml", secrets)] {
        let path = directory.join(name);
        write_private(&path, &text).map_err(|source| DemoError::File { path, source })?;
    }
    Ok(())
}

fn write_private(file: &Path, text: &str) -> io::Result<()> {
    use io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}
