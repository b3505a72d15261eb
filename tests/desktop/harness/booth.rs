//! The program's window, as a person and as its pages see it.

use std::{
    fs,
    future::Future,
    net::TcpListener,
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    Display, Group, PROGRAM, Place, until,
    wait::{PATIENCE, answer_within, answered},
};

/// Windows that draw at the same time make each other wait, so there is one.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// What a window that fails its test may still take for each of its last words.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// A running program with its window, driven through WebDriver. Dropping it ends the program, the driver and the display.
pub struct Booth {
    /// For whatever has no word of its own here.
    pub client: Client,
    /// Where the program keeps its things.
    pub place: Place,
    /// When it was told to start.
    #[allow(dead_code, reason = "only the benchmark asks")]
    pub begun: Instant,
    driver: Group,
    _display: Display,
    _turn: SemaphorePermit<'static>,
}

impl Booth {
    /// The demo, at the size of the booth's old screen.
    pub async fn demo() -> Self {
        Self::start(Place::new(), (1_366, 768), &["--demo"]).await
    }

    /// The program with these arguments on a screen of this size.
    pub async fn start(place: Place, (width, height): (u32, u32), arguments: &[&str]) -> Self {
        let turn = ONE_AT_A_TIME.acquire().await.unwrap();
        let display = Display::new(width, height);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = place.command("WebKitWebDriver", &display);
        command
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let driver = Group::start(&mut command);
        until("the driver listens", || async {
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()
        })
        .await;
        let program = json!({ "binary": PROGRAM, "args": arguments });
        let Value::Object(capabilities) = json!({ "webkitgtk:browserOptions": program }) else {
            unreachable!()
        };
        let begun = Instant::now();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| panic!("the program cannot be driven: {error}"));
        Self { client, place, begun, driver, _display: display, _turn: turn }
    }

    /// The element that a page calls `data-testid="name"`, once it is there.
    pub async fn element(&self, name: &str) -> Element {
        self.find(&format!("[data-testid=\"{name}\"]")).await
    }

    /// Waits until `look` has an answer.
    ///
    /// # Panics
    /// There is none in time; what the window shows then is kept as a picture under the test's name.
    pub async fn until<T, F: Future<Output = Option<T>>>(&self, what: &str, look: impl FnMut() -> F) -> T {
        if let Some(answer) = answer_within(PATIENCE, look).await {
            return answer;
        }
        let test = std::thread::current().name().unwrap_or_default().replace("::", "-");
        let address = tokio::time::timeout(LAST_WORDS, self.client.current_url()).await;
        let text = self.client.execute("return document.body.innerText", Vec::new());
        let text = tokio::time::timeout(LAST_WORDS, text).await;
        if let Ok(Ok(picture)) = tokio::time::timeout(LAST_WORDS, self.client.screenshot()).await {
            keep(&format!("failed-{test}"), &picture);
        }
        panic!("not within {PATIENCE:?}: {what}; at {address:?} the window says {text:?}")
    }

    /// How many elements of this name there are now.
    pub async fn count(&self, name: &str) -> usize {
        let selector = format!("[data-testid=\"{name}\"]");
        self.client.find_all(Locator::Css(&selector)).await.unwrap().len()
    }

    /// What a script in the page returns.
    pub async fn evaluate(&self, script: &str) -> Value {
        answered(script, self.client.execute(script, Vec::new())).await.unwrap()
    }

    /// What a script in the page hands to `done`.
    pub async fn evaluate_later(&self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        answered(&script, self.client.execute_async(&script, Vec::new())).await.unwrap()
    }

    /// Waits until the page has drawn something and rests.
    pub async fn ready(&self) {
        until("the page is drawn", || async {
            let drawn = "return document.readyState === 'complete' \
                && document.querySelector('#root, [data-testid]')?.childNodes.length > 0";
            (self.client.execute(drawn, Vec::new()).await.ok()? == json!(true)).then_some(())
        })
        .await;
        self.frames().await;
    }

    /// Two frames: before them a picture of the window may be blank. A page that has just been shown may drop the first.
    async fn frames(&self) {
        let script = "const late = setTimeout(() => done(false), 10000);
            requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(late); done(true); }))";
        until("the page draws two frames", || async {
            (self.evaluate_later(script).await == json!(true)).then_some(())
        })
        .await;
    }

    /// A picture of the window, kept as `target/tmp/desktop/NAME.png` for people to look at.
    pub async fn screenshot(&self, name: &str) -> Vec<u8> {
        self.frames().await;
        let picture = answered("a picture", self.client.screenshot()).await.unwrap();
        keep(name, &picture);
        picture
    }

    /// Ends the program as its pages do, and leaves its place to another one.
    pub async fn quit(self) -> Place {
        // The answer may be lost with the window.
        let _ = self.client.execute("window.__TAURI_INTERNALS__.invoke('quit')", Vec::new()).await;
        until("the program ends", || async { (!self.runs()).then_some(()) }).await;
        self.place
    }

    /// Whether the program still runs.
    pub fn runs(&self) -> bool {
        !self.processes().is_empty()
    }

    /// The program's first processes; those that draw its pages are their children.
    pub fn processes(&self) -> Vec<u32> {
        self.driver.running(PROGRAM)
    }
}

fn keep(name: &str, picture: &[u8]) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("desktop");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.png")), picture).unwrap();
}
