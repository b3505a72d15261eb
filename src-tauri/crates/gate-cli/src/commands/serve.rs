//! `serve`: the program's pages for a browser on this machine.

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;
use gate_app::{App, AppOptions, Workspace, logging::Stderr};
use gate_demo::{Demo, Place};
use gate_web::{ListenError, WebLimits, WebServer};

use super::Globals;
use crate::{failure::Failure, output, runtime};

/// How it is served.
#[derive(Debug, Args)]
pub struct Options {
    /// Where to listen; only loopback addresses are taken.
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8840)))]
    listen: SocketAddr,
    /// Serve a demo over both simulated platforms, in a data directory of its own.
    #[arg(long)]
    demo: bool,
}

/// Serves until told to stop. Syncs too, unless another process syncs the data directory.
pub async fn run(globals: Globals, options: Options) -> Result<(), Failure> {
    let stop = runtime::stop_signal();
    tokio::pin!(stop);
    // Before anything is opened, so that a wrong address costs nothing.
    let server = WebServer::bind(options.listen, WebLimits::default()).await.map_err(refused)?;
    let (app, demo) = tokio::select! {
        opened = open(&globals, options.demo) => opened?,
        () = &mut stop => return Ok(()),
    };
    let told = announce(&server, globals.json);
    if told.is_ok() {
        server.serve(app.clone(), stop).await;
    }
    app.close().await;
    if let Some(demo) = demo {
        demo.stop().await;
    }
    told
}

async fn open(globals: &Globals, demo: bool) -> Result<(App, Option<Demo>), Failure> {
    if !demo {
        let workspace = Workspace::open(globals.data_dir.clone())?;
        let log = if globals.json { Stderr::Quiet } else { Stderr::Lines };
        let app = App::open(workspace, AppOptions { sync: true, demo: None, log: Some(log) }).await?;
        return Ok((app, None));
    }
    let demo = Demo::booth(globals.data_dir.clone().map_or(Place::Temporary, Place::At)).await?;
    let workspace = Workspace::open(Some(demo.path().to_owned()))?;
    let options = AppOptions { sync: true, demo: Some(gate_demo::accounts()), log: Some(Stderr::Quiet) };
    let app = App::open(workspace, options).await?;
    Ok((app, Some(demo)))
}

fn announce(server: &WebServer, json: bool) -> Result<(), Failure> {
    if !gate_web::has_pages() {
        output::complain(
            "this program was built without the pages; run npm install --no-save and npm run build in the folder ui, then build it again",
        );
    }
    if json {
        return output::json(&serde_json::json!({ "address": server.url() }));
    }
    output::facts(&[("address", server.url()), ("stop", "Ctrl-C".to_owned())])
}

fn refused(error: ListenError) -> Failure {
    match error {
        ListenError::NotLoopback(_) => Failure::usage(format!(
            "{error}, and there is no TLS here; listen on 127.0.0.1 and reach it from elsewhere through a tunnel such as ssh -L"
        )),
        ListenError::Bind { .. } => Failure::failed(format!(
            "{error}; end the program that uses the address, or name another with --listen"
        )),
    }
}
