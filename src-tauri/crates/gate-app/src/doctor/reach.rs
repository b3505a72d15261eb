//! The first steps towards any host: its name and a connection.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use url::Url;

use super::Steps;

const PATIENCE: Duration = Duration::from_secs(5);

/// Looks up the host of `url` and connects to it. Says whether both went well.
pub(super) async fn examine(url: &Url, steps: &mut Steps) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(80);
    let Some(addresses) = look_up(&host, port, steps).await else { return false };
    connect(&addresses, steps).await
}

async fn look_up(host: &str, port: u16, steps: &mut Steps) -> Option<Vec<SocketAddr>> {
    const REMEDY: &str = "check the host in base_url and this machine's name servers";
    let found = match timeout(PATIENCE, lookup_host((host, port))).await {
        Err(_) => Err("no answer from the name servers in 5 s".to_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Ok(Ok(addresses)) => Ok(addresses.collect::<Vec<_>>()),
    };
    match found {
        Ok(addresses) if !addresses.is_empty() => {
            let shown: Vec<_> = addresses.iter().map(|address| address.ip().to_string()).collect();
            steps.ok("dns", format!("{host} is {}", shown.join(", ")));
            Some(addresses)
        }
        Ok(_) => {
            steps.fail("dns", format!("{host} has no address"), REMEDY);
            None
        }
        Err(reason) => {
            steps.fail("dns", format!("{host} cannot be looked up ({reason})"), REMEDY);
            None
        }
    }
}

async fn connect(addresses: &[SocketAddr], steps: &mut Steps) -> bool {
    let mut reasons = Vec::new();
    for address in addresses {
        match timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(_)) => {
                steps.ok("tcp", format!("{address} accepts connections"));
                return true;
            }
            Ok(Err(error)) => reasons.push(format!("{address}: {error}")),
            Err(_) => reasons.push(format!("{address}: no answer in 5 s")),
        }
    }
    steps.fail(
        "tcp",
        reasons.join("; "),
        "check the port in base_url, firewalls on the way, and whether the platform is running",
    );
    false
}
