//! What a person does at the window: keys, clicks, looking.

use fantoccini::{
    Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    error::CmdError,
    key::Key,
};

use super::{ADMINISTRATOR, ATTENDANT, Booth, PASSWORD, PIN, say, wait::answered};

impl Booth {
    /// Presses these keys one after the other, wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        self.try_keys(keys).await.unwrap();
    }

    /// The same, where there may be no page yet.
    pub async fn try_keys(&self, keys: &str) -> Result<(), CmdError> {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for value in keys.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        answered("keys", self.client.perform_actions(actions)).await
    }

    /// Presses one key that has no letter.
    pub async fn key(&self, key: Key) {
        self.keys(&char::from(key).to_string()).await;
    }

    /// Presses a key while another one is held.
    pub async fn chord(&self, held: Key, value: char) {
        let held = char::from(held);
        let actions = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        answered("a chord", self.client.perform_actions(actions)).await.unwrap();
    }

    /// What this selector finds first, once it is there.
    pub async fn find(&self, selector: &str) -> Element {
        self.until(selector, || async { self.client.find(Locator::Css(selector)).await.ok() }).await
    }

    /// Waits until this selector finds nothing.
    pub async fn gone(&self, selector: &str) {
        self.until(&format!("{selector} goes"), || async {
            let found = self.client.find_all(Locator::Css(selector)).await.ok()?;
            found.is_empty().then_some(())
        })
        .await;
    }

    /// Clicks what this path finds, once it can be clicked. The page may draw it anew meanwhile.
    async fn click(&self, path: &str) {
        self.until(path, || async {
            let found = self.client.find(Locator::XPath(path)).await.ok()?;
            if !found.is_enabled().await.ok()? {
                return None;
            }
            found.click().await.ok()
        })
        .await;
    }

    /// Presses the button with these words.
    pub async fn button(&self, words: &str) {
        self.click(&format!("//button[normalize-space(.)='{words}' or @aria-label='{words}']")).await;
    }

    /// Chooses the one with these words of several that exclude each other.
    pub async fn choice(&self, words: &str) {
        self.click(&format!("//label[contains(@class,'segmented')][normalize-space(.)='{words}']")).await;
    }

    /// Ticks the box with these words.
    pub async fn tick(&self, words: &str) {
        self.click(&format!("//input[@id=//label[normalize-space(.)='{words}']/@for]")).await;
    }

    /// Types into the field with this label.
    pub async fn fill(&self, label: &str, text: &str) {
        let path = format!("//input[@id=//label[normalize-space(.)='{label}']/@for]");
        let field = self.until(&path, || async { self.client.find(Locator::XPath(&path)).await.ok() }).await;
        field.send_keys(text).await.unwrap();
    }

    /// Waits until what this selector finds first says these words.
    pub async fn says(&self, selector: &str, words: &str) {
        let script = format!("return document.querySelector({selector:?})?.innerText");
        self.until(&format!("{selector} says {words}"), || async {
            let text = self.client.execute(&script, Vec::new()).await.ok()?;
            text.as_str()?.contains(words).then_some(())
        })
        .await;
    }

    /// Waits until the page says these words anywhere.
    pub async fn shows(&self, words: &str) {
        self.says("body", words).await;
    }

    /// Waits until all pictures that this selector finds, and at least so many, were drawn.
    pub async fn drawn(&self, selector: &str, least: usize) {
        let script = format!(
            "const all = [...document.querySelectorAll({selector:?})];
             return all.length >= {least} && all.every((one) => one.src.startsWith('photo://localhost/') && one.complete && one.naturalWidth > 0)"
        );
        self.until(&format!("{selector} is drawn"), || async {
            (self.client.execute(&script, Vec::new()).await.ok()? == true).then_some(())
        })
        .await;
    }

    /// The attendant signs in by PIN.
    pub async fn sign_in(&self) {
        self.shows(ATTENDANT).await;
        self.keys(PIN).await;
        self.key(Key::Enter).await;
        self.element("booth").await;
    }

    /// The administrator signs in by name and password.
    pub async fn sign_in_as_administrator(&self) {
        self.button(&say("layout_by_password")).await;
        self.fill(&say("layout_name_field"), ADMINISTRATOR).await;
        self.fill(&say("layout_password"), PASSWORD).await;
        self.button(&say("layout_sign_in")).await;
        self.element("booth").await;
    }

    /// Opens a lane by the keyboard alone: its key, the second reason, Enter.
    pub async fn open_lane(&self, lane: &str) {
        let button = self.find(&format!("{} [data-testid=open-lane]", card(lane))).await;
        let shortcut = button.attr("aria-keyshortcuts").await.unwrap().unwrap();
        self.key(match shortcut.as_str() {
            "F1" => Key::F1,
            "F2" => Key::F2,
            "F3" => Key::F3,
            other => panic!("{other} opens lane {lane}"),
        })
        .await;
        self.element("open-lane-dialog").await;
        self.keys("2").await;
        self.key(Key::Enter).await;
    }
}

/// The selector of a lane's card.
pub fn card(lane: &str) -> String {
    format!("[data-testid=lane-card][data-lane='{lane}']")
}

/// The selector of the feed's rows whose plate has these letters.
pub fn row(letters: &str) -> String {
    format!("[data-testid=feed-row][aria-label*='{letters}']")
}
