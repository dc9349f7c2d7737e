//! An export as a Parquet file: groups of rows, column by column. Without Arrow, which would be as many crates again.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context as _;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type as Schema;

use super::file::Sink;
use super::{Cell, Column, Type};

/// Rows that are in memory at once.
const GROUP: usize = 16_384;

pub(super) struct Parquet<W: Write + Send> {
    /// Until the columns are known.
    out: Option<W>,
    writer: Option<SerializedFileWriter<W>>,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn new(out: W) -> Self {
        Parquet { out: Some(out), writer: None, columns: Vec::new(), rows: Vec::new() }
    }

    fn write_group(&mut self) -> anyhow::Result<()> {
        let writer = self.writer.as_mut().context("no columns yet")?;
        let mut group = writer.next_row_group()?;
        for (place, column) in self.columns.iter().enumerate() {
            let mut to = group.next_column()?.context("a column less than the schema has")?;
            let cells = || self.rows.iter().map(|row| &row[place]);
            match column.kind {
                Type::Text | Type::Id | Type::Words => write::<ByteArrayType>(&mut to, cells(), |cell| match cell {
                    Cell::Text(text) => Some(ByteArray::from(text.as_str())),
                    _ => None,
                }),
                Type::Int | Type::Time => write::<Int64Type>(&mut to, cells(), |cell| match cell {
                    Cell::Int(number) => Some(*number),
                    Cell::Time(at) => Some(at.0),
                    _ => None,
                }),
                Type::Real => write::<DoubleType>(&mut to, cells(), |cell| match cell {
                    Cell::Real(number) => Some(*number),
                    _ => None,
                }),
                Type::Bool => write::<BoolType>(&mut to, cells(), |cell| match cell {
                    Cell::Bool(is_so) => Some(*is_so),
                    _ => None,
                }),
            }?;
            to.close()?;
        }
        group.close()?;
        self.rows.clear();
        Ok(())
    }
}

/// Writes a column of a group: which rows have a value (level 1), and these values.
fn write<'a, T: DataType>(
    to: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> anyhow::Result<()> {
    let values: Vec<Option<T::T>> = cells.map(value).collect();
    let levels: Vec<i16> = values.iter().map(|value| value.is_some().into()).collect();
    let values: Vec<T::T> = values.into_iter().flatten().collect();
    to.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}

fn field(column: &Column) -> anyhow::Result<Arc<Schema>> {
    let (physical, logical) = match column.kind {
        Type::Text | Type::Id | Type::Words => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Type::Int => (Physical::INT64, None),
        Type::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
        Type::Real => (Physical::DOUBLE, None),
        Type::Bool => (Physical::BOOLEAN, None),
    };
    let field = Schema::primitive_type_builder(column.name, physical);
    Ok(Arc::new(field.with_repetition(Repetition::OPTIONAL).with_logical_type(logical).build()?))
}

impl<W: Write + Send> Sink for Parquet<W> {
    fn begin(&mut self, columns: &[Column]) -> anyhow::Result<()> {
        let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
        let schema = Schema::group_type_builder("needhelp").with_fields(fields).build()?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let out = self.out.take().context("begun twice")?;
        self.writer = Some(SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?);
        self.columns = columns.to_vec();
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> anyhow::Result<()> {
        self.rows.push(cells);
        if self.rows.len() == GROUP { self.write_group() } else { Ok(()) }
    }

    fn end(&mut self) -> anyhow::Result<()> {
        if !self.rows.is_empty() {
            self.write_group()?;
        }
        self.writer.take().context("no columns yet")?.into_inner()?.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    use super::*;

    #[test]
    fn more_rows_than_are_in_memory_at_once_are_several_groups_in_their_order() {
        let count = 2 * GROUP + 1;
        let file = tempfile::NamedTempFile::new().expect("a file");
        let mut parquet = Parquet::new(file.reopen().expect("the same file"));
        let columns = [Column { name: "number", kind: Type::Int }, Column { name: "name", kind: Type::Words }];
        parquet.begin(&columns).expect("begun");
        for number in 0..count {
            let name = if number % 3 == 0 { Cell::Nothing } else { Cell::Text(format!("Jake {number}")) };
            parquet.row(vec![Cell::Int(i64::try_from(number).expect("small")), name]).expect("written");
        }
        parquet.end().expect("ended");
        let reader = SerializedFileReader::new(file.reopen().expect("the same file")).expect("Parquet");
        assert_eq!(reader.num_row_groups(), 3);
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), count);
        for (number, row) in rows.iter().enumerate() {
            assert_eq!(usize::try_from(row.get_long(0).expect("a number")), Ok(number));
            let name = row.get_string(1).ok().cloned();
            assert_eq!(name, (number % 3 != 0).then(|| format!("Jake {number}")));
        }
    }
}
