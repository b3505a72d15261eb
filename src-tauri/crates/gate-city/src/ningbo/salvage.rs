//! Putting back the commas that the standard's own example answers lack.

/// The text with a comma wherever one value ends and another begins without one; `None` if nothing was lacking.
///
/// Only commas outside of texts are added and nothing is taken away, so a text that is broken in any other way,
/// or cut short, stays broken.
pub(super) fn with_commas(text: &str) -> Option<String> {
    let mut repaired = String::with_capacity(text.len() + 8);
    let mut inside_text = false;
    let mut escaped = false;
    let mut last = Last::Nothing;
    let mut added = false;
    for c in text.chars() {
        if inside_text {
            repaired.push(c);
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    inside_text = false;
                    last = Last::Value;
                }
                _ => {}
            }
            continue;
        }
        let begins_value = match c {
            '"' | '{' | '[' => true,
            ' ' | '\t' | '\r' | '\n' | ',' | ':' | '}' | ']' => false,
            // The next character of a number or word is no new value.
            _ => last != Last::Bare,
        };
        if begins_value && matches!(last, Last::Value | Last::Bare) {
            repaired.push(',');
            added = true;
        }
        repaired.push(c);
        last = match c {
            '"' => {
                inside_text = true;
                Last::Nothing
            }
            '{' | '[' | ',' | ':' => Last::Nothing,
            '}' | ']' => Last::Value,
            ' ' | '\t' | '\r' | '\n' if last == Last::Bare => Last::Value,
            ' ' | '\t' | '\r' | '\n' => last,
            _ => Last::Bare,
        };
    }
    added.then_some(repaired)
}

/// What stands before the present character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing after which a comma could be lacking.
    Nothing,
    /// A value that has ended.
    Value,
    /// A number, `true`, `false` or `null` that may go on.
    Bare,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn the_standards_examples_are_repaired() {
        let text = "{\n\"result\":0\n\"data\":{\"systime\":\"2018-01-01 00:00:00\"}\n}";
        let value: Value = serde_json::from_str(&with_commas(text).unwrap()).unwrap();
        assert_eq!(value, json!({"result": 0, "data": {"systime": "2018-01-01 00:00:00"}}));
    }

    #[test]
    fn commas_come_back_between_values_of_every_kind() {
        for (broken, whole) in [
            (r#"{"a":"x""b":"y"}"#, r#"{"a":"x","b":"y"}"#),
            (
                r#"{"a":true "b":null "c":-1.5e3 "d":[1 2]}"#,
                r#"{"a":true ,"b":null ,"c":-1.5e3 ,"d":[1 ,2]}"#,
            ),
            (r#"{"a":{}"b":[] "c":1"d":2}"#, r#"{"a":{},"b":[] ,"c":1,"d":2}"#),
            (r#"{"a":"say \"x\" \\""b":1}"#, r#"{"a":"say \"x\" \\","b":1}"#),
        ] {
            assert_eq!(with_commas(broken).as_deref(), Some(whole));
            assert!(serde_json::from_str::<Value>(whole).is_ok());
        }
    }

    #[test]
    fn nothing_else_is_repaired() {
        for broken in [
            r#"{"result":0 "data":{"systime":"2018"#,
            r#"{"result":0 "data":{"systime":"2018-01-01 00:00:00"}"#,
            r#"{"result" 0}"#,
            r#"{result:0 data:{}}"#,
            r#"{"result":0,,"data":{}}"#,
            r#"{"result":0 "data"}"#,
            "<html>ok</html>",
            "{'result':0}",
        ] {
            let repaired = with_commas(broken).unwrap_or_else(|| broken.to_owned());
            assert!(serde_json::from_str::<Value>(&repaired).is_err(), "{broken} became {repaired}");
        }
    }

    proptest! {
        #[test]
        fn whole_json_is_left_alone(text in "\\PC{0,20}", number in any::<i64>()) {
            let whole = json!({"a": text, "b": [number, {"c": null}], "d": true}).to_string();
            prop_assert_eq!(with_commas(&whole), None);
        }

        #[test]
        fn json_without_its_commas_means_the_same_again(text in "[^,]{0,20}", number in any::<i64>()) {
            let whole = json!({"result": number, "description": text, "data": {"systime": "x"}});
            let bare = whole.to_string().replace(',', " ");
            let repaired: Value = serde_json::from_str(&with_commas(&bare).unwrap()).unwrap();
            prop_assert_eq!(repaired, whole);
        }

        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = with_commas(&text);
        }
    }
}
