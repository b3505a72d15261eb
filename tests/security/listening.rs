//! Callbacks are heard on loopback and nowhere else.

use crate::command::gatehousectl;
use crate::raw_platform::RawPark;

#[tokio::test]
async fn an_address_that_others_can_reach_is_refused() {
    for listen in ["0.0.0.0:9800", "[::]:9800", "192.0.2.1:9800"] {
        let park = RawPark::start(&format!("[open_platform.callback]\nlisten = \"{listen}\""), "").await;
        let ended = gatehousectl(park.path(), &["sync", "--until-idle", "--timeout", "10s"]).await;
        let line = ended.complains(2);
        assert!(line.contains("loopback") && line.contains("listen"), "{line}");
        assert_eq!(park.city.journal().counts().requests, 0, "nothing was sent");
    }
}
