//! The first steps towards any host: its name and a connection.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use url::Url;

use super::{Advice, Found, Steps};

const PATIENCE: Duration = Duration::from_secs(5);

/// Looks up the host of `url` and connects to it. Says whether both went well.
pub(super) async fn examine(url: &Url, steps: &mut Steps) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(80);
    let Some(addresses) = look_up(&host, port, steps).await else { return false };
    connect(&addresses, steps).await
}

async fn look_up(host: &str, port: u16, steps: &mut Steps) -> Option<Vec<SocketAddr>> {
    let refusal = match timeout(PATIENCE, lookup_host((host, port))).await {
        Err(_) => Found::NameServersSilent.with("host", host),
        Ok(Err(error)) => Found::NameNotFound.with("host", host).and("detail", error),
        Ok(Ok(addresses)) => {
            let addresses: Vec<_> = addresses.collect();
            if !addresses.is_empty() {
                let shown: Vec<_> = addresses.iter().map(|address| address.ip().to_string()).collect();
                steps.ok("dns", Found::NameFound.with("host", host).and("detail", shown.join(", ")));
                return Some(addresses);
            }
            Found::NameWithoutAddress.with("host", host)
        }
    };
    steps.fail("dns", refusal, Advice::CheckName);
    None
}

async fn connect(addresses: &[SocketAddr], steps: &mut Steps) -> bool {
    let mut told = None;
    for address in addresses {
        let refusal = match timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(_)) => {
                steps.ok("tcp", Found::Connected.with("host", address));
                return true;
            }
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                Found::ConnectionRefused.with("host", address)
            }
            Ok(Err(error)) => Found::NotConnected.with("host", address).and("detail", error),
            Err(_) => Found::ConnectionSilent.with("host", address),
        };
        // The first address is the one that the system would have taken.
        told.get_or_insert(refusal);
    }
    steps.fail("tcp", told.unwrap_or_else(|| Found::Skipped.into()), Advice::CheckPort);
    false
}
