//! `needhelp export`: the same rows in each format, as the program writes them.

use serde_json::Value;

use crate::statistics::Told;
use crate::support::bot::UserId;
use crate::support::command_line::text;

const TABLES: [&str; 3] = ["alerts", "claims", "events"];

impl Told {
    /// The rows of a table as JSON objects, in their order.
    fn objects(&self, table: &str, more: &[&str]) -> Vec<Value> {
        let output = self.run(&[&["export", table, "--format", "jsonl"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// Each row as the values of its columns, in the order of the file, with the names first.
    fn csv(&self, table: &str, more: &[&str]) -> Vec<Vec<String>> {
        let output = self.run(&[&["export", table, "--format", "csv"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*output.stdout);
        reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
    }
}

/// A JSON object as a row of a CSV file has it.
fn as_csv(object: &Value) -> Vec<String> {
    let cell = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => number.as_f64().unwrap_or_default().to_string(),
        other => other.to_string(),
    };
    object.as_object().expect("an object").values().map(cell).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_all_rows_in_each_format() {
    let told = Told::open().await;
    for (table, count) in [("alerts", 2), ("claims", 1), ("events", 5)] {
        let objects = told.objects(table, &[]);
        // The board adds records of its own.
        assert!(if table == "events" { objects.len() >= count } else { objects.len() == count }, "{objects:?}");
        let csv = told.csv(table, &["--since", "30d"]);
        assert_eq!(csv.len(), objects.len() + 1, "{table}: {csv:?}");
        let names: Vec<&String> = objects[0].as_object().expect("an object").keys().collect();
        assert_eq!(csv[0].iter().collect::<std::collections::BTreeSet<_>>(), names.into_iter().collect(), "{table}");
    }
    let alerts = told.objects("alerts", &[]);
    assert!(alerts.iter().all(|alert| alert["child_name"] == "Jake"), "{alerts:?}");
    assert_eq!(alerts.iter().filter(|alert| alert["ending"] == "done").count(), 1, "{alerts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_file_is_never_overwritten() {
    let told = Told::open().await;
    let file = told.dir.path().join("alerts.csv");
    let to_file = || told.run(&["export", "--output", &file.display().to_string()]);
    let first = to_file();
    let lines = std::fs::read_to_string(&file).expect("a file").lines().count();
    assert_eq!((first.status.code(), lines), (Some(0), 3));
    let again = to_file();
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).starts_with("needhelp: --output: "), "{}", text(&again.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_export_has_stable_pseudonyms_and_no_words() {
    let told = Told::open().await;
    let mike = UserId(55).to_string();
    for table in TABLES {
        let export = || told.run(&["export", table, "--format", "jsonl", "--anonymous"]);
        let (first, second) = (export(), export());
        let said = text(&first.stdout);
        assert!(!said.is_empty() && first.stdout == second.stdout, "{said}{}", text(&first.stderr));
        for word in ["Mike", "Jake", "Oak Street", "\"jake\"", &format!("\"{mike}\"")] {
            assert!(!said.contains(word), "{word} in {said}");
        }
    }
    let id_of = |table: &str, name: &str| {
        let objects = told.objects(table, &["--anonymous"]);
        let found = objects.iter().find_map(|line| line[name].as_str().map(str::to_owned));
        found.unwrap_or_else(|| panic!("{table} have no {name}"))
    };
    assert_eq!(id_of("alerts", "neighbor_id"), id_of("claims", "neighbor_id"), "the same person in both");
}

#[cfg(not(feature = "parquet"))]
#[tokio::test(flavor = "multi_thread")]
async fn a_build_without_parquet_says_so_before_it_makes_a_file() {
    let told = Told::open().await;
    let file = told.dir.path().join("alerts.parquet");
    let output = told.run(&["export", "--format", "parquet", "--output", &file.display().to_string()]);
    let said = text(&output.stderr);
    assert!(output.status.code() == Some(2) && said.contains("--features parquet"), "{said}");
    assert!(!file.exists());
}

#[cfg(feature = "parquet")]
mod as_parquet {
    use std::path::Path;

    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    /// The columns and the rows of a Parquet file, as its own library reads them.
    fn read(file: &Path) -> (Vec<String>, Vec<Value>) {
        let reader = SerializedFileReader::new(std::fs::File::open(file).expect("a file")).expect("Parquet");
        let schema = reader.metadata().file_metadata().schema_descr();
        let names = schema.columns().iter().map(|column| column.name().to_owned()).collect();
        let rows = reader.get_row_iter(None).expect("rows");
        let rows: Vec<Value> = rows
            .map(|row| {
                let row = row.expect("a row");
                Value::Object(row.get_column_iter().map(|(name, field)| (name.clone(), json(field))).collect())
            })
            .collect();
        assert_eq!(reader.metadata().file_metadata().num_rows(), i64::try_from(rows.len()).expect("few"));
        (names, rows)
    }

    /// A value as the export has it in JSON.
    fn json(field: &Field) -> Value {
        match field {
            Field::Null => Value::Null,
            Field::Str(text) => text.as_str().into(),
            Field::Bool(is_so) => (*is_so).into(),
            Field::Long(number) => (*number).into(),
            Field::Double(number) => (*number).into(),
            Field::TimestampMillis(at) => {
                let at = jiff::Timestamp::from_millisecond(*at).expect("a time");
                at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string().into()
            }
            other => panic!("no such column: {other:?}"),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_parquet_file_is_read_back_with_all_columns_and_rows() {
        let told = Told::open().await;
        for (number, table) in TABLES.into_iter().enumerate() {
            for anonymous in [&[][..], &["--anonymous"]] {
                let file = told.dir.path().join(format!("{number}-{}.parquet", anonymous.len()));
                let path = file.display().to_string();
                let arguments = [&["export", table, "--format", "parquet", "--output", &path], anonymous].concat();
                let output = told.run(&arguments);
                assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
                let (names, rows) = read(&file);
                let csv = told.csv(table, anonymous);
                assert_eq!((names, rows.len()), (csv[0].clone(), csv.len() - 1), "{table} {anonymous:?}");
                assert_eq!(rows, told.objects(table, anonymous), "{table} {anonymous:?}");
                let in_order = |object: &Value| csv[0].iter().map(|name| object[name].clone()).collect::<Vec<_>>();
                for (row, line) in rows.iter().zip(&csv[1..]) {
                    let object = in_order(row).into_iter().enumerate().map(|(n, value)| (format!("{n:02}"), value));
                    assert_eq!(&as_csv(&Value::Object(object.collect())), line, "{table} {anonymous:?}");
                }
            }
        }
    }
}
