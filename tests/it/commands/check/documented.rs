//! The table in docs/operations.md names lines that there are.

use super::LINES;

/// The parts of `/readyz` that the table may name.
const PARTS: [&str; 11] = [
    "gateway",
    "clocks",
    "discord",
    "topics",
    "settings topic",
    "intake's topic",
    "board's topic",
    "board's log",
    "helpers' phones",
    "cards",
    "history",
];

#[test]
fn each_line_that_operations_names_is_one_that_the_program_prints() {
    let page = include_str!("../../../../docs/operations.md");
    let quoted = page.split('`').skip(1).step_by(2);
    let mut named = 0;
    for quoted in quoted {
        let Some((verdict, line)) = quoted.split_once(' ') else { continue };
        let line = line.split(": ").next().unwrap_or(line);
        match verdict {
            "WRONG" | "WARN" => assert!(LINES.contains(&line), "check has no line {line:?}"),
            "MISSING" => assert!(PARTS.contains(&line), "/readyz has no part {line:?}"),
            _ => continue,
        }
        named += 1;
    }
    assert!(named > 30, "the table is there");
}
