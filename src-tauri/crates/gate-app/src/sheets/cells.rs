//! What cells say, for each field of a registration.

use gate_core::record::{mask_name, mask_phone};
use gate_spreadsheet::Cell;

use crate::contract::types::{CellProblem, CellProblemKind, VehicleField};

/// Of a cell that is pointed out so many characters are shown.
const SHOWN: usize = 100;

/// What a car park's people may call a type or a lane in a spreadsheet.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Ids of custom types with every name of theirs.
    pub types: Vec<(String, Vec<String>)>,
    /// Numbers of lanes with their names.
    pub lanes: Vec<(String, String)>,
}

impl Names {
    /// The type of that name or id.
    pub(super) fn type_id(&self, said: &str) -> Option<String> {
        let same = |name: &str| plain(name) == plain(said);
        // The car park's own names come first: it may call one of its types as others call theirs.
        let own = self.types.iter().find(|(id, names)| same(id) || names.iter().any(|name| same(name)));
        if let Some((id, _)) = own {
            return Some(id.clone());
        }
        const MONTHLY: &[&str] = &["1", "月租车", "月租", "月卡", "月卡车", "包月", "包月车", "monthly"];
        const FREE: &[&str] = &["2", "免费车", "免费", "free"];
        if MONTHLY.iter().any(|name| same(name)) {
            return Some("1".to_owned());
        }
        FREE.iter().any(|name| same(name)).then(|| "2".to_owned())
    }

    /// The lanes that are named; `Err` with the first that there is not.
    pub(super) fn lane_nos(&self, said: &str) -> Result<Vec<String>, String> {
        if ["全部", "所有", "全部车道", "所有车道", "all"].iter().any(|all| plain(all) == plain(said))
        {
            return Ok(Vec::new());
        }
        // A name may hold blanks: only where the whole is no name, blanks divide.
        if let Some(lane) = self.lane_no(said) {
            return Ok(vec![lane]);
        }
        let mut lanes = Vec::new();
        for part in said
            .split([',', '，', '、', ';', '；', '/', '\n', '|'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            match self.lane_no(part) {
                Some(lane) => lanes.push(lane),
                None => {
                    for part in part.split_whitespace() {
                        lanes.push(self.lane_no(part).ok_or_else(|| part.to_owned())?);
                    }
                }
            }
        }
        Ok(lanes)
    }

    fn lane_no(&self, said: &str) -> Option<String> {
        let same = |name: &str| plain(name) == plain(said);
        let by_number = self.lanes.iter().find(|(number, _)| same(number));
        by_number.or_else(|| self.lanes.iter().find(|(_, name)| same(name))).map(|(number, _)| number.clone())
    }
}

/// A name without what does not matter when it is compared.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A text without the characters that cannot be seen and that come along when people copy.
pub(super) fn clean(text: &str) -> String {
    let visible =
        text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t' | '\u{3000}' | '\u{a0}') { ' ' } else { c });
    let visible: String = visible
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
        })
        .collect();
    visible.trim().to_owned()
}

/// Whether a cell holds what an export without names in full shows of this value: it says nothing new.
pub(super) fn is_masked(field: VehicleField, said: &str, known: &str) -> bool {
    let masked = match field {
        VehicleField::Owner => mask_name(known),
        VehicleField::Phone => mask_phone(known),
        _ => return false,
    };
    !known.is_empty() && said == masked
}

/// What is wrong with a cell.
pub(super) fn problem(field: VehicleField, cell: &Cell, kind: CellProblemKind) -> CellProblem {
    CellProblem {
        field,
        text: clean(&cell.text()).chars().take(SHOWN).collect(),
        problem: kind,
        other_row: None,
        warning: kind == CellProblemKind::UnusualPlate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            types: vec![("101".into(), vec!["VIP".into(), "贵宾".into()])],
            lanes: vec![("1".into(), "东门 入口".into()), ("2".into(), "西门".into())],
        }
    }

    #[test]
    fn types_are_known_by_id_and_by_every_name() {
        for (said, id) in [
            ("月租车", "1"),
            ("月 卡", "1"),
            ("免费", "2"),
            ("Monthly", "1"),
            ("vip", "101"),
            ("贵宾", "101"),
            ("101", "101"),
        ] {
            assert_eq!(names().type_id(said).as_deref(), Some(id), "{said}");
        }
        assert_eq!(names().type_id("临时车"), None);
    }

    #[test]
    fn lanes_are_known_by_number_and_name_and_divided_in_many_ways() {
        for said in ["1,2", "1，2", "1、2", "1 2", "东门 入口;西门", "东门入口/2", "1,2,"] {
            assert_eq!(names().lane_nos(said), Ok(vec!["1".to_owned(), "2".to_owned()]), "{said}");
        }
        assert_eq!(names().lane_nos("东门 入口"), Ok(vec!["1".to_owned()]));
        assert_eq!(names().lane_nos("全部"), Ok(vec![]));
        assert_eq!(names().lane_nos("1,9"), Err("9".to_owned()));
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(clean("\u{feff}张\u{200b}三\u{202e}\r\n "), "张三");
        assert_eq!(clean("a\tb\u{0}"), "a b");
    }
}
