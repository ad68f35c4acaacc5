//! Reading data: cases as data, exactness, bounds, random text.

use std::io::{self, Read};

use gradus::data::{Column, Exact, Format, Options, Sheet, Table};
use gradus::number::Rational;
use gradus::wording::Lang;
use proptest::prelude::*;

/// `text => names | rows`, or `text => ! CODE arguments`.
const CASES: &str = include_str!("cases/data.txt");

/// Takes `[comma]`, `[skip]`, `[names a,b]` off the front of a case.
fn options_of(case: &str) -> (Options, String) {
    let mut options = Options::default();
    let mut text = case;
    if let Some((head, rest)) = case.strip_prefix('[').and_then(|case| case.split_once("] ")) {
        text = rest;
        match head.split_once(' ').unwrap_or((head, "")) {
            ("comma", _) => options.decimal_comma = true,
            ("skip", _) => options.skip_missing = true,
            ("names", names) => options.names = Some(names.split(',').map(str::to_owned).collect()),
            (other, _) => panic!("no option {other}"),
        }
    }
    (options, text.replace(r"\n", "\n").replace(r"\t", "\t").replace(r"\r", "\r"))
}

fn shown(table: &Table) -> String {
    let names: Vec<&str> = table.columns().iter().map(Column::name).collect();
    let rows = (0..table.rows()).map(|at| {
        let cells: Vec<String> = table.columns().iter().map(|column| column.exact(at).unwrap().to_string()).collect();
        cells.join(" ")
    });
    [names.join(" ")].into_iter().chain(rows).collect::<Vec<_>>().join(" | ")
}

#[test]
fn cases_read_as_written_down() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (case, wanted) = line.split_once(" => ").expect("a case is `text => result`");
        let (options, text) = options_of(case);
        count += 1;
        let found = match Table::read(text.as_bytes(), &options) {
            Ok(table) => shown(&table),
            Err(problem) => {
                for lang in [Lang::En, Lang::Zh] {
                    let sentences = problem.message(lang) + &problem.hint(lang);
                    assert!(!sentences.contains(['{', '}']) || problem.code.id == "G0315", "{line}: {sentences}");
                }
                let arguments = problem.arguments.iter().map(|(name, value)| format!(" {name}={value}"));
                format!("! {}{}", problem.code.id, arguments.collect::<String>())
            }
        };
        if found != wanted {
            wrong.push(format!("{line}\n  found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 50, "{count} cases");
}

#[test]
fn only_chosen_columns_must_hold_numbers() {
    let text = "day,x,note,y,mean\nMon,1,\"a, b\",2.5,?\nTue,2,,4.5,?\n";
    let sheet = Sheet::open(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(sheet.names().collect::<Vec<_>>(), ["day", "x", "note", "y"]);
    let table = sheet.select(&["y", "x"]).unwrap().collect_table().unwrap();
    assert_eq!(shown(&table), "y x | 2.5 1 | 4.5 2");

    let open = || Sheet::open(text.as_bytes(), &Options::default()).unwrap();
    let missing = open().select(&["x", "z"]).err().unwrap();
    assert_eq!((missing.code.id, missing.message(Lang::En).contains("`z`")), ("G0305", true));
    assert!(missing.hint(Lang::En).contains("day, x, note, y"));
    let text_used = open().select(&["day"]).unwrap().collect_table().unwrap_err();
    assert_eq!(text_used.code.id, "G0306");
    assert_eq!(open().select_all().err().unwrap().code.id, "G0312");
}

#[test]
fn rows_stream_and_count_what_they_skip() {
    let options = Options { skip_missing: true, ..Options::default() };
    let mut rows = Sheet::open("x,y\n1,2\n,3\n\n4,5\n".as_bytes(), &options).unwrap().select(&["x"]).unwrap();
    assert_eq!(rows.next_row().unwrap().unwrap()[0].to_f64(), 1.0);
    assert_eq!(rows.next_row().unwrap().unwrap()[0].to_f64(), 4.0);
    assert_eq!((rows.line(), rows.skipped()), (5, 1));
    assert_eq!(rows.next_row().unwrap(), None);
    assert_eq!(rows.next_row().unwrap(), None);
}

#[test]
fn a_given_format_is_used_as_given() {
    let options = |format| Options { format, ..Options::default() };
    let table = Table::read("x;y\n1;2\n".as_bytes(), &options(Format::Semicolon)).unwrap();
    assert_eq!(table.columns().len(), 2);
    let one = Table::read("x;y\n3\n".as_bytes(), &options(Format::Comma)).unwrap();
    assert_eq!(shown(&one), "x_y | 3");
    let not_json = Table::read("x,y\n1,2\n".as_bytes(), &options(Format::JsonLines)).unwrap_err();
    assert_eq!(not_json.code.id, "G0315");
}

#[test]
fn numbers_are_exact_and_floats_nearest() {
    for text in ["0.1", "1e-7", "123456.789", "1e22", "9007199254740993", "1e23", "1e300", "5e-324", "1e-400", "1e400"]
    {
        let value: Exact = text.parse().unwrap();
        assert_eq!(value.to_rational(), Rational::parse(text).unwrap(), "{text}");
        assert_eq!(value.to_f64(), text.parse::<f64>().unwrap(), "{text}");
    }
    let third = Exact::from(Rational::ratio(1, 3).unwrap());
    assert_eq!((third.to_string(), third.to_f64()), ("1/3".to_owned(), 1.0 / 3.0));
    // The same number is equal however it was made.
    let tiny: Exact = "1e-40".parse().unwrap();
    assert_eq!(tiny, Exact::from(tiny.to_rational()));
    assert!(std::mem::size_of::<Exact>() <= 16);
}

/// Yields the same bytes again and again, then fails or ends.
struct Endless {
    first: &'static [u8],
    again: &'static [u8],
    times: usize,
    fails: bool,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.first.is_empty() {
            if self.times == 0 {
                return if self.fails { Err(io::Error::other("the disk is gone")) } else { Ok(0) };
            }
            self.times -= 1;
            self.first = self.again;
        }
        let count = self.first.read(buffer)?;
        Ok(count)
    }
}

/// Text that is read in many pieces side by side, with lines in it that must be read alone.
#[test]
fn many_lines_at_once_are_the_same_as_one_by_one() {
    let mut state = 5u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    for odd in [
        "",
        "\n",
        " 7 , 2e3, -0.50\r\n",
        "\"1\",\"2\",3\n",
        "1,2,123456789012345678901234567890\n",
        "5,text,6\r\n",
        "1,,2\n",
    ] {
        let mut text = "x,name,y\n".to_owned();
        for row in 0..40_000 {
            match next() % 5 {
                0 => text += &format!("{},a{row},-{}.{:04}00\r\n", next() % 100, next() % 1000, next() % 10_000),
                1 => text += &format!("0.{},,{}\n", next(), next() % 7),
                _ => text += &format!("-{}.{:09},b,{}.5\n", next() % 1000, next() % 1_000_000_000, next()),
            }
            if row % 13_000 == 12_000 {
                text += odd;
            }
        }
        let options = Options { skip_missing: true, ..Options::default() };
        let names = ["y", "x"];
        let table = Sheet::open(text.as_bytes(), &options).unwrap().select(&names).unwrap().collect_table().unwrap();
        let mut rows = Sheet::open(text.as_bytes(), &options).unwrap().select(&names).unwrap();
        let mut at = 0;
        while let Some(row) = rows.next_row().unwrap() {
            let own: Vec<Option<Exact>> = table.columns().iter().map(|column| column.exact(at)).collect();
            assert_eq!(own, row.iter().cloned().map(Some).collect::<Vec<_>>(), "row {at} with {odd:?}");
            at += 1;
        }
        assert_eq!(table.rows(), at, "{odd:?}");
        assert_eq!(table.skipped(), rows.skipped(), "{odd:?}");
        let floats: Vec<f64> = table.columns()[0].floats().collect();
        assert!(floats.iter().enumerate().all(|(at, value)| *value == table.columns()[0].exact(at).unwrap().to_f64()));
    }
    // What is wrong is said with its line, however far down it is.
    let mut text = "x,y\n".to_owned();
    (0..100_000).for_each(|row| text += &format!("{row},1\n"));
    text += "1,2,3\n";
    let problem = Table::read(text.as_bytes(), &Options::default()).unwrap_err();
    assert!(problem.message(Lang::En).contains("100002"), "{}", problem.message(Lang::En));
    let full = Table::read(text.as_bytes(), &Options { cell_limit: 150_000, ..Options::default() }).unwrap_err();
    assert!(full.message(Lang::En).contains("75002"), "{}", full.message(Lang::En));
}

#[test]
fn memory_is_bounded() {
    let read = |first, again, options: &Options| {
        Table::read(Endless { first, again, times: 10_000_000, fails: false }, options).unwrap_err()
    };
    // A quote that is never closed, a line that never ends, a header that never ends, a table past its limit.
    let options = Options { cell_limit: 1_000, ..Options::default() };
    for (first, again, wanted) in [
        (&b"x,y\n1,\""[..], &b"2,3\n"[..], "the row"),
        (b"x,y\n1,", b"22222222", "the row"),
        (b"{\"x\": 1}\n{\"y\": ", b"22222222", "the row"),
        (b"x,y\n", b"1,2\n", "the table"),
        (b"xy", b"xyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyxyx", "the row"),
        (b"{", b"{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", "the row"),
    ] {
        let problem = read(first, again, &options);
        assert_eq!(problem.code.id, "G0313", "{problem:?}");
        assert!(problem.message(Lang::En).contains(wanted), "{problem:?}");
    }
    let wide = vec!["x"; 20_000].join(",");
    assert_eq!(Table::read(wide.as_bytes(), &Options::default()).unwrap_err().code.id, "G0313");
}

#[test]
fn what_cant_be_read_is_said() {
    let broken = Endless { first: b"x,y\n1,2\n", again: b"", times: 0, fails: true };
    let problem = Table::read(broken, &Options::default()).unwrap_err();
    assert_eq!(problem.code.id, "G0301");
    assert!(problem.message(Lang::En).contains("the disk is gone"));
    for bytes in [&b"\xFF\xFEx\0,\0y\0"[..], b"x\0,\0y\0\n\0", b"x,\xFF\n1,2\n", b"{\"\xFF\": 1}"] {
        assert_eq!(Table::read(bytes, &Options::default()).unwrap_err().code.id, "G0314");
    }
    // Bytes that aren't text in a column that isn't used do no harm.
    let sheet = Sheet::open(&b"x,y\n1,\xFF\n"[..], &Options::default()).unwrap();
    assert_eq!(sheet.select(&["x"]).unwrap().collect_table().unwrap().rows(), 1);
}

proptest! {
    #![proptest_config(crate::common::drawn(300))]

    #[test]
    fn no_text_makes_the_reader_panic(text in "[xy1-9.,;\"\\n\\r\\t{}: eE+\u{FEFF}-]{0,60}", comma: bool, skip: bool) {
        let options = Options { decimal_comma: comma, skip_missing: skip, ..Options::default() };
        let _ = Table::read(text.as_bytes(), &options);
    }

    #[test]
    fn decimals_agree_with_the_reader_of_expressions(whole in 0u64.., decimals in "[0-9]{1,25}", power in -330i32..300) {
        let text = format!("{whole}.{decimals}e{power}");
        let value: Exact = text.parse().unwrap();
        prop_assert_eq!(value.to_rational(), Rational::parse(&text).unwrap());
        prop_assert_eq!(value.to_f64(), text.parse::<f64>().unwrap());
    }
}

#[test]
fn the_examples_are_what_their_page_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let page = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let mut count = 0;
    for line in page.lines().filter(|line| line.contains(".csv`")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, file, names, rows, about, _] = cells[..] else { panic!("{line}") };
        let text = std::fs::read_to_string(folder.join(file.trim_matches('`'))).unwrap();
        let options = Options { decimal_comma: about.contains("--decimal ,"), ..Options::default() };
        let sheet = Sheet::open(text.as_bytes(), &options).unwrap();
        let names: Vec<&str> = names.split(", ").map(|name| name.trim_matches('`')).collect();
        assert_eq!(sheet.names().collect::<Vec<_>>(), names, "{file}");
        let numeric: Vec<&str> = names.into_iter().filter(|name| *name != "flat").collect();
        let table = sheet.select(&numeric).unwrap().collect_table().unwrap();
        assert_eq!(table.rows(), rows.parse::<usize>().unwrap(), "{file}");
        count += 1;
    }
    let files = std::fs::read_dir(folder).unwrap().filter(|entry| {
        entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|ending| ending == "csv"))
    });
    assert_eq!(files.count(), count);
}
