//! Name lookup, with a check of every address that comes out of it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::photo_hosts::PhotoHosts;

/// The name could not be resolved.
#[derive(Debug, thiserror::Error)]
#[error("name lookup failed")]
pub(crate) struct LookupFailed(#[source] io::Error);

/// The name was resolved, but only to addresses that are not allowed for it.
#[derive(Debug, thiserror::Error)]
#[error("the name leads only to addresses that are not allowed")]
pub(crate) struct AddressForbidden;

/// Where names are looked up.
#[derive(Debug, Clone)]
enum Source {
    System,
    #[cfg(test)]
    Fixed(std::collections::HashMap<String, Vec<IpAddr>>),
}

/// The resolver of a client: the system's, and what may come out of it.
#[derive(Debug, Clone)]
pub(crate) struct Lookup {
    source: Source,
    allowed: Option<Arc<PhotoHosts>>,
}

impl Lookup {
    /// Any address goes: the hosts are those of the configuration itself.
    pub(crate) fn any() -> Self {
        Self { source: Source::System, allowed: None }
    }

    /// Only addresses that `hosts` allows for the name.
    pub(crate) fn guarded(hosts: Arc<PhotoHosts>) -> Self {
        Self { source: Source::System, allowed: Some(hosts) }
    }

    #[cfg(test)]
    pub(crate) fn with_fixed(mut self, names: &[(&str, &[&str])]) -> Self {
        let parse = |ip: &&str| ip.parse().expect("an IP address");
        self.source = Source::Fixed(
            names.iter().map(|(name, ips)| ((*name).to_owned(), ips.iter().map(parse).collect())).collect(),
        );
        self
    }
}

impl Source {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match self {
            // Port 0 stands for "the URL's own".
            Self::System => Ok(tokio::net::lookup_host((name, 0)).await?.map(|a| a.ip()).collect()),
            #[cfg(test)]
            Self::Fixed(names) => {
                names.get(name).cloned().ok_or_else(|| io::Error::other("no such name in this test"))
            }
        }
    }
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            let mut addresses = lookup.source.addresses(name).await.map_err(LookupFailed)?;
            if addresses.is_empty() {
                return Err(LookupFailed(io::ErrorKind::NotFound.into()).into());
            }
            if let Some(hosts) = &lookup.allowed {
                addresses.retain(|address| hosts.allow_name_at(name, *address));
            }
            if addresses.is_empty() {
                return Err(AddressForbidden.into());
            }
            Ok(Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}
