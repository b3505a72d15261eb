use encoding_rs::GBK;
use proptest::prelude::*;

use super::*;

fn of(text: &str) -> Answer {
    read(text.as_bytes(), Some("application/json"), None)
}

fn refused(words: &str) -> Verdict {
    Verdict::Refused { description: words.into() }
}

fn new_year() -> Option<UtcMillis> {
    Some(UtcMillis::parse_china("2018-01-01 00:00:00").unwrap())
}

#[test]
fn each_answer_has_its_verdict() {
    use Verdict::{Accepted, AcceptedMalformed, OtherResult, Unreadable};
    let table = [
        (r#"{"result":0}"#, Accepted),
        (r#"{"result":0,"description":"","data":null}"#, Accepted),
        (r#"{"result":"0"}"#, Accepted),
        (r#"{"result":" 0 "}"#, Accepted),
        (r#"{"result":0.0}"#, Accepted),
        ("\r\n {\"result\" : 0 }\r\n", Accepted),
        (r#"{"result":0,"result2":1,"extra":[{"result":1}]}"#, Accepted),
        (r#"{"result":1,"description":"传入参数有误"}"#, refused("传入参数有误")),
        (r#"{"result":"1","description":"传入参数有误"}"#, refused("传入参数有误")),
        (r#"{"result":1}"#, refused("")),
        (r#"{"result":1,"description":null}"#, refused("")),
        (r#"{"result":1,"description":{"code":7}}"#, refused(r#"{"code":7}"#)),
        (r#"{"result":2}"#, OtherResult),
        (r#"{"result":-1,"description":"x"}"#, OtherResult),
        (r#"{"result":"ok"}"#, OtherResult),
        (r#"{"result":""}"#, OtherResult),
        (r#"{"result":true}"#, OtherResult),
        (r#"{"result":null}"#, OtherResult),
        (r#"{"result":0.5}"#, OtherResult),
        (r#"{"result":[0]}"#, OtherResult),
        (r#"{"result":1e400}"#, Unreadable),
        ("{}", Unreadable),
        (r#"{"code":0,"msg":"ok"}"#, Unreadable),
        (r#"[{"result":0}]"#, Unreadable),
        ("0", Unreadable),
        ("", Unreadable),
        (" \r\n", Unreadable),
        ("null", Unreadable),
        ("<html><body>502 Bad Gateway</body></html>", Unreadable),
        (r#"{"result":0} trailing"#, Unreadable),
        (r#"{"result":0}{"result":1}"#, Unreadable),
        (r#"{"result":0"#, Unreadable),
        (r#"{"result":0,"data":{"systime":"2018-01-01"#, Unreadable),
        (r#"{"result":0 "data":{"systime":"2018-01-01 00:00:00"}"#, Unreadable),
        (r#"{"result":0 "data":{"systime":"2018-01-01 00:00:00"}}"#, AcceptedMalformed),
        ("{\n\"result\":0\n\"data\":{\"systime\":\"2018-01-01 00:00:00\"}\n}", AcceptedMalformed),
        (r#"{"result":"0""data":""}"#, AcceptedMalformed),
        (r#"{"result":1 "description":"车牌, 有误 \"x\" "}"#, refused("车牌, 有误 \"x\"")),
        (r#"{"result":3 "description":"x"}"#, OtherResult),
        (r#"{"result":0 "data":}"#, Unreadable),
        (r#"{result:0}"#, Unreadable),
        ("{'result':0}", Unreadable),
    ];
    for (text, verdict) in table {
        assert_eq!(of(text).verdict, verdict, "{text}");
    }
}

#[test]
fn the_platforms_time_is_found_wherever_it_stands() {
    for text in [
        r#"{"result":0,"data":{"systime":"2018-01-01 00:00:00"}}"#,
        r#"{"result":0 "data":{"systime":"2018-01-01 00:00:00"}}"#,
        r#"{"result":0,"data":"{\"systime\":\"2018-01-01 00:00:00\"}"}"#,
        r#"{"result":0 "data":"{\"x\":1 \"systime\":\"2018-01-01 00:00:00\"}"}"#,
        r#"{"result":0,"data":"2018-01-01 00:00:00"}"#,
        r#"{"result":0,"systime":"2018-01-01 00:00:00"}"#,
        r#"{"result":0,"data":null,"systime":"2018-01-01 00:00:00"}"#,
        r#"{"result":"0","data":{"systime":"2018-1-1 0:00:00"}}"#,
    ] {
        assert_eq!(of(text).systime, new_year(), "{text}");
    }
}

#[test]
fn a_time_that_cannot_be_read_does_not_undo_success() {
    for time in
        [r#""garbage""#, r#""""#, "null", "1514736000", r#""0000-00-00 00:00:00""#, "[]", r#"{"a":1}"#]
    {
        let answer = of(&format!(r#"{{"result":0,"data":{{"systime":{time}}}}}"#));
        assert_eq!((answer.verdict, answer.systime), (Verdict::Accepted, None), "{time}");
    }
    for data in ["7", "[]", r#""{broken""#, r#""""#] {
        let answer = of(&format!(r#"{{"result":0,"data":{data}}}"#));
        assert_eq!((answer.verdict, answer.systime), (Verdict::Accepted, None), "{data}");
    }
}

#[test]
fn byte_order_marks_are_no_part_of_the_text() {
    let utf8 = [b"\xef\xbb\xbf".as_slice(), br#"{"result":0}"#].concat();
    assert_eq!(read(&utf8, None, None).verdict, Verdict::Accepted);
    let utf16: Vec<u8> = "\u{feff}{\"result\":0}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16, None, None).verdict, Verdict::Accepted);
}

#[test]
fn gbk_is_read_whatever_the_header_says() {
    let text = r#"{"result":1,"description":"传入参数有误，车牌號碼"}"#;
    let (gbk, _, _) = GBK.encode(text);
    for header in [
        None,
        Some("application/json"),
        Some("application/json; charset=utf-8"),
        Some("text/html;charset=GBK"),
        Some("text/html; CharSet=\"gb2312\""),
        Some("x; charset=nonsense"),
    ] {
        assert_eq!(read(&gbk, header, None).verdict, refused("传入参数有误，车牌號碼"), "{header:?}");
    }
    let utf8_called_gbk = read(text.as_bytes(), Some("application/json;charset=GBK"), None);
    assert_eq!(utf8_called_gbk.verdict, refused("传入参数有误，车牌號碼"));
}

#[test]
fn gbk_letters_that_end_in_ascii_do_not_break_the_json() {
    // The second byte of these is one of \ | } { [ ].
    let text = "{\"result\":1,\"description\":\"僜僝儊儫乕乚\"}";
    let (gbk, _, unmappable) = GBK.encode(text);
    assert!(!unmappable);
    assert_eq!(read(&gbk, None, None).verdict, refused("僜僝儊儫乕乚"));
}

#[test]
fn a_compressed_answer_is_unreadable_even_if_it_looks_fine() {
    let body = br#"{"result":0}"#;
    let zipped = read(body, None, Some("gzip"));
    assert_eq!(zipped.verdict, Verdict::Unreadable);
    assert_eq!(zipped.text, "[12 bytes with Content-Encoding gzip]");
    assert_eq!(read(body, None, Some("identity")).verdict, Verdict::Accepted);
}

#[test]
fn deep_nesting_is_unreadable_and_not_a_crash() {
    let deep = format!(r#"{{"result":0,"data":{}1{}}}"#, "[".repeat(30_000), "]".repeat(30_000));
    assert_eq!(of(&deep).verdict, Verdict::Unreadable);
}

proptest! {
    #[test]
    fn no_bytes_panic(body in proptest::collection::vec(any::<u8>(), 0..80), header in ".{0,30}") {
        let _ = read(&body, Some(&header), None);
    }

    #[test]
    fn a_cut_answer_is_never_a_success(at in 0_usize..55, spaced in any::<bool>()) {
        let comma = if spaced { " " } else { "," };
        let whole = format!(r#"{{"result":0{comma}"data":{{"systime":"2018-01-01 00:00:00"}}}}"#);
        prop_assume!(at < whole.len());
        prop_assert_eq!(of(&whole[..at]).verdict, Verdict::Unreadable);
    }
}
