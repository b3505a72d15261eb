//! The dry run: what each row of a spreadsheet would do, by what the mirror knows. Nothing is written.

use std::collections::HashMap;

use chrono::NaiveDate;
use gate_core::plate;
use gate_spreadsheet::{
    Cell, Row, Table,
    headings::{Headings, NoHeadings},
    limits,
};
use gate_store::RegisterEntry;

use super::cells::{Names, clean, is_masked, problem};
use crate::{
    contract::{
        Code, Failure,
        types::{
            CellProblem, CellProblemKind as Kind, ImportRowView, RowVerdict, SheetColumn, SheetKind,
            VehicleField as F, VehicleForm,
        },
    },
    registers::{
        Operation,
        checks::{self, Known, Problem, Wrong},
        views::{self, Shown},
    },
};

/// What the rows are compared with.
#[derive(Debug, Clone, Default)]
pub struct Against {
    /// The car park.
    pub parking_id: String,
    /// Its types and lanes.
    pub known: Known,
    /// What people call them.
    pub names: Names,
    /// What is registered, by normalised plate.
    pub entries: HashMap<String, RegisterEntry>,
    /// The day in China.
    pub today: Option<NaiveDate>,
}

/// What a spreadsheet would do.
#[derive(Clone)]
pub struct Plan {
    /// Which table.
    pub kind: SheetKind,
    /// The car park.
    pub parking_id: String,
    /// Its columns.
    pub columns: Vec<SheetColumn>,
    /// Its rows.
    pub rows: Vec<PlannedRow>,
}

/// What a row would do.
#[derive(Clone)]
pub struct PlannedRow {
    /// Its number as Excel shows it.
    pub number: u32,
    /// The plate, normalised.
    pub plate: String,
    /// What it would do.
    pub verdict: RowVerdict,
    /// What is registered.
    pub before: Option<RegisterEntry>,
    /// What is asked for; none for a wrong row.
    pub operation: Option<Operation>,
    /// What is wrong with it, or strange.
    pub problems: Vec<CellProblem>,
}

impl PlannedRow {
    /// As it is shown: in full, for who brought the file.
    #[must_use]
    pub fn view(&self) -> ImportRowView {
        let after = self.operation.as_ref().and_then(Operation::after);
        let changes = match &after {
            Some(after) => views::changes(self.before.as_ref(), Some(after), Shown::InFull),
            None => Vec::new(),
        };
        ImportRowView {
            row: self.number,
            plate: crate::commands::views::plate(&self.plate),
            verdict: self.verdict,
            changes,
            problems: self.problems.clone(),
        }
    }
}

impl Plan {
    /// How many rows have this verdict.
    #[must_use]
    pub fn count(&self, verdict: RowVerdict) -> u32 {
        let count = self.rows.iter().filter(|row| row.verdict == verdict).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Reads a file and says what each row would do. Heavy: not for an asynchronous thread.
    ///
    /// # Errors
    /// [`Code::FileWrong`].
    pub fn of_file(kind: SheetKind, bytes: &[u8], against: &Against) -> Result<Self, Failure> {
        let has_plates =
            |table: &Table| Headings::find(&table.rows, super::columns::known(kind), F::Plate).is_ok();
        let table = gate_spreadsheet::read(bytes, has_plates).map_err(super::refused)?;
        Self::of_table(kind, &table, against)
    }

    fn of_table(kind: SheetKind, table: &Table, against: &Against) -> Result<Self, Failure> {
        let headings =
            Headings::find(&table.rows, super::columns::known(kind), F::Plate).map_err(|none| {
                let why = match none {
                    NoHeadings::Missing => "no_plate_column",
                    NoHeadings::Twice(_) => "column_twice",
                };
                Failure::new(Code::FileWrong).with("why", why)
            })?;
        let data = table.rows.get(headings.row + 1..).unwrap_or_default();
        if data.len() > limits::MAX_DATA_ROWS {
            return Err(super::refused(gate_spreadsheet::Refusal::TooManyRows));
        }
        let reader = RowReader { kind, headings: &headings, table, against };
        let mut seen: HashMap<String, u32> = HashMap::new();
        let mut rows = Vec::with_capacity(data.len());
        for row in data {
            if !reader.says_anything(row) {
                continue;
            }
            let mut planned = reader.plan(row);
            if !planned.plate.is_empty() {
                match seen.get(&planned.plate) {
                    Some(&first) => {
                        let mut again = problem(F::Plate, reader.cell(row, F::Plate), Kind::Duplicate);
                        again.other_row = Some(first);
                        planned.problems.push(again);
                        (planned.verdict, planned.operation) = (RowVerdict::Wrong, None);
                    }
                    None => drop(seen.insert(planned.plate.clone(), row.number)),
                }
            }
            rows.push(planned);
        }
        if rows.is_empty() {
            return Err(super::refused(gate_spreadsheet::Refusal::Empty));
        }
        let columns = headings.columns.into_iter().filter(|(heading, _)| !heading.is_empty());
        let columns = columns.map(|(heading, field)| SheetColumn { heading, field }).collect();
        Ok(Self { kind, parking_id: against.parking_id.clone(), columns, rows })
    }
}

struct RowReader<'a> {
    kind: SheetKind,
    headings: &'a Headings<F>,
    table: &'a Table,
    against: &'a Against,
}

impl RowReader<'_> {
    fn cell<'r>(&self, row: &'r Row, field: F) -> &'r Cell {
        const NOTHING: &Cell = &Cell::Empty;
        self.headings.column(field).map_or(NOTHING, |column| row.cell(column))
    }

    /// Whether a column that is known holds something: a row of sums or of remarks aside is none.
    fn says_anything(&self, row: &Row) -> bool {
        super::columns::of(self.kind).iter().any(|field| !self.cell(row, *field).is_empty())
    }

    fn plan(&self, row: &Row) -> PlannedRow {
        let mut problems = Vec::new();
        for field in super::columns::of(self.kind) {
            let cell = self.cell(row, *field);
            if matches!(cell, Cell::NoValue(_)) {
                problems.push(problem(*field, cell, Kind::NoValue));
            }
        }
        let cell = self.cell(row, F::Plate);
        let key = plate::normalise(&clean(&cell.text()));
        if checks::plate(&key, false) == Err(Problem { field: F::Plate, wrong: Wrong::Unusual }) {
            problems.push(problem(F::Plate, cell, Kind::UnusualPlate));
        }
        let before = self.against.entries.get(&key).cloned();
        let asked = if problems.iter().any(|it| !it.warning) {
            Err(Vec::new())
        } else {
            match self.kind {
                SheetKind::Vehicles => self.vehicle(row, &key, before.as_ref()),
                SheetKind::Blacklist => self.ban(row, &key, before.as_ref()),
            }
        };
        let (verdict, operation) = match asked {
            Ok(operation) => {
                let changed =
                    !views::changes(before.as_ref(), operation.after().as_ref(), Shown::InFull).is_empty();
                let verdict = match (&before, changed) {
                    (None, _) => RowVerdict::Added,
                    (Some(_), true) => RowVerdict::Changed,
                    (Some(_), false) => RowVerdict::Same,
                };
                (verdict, Some(operation))
            }
            Err(found) => {
                problems.extend(found);
                (RowVerdict::Wrong, None)
            }
        };
        PlannedRow { number: row.number, plate: key, verdict, before, operation, problems }
    }

    fn vehicle(
        &self,
        row: &Row,
        key: &str,
        before: Option<&RegisterEntry>,
    ) -> Result<Operation, Vec<CellProblem>> {
        let mut problems = Vec::new();
        let kept = |field: F, known: fn(&RegisterEntry) -> &str| self.text(row, field, before, known);
        let kind = kept(F::Type, |entry| &entry.vehicle_type);
        let kind = match self.against.names.type_id(&kind) {
            Some(id) => id,
            // What is registered stays as it is, although the platform has no such type any more.
            None if before.is_some_and(|entry| entry.vehicle_type == kind) => kind,
            None => {
                let wrong = if kind.is_empty() { Kind::Missing } else { Kind::UnknownType };
                problems.push(problem(F::Type, self.cell(row, F::Type), wrong));
                "1".to_owned()
            }
        };
        let optional = |field, known: fn(&RegisterEntry) -> &str| {
            // A column that is not there changes nothing; an empty cell of one that is there empties the field.
            let text = match self.headings.column(field) {
                Some(column) => clean(&row.cell(column).text()),
                None => before.map(known).unwrap_or_default().to_owned(),
            };
            Some(text).filter(|text| !text.is_empty())
        };
        let lanes = match self.headings.column(F::Lanes) {
            None => before.map(|entry| entry.lanes.clone()).unwrap_or_default(),
            Some(column) => match self.against.names.lane_nos(&clean(&row.cell(column).digits())) {
                Ok(lanes) => lanes,
                Err(_) => {
                    problems.push(problem(F::Lanes, row.cell(column), Kind::UnknownLane));
                    Vec::new()
                }
            },
        };
        let spaces = match self.cell(row, F::Spaces) {
            cell if cell.is_empty() => before.map_or(1, |entry| entry.spaces.max(1)),
            cell => match clean(&cell.digits()).parse() {
                Ok(spaces) if (1..=checks::SPACES_MAX).contains(&spaces) => spaces,
                _ => {
                    problems.push(problem(F::Spaces, cell, Kind::NotANumber));
                    1
                }
            },
        };
        let form = VehicleForm {
            parking_id: self.against.parking_id.clone(),
            plate: key.to_owned(),
            insist: true,
            vehicle_type: kind,
            type_name: optional(F::TypeName, |entry| &entry.type_name),
            owner: Some(kept(F::Owner, |entry| &entry.owner)),
            phone: Some(kept(F::Phone, |entry| &entry.phone)),
            valid_from: self.day(row, F::ValidFrom, before, |entry| &entry.valid_from, &mut problems),
            valid_until: self.day(row, F::ValidUntil, before, |entry| &entry.valid_until, &mut problems),
            lanes,
            spaces,
            department: optional(F::Department, |entry| &entry.department),
            work_no: optional(F::WorkNo, |entry| &entry.work_no),
            remark: optional(F::Remark, |entry| &entry.remark),
        };
        let asked = match checks::vehicle(&form, &self.against.known, before) {
            Ok(registration) if problems.is_empty() => Ok(registration),
            Ok(_) => Err(Vec::new()),
            Err(found) => Err(found),
        };
        asked
            .map(|asked| {
                if before.is_some() { Operation::ChangeVehicle(asked) } else { Operation::AddVehicle(asked) }
            })
            .map_err(|found| {
                // A cell is pointed out once.
                for wrong in found {
                    if !problems.iter().any(|it| it.field == wrong.field) {
                        problems.push(problem(wrong.field, self.cell(row, wrong.field), told(wrong.wrong)));
                    }
                }
                problems
            })
    }

    fn ban(
        &self,
        row: &Row,
        key: &str,
        before: Option<&RegisterEntry>,
    ) -> Result<Operation, Vec<CellProblem>> {
        let mut problems = Vec::new();
        let mut wrong =
            |it: Problem| problems.push(problem(it.field, self.cell(row, it.field), told(it.wrong)));
        let plate = checks::plate(key, true).map_err(&mut wrong);
        let reason =
            checks::reason(&self.text(row, F::Reason, before, |entry| &entry.reason)).map_err(&mut wrong);
        let until = self.day(row, F::ValidUntil, before, |entry| &entry.valid_until, &mut problems);
        let until = match problems.iter().any(|it| it.field == F::ValidUntil) {
            true => Err(()),
            false => checks::ban_until(&until, self.against.today.unwrap_or_default()).map_err(|it| {
                problems.push(problem(it.field, self.cell(row, it.field), told(it.wrong)));
            }),
        };
        match (plate, until, reason) {
            (Ok(plate), Ok(until), Ok(reason)) => Ok(Operation::AddBlacklist { plate, until, reason }),
            _ => Err(problems),
        }
    }

    /// What a cell says of a field that must hold something: an empty or masked one says what is known.
    fn text(
        &self,
        row: &Row,
        field: F,
        before: Option<&RegisterEntry>,
        known: fn(&RegisterEntry) -> &str,
    ) -> String {
        let cell = self.cell(row, field);
        let said = match field {
            F::Phone => clean(&cell.digits()),
            _ => clean(&cell.text()),
        };
        let known = before.map(known).unwrap_or_default();
        if said.is_empty() || is_masked(field, &said, known) { known.to_owned() } else { said }
    }

    /// A day as `yyyy-MM-dd`.
    fn day(
        &self,
        row: &Row,
        field: F,
        before: Option<&RegisterEntry>,
        known: fn(&RegisterEntry) -> &str,
        problems: &mut Vec<CellProblem>,
    ) -> String {
        let cell = self.cell(row, field);
        if cell.is_empty() {
            return before.map(known).unwrap_or_default().to_owned();
        }
        match cell.day(self.table.serials_from_1904) {
            Some(day) => day.to_string(),
            None => {
                problems.push(problem(field, cell, Kind::NotADay));
                String::new()
            }
        }
    }
}

fn told(wrong: Wrong) -> Kind {
    match wrong {
        Wrong::Empty => Kind::Missing,
        Wrong::TooLong(_) => Kind::TooLong,
        Wrong::Unusual => Kind::UnusualPlate,
        Wrong::NotADay => Kind::NotADay,
        Wrong::Before | Wrong::Past => Kind::EndsBeforeItBegins,
        Wrong::Unknown => Kind::UnknownLane,
        Wrong::NotAPhone => Kind::NotAPhone,
        Wrong::OutOfRange(..) => Kind::NotANumber,
        Wrong::Invisible => Kind::NoValue,
    }
}
