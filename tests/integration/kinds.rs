//! The number's form decides `vehtype` and `hpys` (domain.md, "Plates").

use gate_sim::traffic::SimPassage;
use gatehouse_tests::support::Park;

use crate::scene::{Books, minutes_ago, options};

/// Every form of the table.
const FORMS: [(&str, &str, &str); 24] = [
    ("浙BD12345", "52", "渐变绿"),
    ("浙BDA1234", "52", "渐变绿"),
    ("浙BF12345", "52", "渐变绿"),
    ("浙B12345D", "51", "黄绿双拼"),
    ("浙B12345K", "51", "黄绿双拼"),
    ("浙B12345", "02", "蓝"),
    ("沪AB1C23", "02", "蓝"),
    ("浙B1234挂", "01", "黄"),
    ("浙B1234学", "02", "黄"),
    ("浙B1234警", "02", "白"),
    ("WJ浙1234X", "02", "白"),
    ("KA12345", "02", "白"),
    ("沪A1234领", "02", "黑"),
    ("224001使", "02", "黑"),
    ("粤Z1234港", "02", "黑"),
    ("粤Z1234澳", "02", "黑"),
    ("民航A1234", "02", "未识别"),
    ("浙B1234试", "02", "未识别"),
    ("浙B1234超", "01", "未识别"),
    ("浙B1234应急", "02", "白"),
    ("浙BI2345", "02", "未识别"),
    ("浙B123", "02", "未识别"),
    ("X", "02", "未识别"),
    ("无A123456", "02", "未识别"),
];

#[tokio::test]
async fn every_form_of_a_plate_gives_its_kind_on_arrival_and_departure() {
    let mut park = Park::new(options()).await;
    for (index, (plate, _, _)) in FORMS.iter().enumerate() {
        let at = minutes_ago(55 - index as i64);
        park.open_platform
            .add_passages([SimPassage::entry(plate, at), SimPassage::exit(plate, minutes_ago(20))]);
    }
    park.start().await;
    park.until_idle().await.unwrap();
    let books = Books::read(park.store(), &park.city.journal()).await;
    let kind = |plate: &str| {
        let session = books.sessions.iter().find(|session| session.plate == plate);
        let session = session.unwrap_or_else(|| panic!("{plate} has a session"));
        let of = |events: Vec<gate_sim::city::Accepted<gate_sim::city::Event>>| {
            let event = events.into_iter().find(|event| *event.business_id == *session.business_id);
            event.map(|event| (event.vehtype.to_string(), event.hpys.to_string()))
        };
        (of(books.city.accepted_arrivals()), of(books.city.accepted_departures()))
    };
    for (plate, vehtype, hpys) in FORMS {
        let expected = Some((vehtype.to_owned(), hpys.to_owned()));
        // A temporary paper is no plate.
        let kept = if plate.starts_with('无') { "" } else { plate };
        assert_eq!(kind(kept), (expected.clone(), expected), "{plate}");
    }
    assert!(books.city.violations().is_empty(), "{:?}", books.city.violations());
    park.stop().await;
}
