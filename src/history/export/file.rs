//! The formats of an export.

use std::io::Write;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::history::export::{Cell, Column, Type};
use crate::history::sql;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For spreadsheets. Words that a spreadsheet would take for a formula begin with an apostrophe
    Csv,
    /// One JSON object a line
    Jsonl,
    /// For pandas, DuckDB and others
    Parquet,
}

/// Where rows go.
pub(crate) trait Sink {
    /// Before the first row.
    fn begin(&mut self, columns: &[Column]) -> anyhow::Result<()>;
    /// A value for each column.
    fn row(&mut self, cells: Vec<Cell>) -> anyhow::Result<()>;
    /// After the last row.
    fn end(&mut self) -> anyhow::Result<()>;
}

/// A file of this format.
///
/// # Errors
/// Where this build leaves the format out.
pub(crate) fn sink(format: Format, out: impl Write + Send + 'static) -> Result<Box<dyn Sink>, String> {
    match format {
        Format::Csv => Ok(Box::new(Csv { out: csv::Writer::from_writer(out), columns: Vec::new() })),
        Format::Jsonl => Ok(Box::new(Jsonl { out, columns: Vec::new() })),
        #[cfg(feature = "parquet")]
        Format::Parquet => Ok(Box::new(super::parquet::Parquet::new(out))),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            Err("--format parquet: this build leaves it out. Build it with --features parquet, or take \
                                csv or jsonl"
                .to_owned())
        }
    }
}

struct Csv<W: Write> {
    out: csv::Writer<W>,
    columns: Vec<Column>,
}

impl<W: Write> Sink for Csv<W> {
    fn begin(&mut self, columns: &[Column]) -> anyhow::Result<()> {
        self.columns = columns.to_vec();
        Ok(self.out.write_record(columns.iter().map(|column| column.name))?)
    }

    fn row(&mut self, cells: Vec<Cell>) -> anyhow::Result<()> {
        let texts = cells.into_iter().zip(&self.columns).map(|(cell, column)| match cell {
            Cell::Nothing => String::new(),
            Cell::Text(text) if column.kind == Type::Words => harmless(text),
            Cell::Text(text) => text,
            Cell::Int(number) => number.to_string(),
            Cell::Real(number) => number.to_string(),
            Cell::Bool(is_so) => is_so.to_string(),
            Cell::Time(at) => sql::rfc3339(at),
        });
        Ok(self.out.write_record(texts)?)
    }

    fn end(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}

/// Anybody can type a formula as the name of a child, and a spreadsheet would compute it.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

struct Jsonl<W> {
    out: W,
    columns: Vec<Column>,
}

impl<W: Write> Sink for Jsonl<W> {
    fn begin(&mut self, columns: &[Column]) -> anyhow::Result<()> {
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.out, &Object { columns: &self.columns, cells: &cells })?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn end(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}

/// A row with the names of its columns, in their order.
struct Object<'a> {
    columns: &'a [Column],
    cells: &'a [Cell],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            map.serialize_entry(column.name, cell)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_takes_no_name_for_a_formula() {
        assert_eq!(harmless("=1+1".into()), "'=1+1");
        assert_eq!(harmless("Jake".into()), "Jake");
    }
}
