//! `gatehouse.toml` as a person edits it in the program: read into fields, changed with comments and order kept, written
//! whole or not at all.

mod edit;
pub(crate) mod keep;
pub(crate) mod secret;
#[cfg(test)]
mod tests;

use std::path::Path;

use crate::{
    Config, ConfigError,
    config::Problem,
    contract::types::{CarParkFields, FieldProblem, FieldTable, FieldValues, FileFields, FileProblem},
};

pub(crate) use edit::{applied, possible_open_platform, read};

/// So many refused fields are told at once.
const MOST_PROBLEMS: usize = 20;

/// What the loader says of a text, for the person who reads it.
pub(crate) fn problem_of(file: &Path, text: &str) -> Option<FileProblem> {
    match Config::parse(file, text) {
        Ok(_) => None,
        Err(ConfigError::Invalid(problem)) => {
            let line = text.lines().nth(problem.line.saturating_sub(1)).unwrap_or_default();
            Some(FileProblem {
                line: u32::try_from(problem.line).unwrap_or(u32::MAX),
                key: problem.key.clone(),
                text: line.trim().chars().take(200).collect(),
                detail: detail(&problem),
            })
        }
        Err(error) => {
            Some(FileProblem { line: 1, key: String::new(), text: String::new(), detail: error.to_string() })
        }
    }
}

fn detail(problem: &Problem) -> String {
    format!("{}; {}", problem.what, problem.remedy)
}

/// The new text of a file with these fields, checked by the loader itself.
///
/// # Errors
/// Every field that the loader refuses: each refused one is put aside in turn, so that those behind it are told too.
pub(crate) fn changed(file: &Path, text: &str, fields: &FileFields) -> Result<String, Vec<FieldProblem>> {
    let whole =
        |detail: String| FieldProblem { table: FieldTable::File, car_park: 0, field: String::new(), detail };
    let new = applied(text, fields).map_err(|error| vec![whole(error)])?;
    let mut problems: Vec<FieldProblem> = Vec::new();
    let mut tried = fields.clone();
    let mut text_tried = new.clone();
    loop {
        let problem = match Config::parse(file, &text_tried) {
            Ok(_) => return if problems.is_empty() { Ok(new) } else { Err(problems) },
            Err(ConfigError::Invalid(problem)) => problem,
            Err(error) => {
                problems.push(whole(error.to_string()));
                return Err(problems);
            }
        };
        let found = place(&problem, &text_tried);
        let again = problems.iter().any(|known| {
            (known.table, known.car_park, &known.field) == (found.table, found.car_park, &found.field)
        });
        if again {
            return Err(problems);
        }
        let put_aside = edit::put_aside(&mut tried, &found);
        problems.push(found);
        if !put_aside || problems.len() >= MOST_PROBLEMS {
            return Err(problems);
        }
        match applied(text, &tried) {
            Ok(next) => text_tried = next,
            Err(_) => return Err(problems),
        }
    }
}

/// The configuration with fields that are not saved yet: the open platform's, or one car park and no other. What is not
/// drafted is as the file has it, or made up while there is no file.
///
/// # Errors
/// Every field that the loader refuses.
pub(crate) fn drafted(
    file: &Path,
    text: &str,
    open_platform: Option<&FieldValues>,
    car_park: Option<&CarParkFields>,
) -> Result<Config, Vec<FieldProblem>> {
    // A file that cannot be used has nothing to add.
    let text = if Config::parse(file, text).is_ok() { text } else { "" };
    let mut fields = if text.is_empty() { edit::made_up() } else { read(text) };
    if let Some(open_platform) = open_platform {
        fields.open_platform = open_platform.clone();
    }
    if let Some(car_park) = car_park {
        fields.car_parks = vec![car_park.clone()];
    }
    let text = changed(file, text, &fields)?;
    Config::parse(file, &text).map_err(|error| {
        let detail = error.to_string();
        vec![FieldProblem { table: FieldTable::File, car_park: 0, field: String::new(), detail }]
    })
}

/// The field that a problem of the loader is about.
fn place(problem: &Problem, text: &str) -> FieldProblem {
    let headers =
        text.lines().take(problem.line).filter(|line| line.trim_start().starts_with("[[car_park]]"));
    let car_park = u32::try_from(headers.count().saturating_sub(1)).unwrap_or(u32::MAX);
    let (table, field) = if let Some(field) = problem.key.strip_prefix("open_platform.") {
        (FieldTable::OpenPlatform, field)
    } else if let Some(field) = problem.key.strip_prefix("car_park.city.") {
        (FieldTable::City, field)
    } else if let Some(field) = problem.key.strip_prefix("car_park.static.") {
        (FieldTable::Static, field)
    } else if let Some(field) = problem.key.strip_prefix("car_park.") {
        (FieldTable::CarPark, field)
    } else {
        (FieldTable::File, problem.key.as_str())
    };
    // Method and path of an endpoint are one field.
    let field = match field.strip_prefix("endpoints.").and_then(|rest| rest.split('.').next()) {
        Some(operation) => format!("endpoints.{operation}"),
        None => field.to_owned(),
    };
    FieldProblem { table, car_park, field, detail: detail(problem) }
}
