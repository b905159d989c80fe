//! Rows over pages, with any numbers of lines: nothing is lost, alone, or over an edge. Not here: what rows hold.

use super::*;
use crate::bilingual::Language;
use crate::face::Face;
use crate::layout::ink::Mark;
use crate::layout::lines::{Across, lines};
use crate::layout::row::{Column, Placed};
use crate::layout::shape::Shaper;
use crate::layout::text::{Colour, Style, Text};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const AREA: Area = Area {
    page: (200.0, 300.0),
    left: 10.0,
    width: 180.0,
    top: 20.0,
    bottom: 280.0,
};

fn column(count: usize, name: usize) -> Column {
    let style = Style {
        face: Face::Regular,
        size: 10.0,
        colour: Colour::Ink,
    };
    let text = Text::of(&vec!["a"; count].join("\n"), style);
    let lines = lines(&mut Shaper::new(), &text, Language::En, 180.0, Across::Left);
    let place = |(index, line)| Placed {
        x: 0.0,
        gap: if index > 0 { 4.0 } else { 0.0 },
        line,
        belongs: Belongs::To(name),
    };
    Column {
        lines: lines.into_iter().enumerate().map(place).collect(),
        is_middle: false,
    }
}

fn row(counts: &[usize], name: usize) -> Row {
    let columns = counts.iter().map(|count| column(*count, name)).collect();
    Row {
        columns,
        ..Row::default()
    }
}

fn step(row: Row, leads: bool, head: Option<Rc<Row>>) -> Step {
    Step::Row {
        row,
        around: (6.0, 6.0),
        leads,
        head,
    }
}

fn pages(steps: Vec<Step>) -> Vec<Page> {
    let mut flow = Flow::new(AREA);
    flow.run(steps);
    flow.pages
}

/// Whose lines stand on a page, from its top.
fn names(page: &Page) -> Vec<usize> {
    let name = |mark: &Mark| match mark.belongs {
        Belongs::To(name) => Some(name),
        _ => None,
    };
    page.marks.iter().filter_map(name).collect()
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]))
}

#[test]
fn every_line_stands_once_in_order_and_within_its_page() {
    let rows = prop::collection::vec((1_usize..60, 0_usize..60, any::<bool>()), 1..20);
    let done = runner(200).run(&rows, |rows| {
        let step = |(name, (left, right, leads)): (usize, &(usize, usize, bool))| {
            step(
                row(&[*left, *right], name),
                *leads && *left < 4 && *right < 4,
                None,
            )
        };
        let pages = pages(rows.iter().enumerate().map(step).collect());
        let all: Vec<usize> = pages.iter().flat_map(names).collect();
        prop_assert!(all.is_sorted());
        for (name, (left, right, _)) in rows.iter().enumerate() {
            let found = all.iter().filter(|found| **found == name).count();
            // A column without words is a line without letters.
            prop_assert_eq!(found, left.max(&1) + right.max(&1));
        }
        for mark in pages.iter().flat_map(|page| &page.marks) {
            prop_assert!(
                mark.y > AREA.top && mark.y <= AREA.bottom + 0.01,
                "{}",
                mark.y
            );
        }
        Ok(())
    });
    done.unwrap();
}

#[test]
fn a_heading_stays_with_what_it_heads() {
    for filling in 1..24 {
        let steps = vec![
            step(row(&[filling], 0), false, None),
            step(row(&[1], 1), true, None),
            step(row(&[1], 2), true, None),
            step(row(&[3], 3), false, None),
        ];
        let pages = pages(steps);
        let page_of = |name: usize| pages.iter().position(|page| names(page).contains(&name));
        assert_eq!(page_of(1), page_of(3), "{filling}");
        assert_eq!(page_of(2), page_of(3), "{filling}");
    }
}

#[test]
fn a_tables_head_stands_on_each_of_its_pages_and_is_said_once() {
    let head = Rc::new(row(&[1], 0));
    let mut steps = vec![step(row(&[1], 0), true, None)];
    steps.extend((1..80).map(|name| step(row(&[1], name), false, Some(Rc::clone(&head)))));
    let pages = pages(steps);
    assert!(pages.len() > 3);
    for (number, page) in pages.iter().enumerate() {
        let first = page.marks.first().unwrap();
        let expected = if number == 0 {
            Belongs::To(0)
        } else {
            Belongs::Nothing
        };
        assert_eq!(first.belongs, expected);
        assert_eq!(
            page.marks
                .iter()
                .filter(|mark| mark.belongs == Belongs::Nothing)
                .count(),
            usize::from(number > 0)
        );
    }
}

#[test]
fn a_tall_row_is_broken_and_leaves_no_line_alone() {
    for count in 8..60 {
        let pages = pages(vec![
            step(row(&[10], 0), false, None),
            step(row(&[count], 1), false, None),
        ]);
        let on = |page: &Page| names(page).iter().filter(|name| **name == 1).count();
        assert!(pages.iter().all(|page| on(page) != 1), "{count}");
    }
}

#[test]
fn a_page_is_broken_where_it_is_wanted_and_never_left_empty() {
    let breaks = || vec![Step::PageBreak, Step::PageBreak];
    let mut steps = breaks();
    steps.push(step(row(&[1], 0), false, None));
    steps.extend(breaks());
    steps.push(Step::Space(1000.0));
    steps.push(step(row(&[1], 1), false, None));
    let pages = pages(steps);
    let found: Vec<_> = pages.iter().map(names).collect();
    assert_eq!(found.first().unwrap(), &[0]);
    assert_eq!(found.last().unwrap(), &[1]);
}
