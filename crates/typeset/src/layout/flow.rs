//! Rows over pages: what does not fit moves on whole, what is tall is broken between its lines, a heading goes
//! with what it heads, and a table's head stands on each of its pages.

use super::ink::{Belongs, Page};
use super::row::Row;
use std::rc::Rc;

/// A row taller than this part of a page may be broken.
const TALL: f32 = 1.0 / 3.0;
/// A step of the text.
#[derive(Debug)]
pub(crate) enum Step {
    Row {
        row: Row,
        /// Free room to what is above and below: of two neighbours the greater counts.
        around: (f32, f32),
        /// Whether it stays on one page with what follows.
        leads: bool,
        /// What stands above it where it begins a page.
        head: Option<Rc<Row>>,
    },
    Space(f32),
    /// Nothing where a page has just begun.
    PageBreak,
}

/// Where text stands on a page, in points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub page: (f32, f32),
    pub left: f32,
    pub width: f32,
    pub top: f32,
    pub bottom: f32,
}

/// The number of a signer, the page, and the place of his frame.
pub(crate) type Spot = (usize, usize, (f32, f32));

/// Pages as they fill.
pub(crate) struct Flow {
    pub pages: Vec<Page>,
    pub spots: Vec<Spot>,
    area: Area,
    y: f32,
    /// Free room that the last row wants below it; nothing at a page's top.
    below: Option<f32>,
}

impl Flow {
    pub(crate) fn new(area: Area) -> Self {
        let mut flow = Self {
            pages: Vec::new(),
            spots: Vec::new(),
            area,
            y: 0.0,
            below: None,
        };
        flow.turn();
        flow
    }

    /// Lays out all steps.
    pub(crate) fn run(&mut self, steps: Vec<Step>) {
        let needs = needs(&steps, self.tall());
        for (step, need) in steps.into_iter().zip(needs) {
            match step {
                Step::PageBreak if self.below.is_none() => {}
                Step::PageBreak => self.turn(),
                Step::Space(points) => self.space(points),
                Step::Row {
                    row, around, head, ..
                } => {
                    let gap = self.gap(around.0);
                    if self.y + gap + need > self.area.bottom && self.below.is_some() {
                        self.turn_for(head.as_deref());
                    }
                    self.place(row, around, head.as_deref());
                }
            }
        }
    }

    /// Room that the page does not have ends the page.
    fn space(&mut self, points: f32) {
        if self.y + points <= self.area.bottom {
            self.y += points;
        } else if self.below.is_some() {
            self.turn();
        }
    }

    fn tall(&self) -> f32 {
        (self.area.bottom - self.area.top) * TALL
    }

    fn gap(&self, above: f32) -> f32 {
        self.below.map_or(0.0, |below| below.max(above))
    }

    fn place(&mut self, mut row: Row, around: (f32, f32), head: Option<&Row>) {
        let may_break = row.may_break(self.tall());
        loop {
            let gap = self.gap(around.0);
            let room = self.area.bottom - self.y - gap;
            let is_fresh = self.below.is_none();
            if row.height() <= room || (is_fresh && !may_break) {
                self.put(row, gap);
                break;
            }
            let part = if may_break {
                row.cut(room, is_fresh)
            } else {
                None
            };
            if let Some(part) = part {
                self.put(part, gap);
                self.below = Some(0.0);
                if row.is_done() {
                    break;
                }
            }
            self.turn_for(head);
        }
        self.below = Some(around.1);
    }

    fn put(&mut self, row: Row, gap: f32) {
        let height = row.height();
        let top = self.y + gap;
        let page = self.pages.len().saturating_sub(1);
        if let Some((signer, down)) = row.frame {
            self.spots
                .push((signer, page, (self.area.left, top + down)));
        }
        if let Some(page) = self.pages.last_mut() {
            row.draw((self.area.left, top), self.area.width, &mut page.marks);
        }
        self.y = top + height;
    }

    fn turn(&mut self) {
        self.pages.push(Page {
            width: self.area.page.0,
            height: self.area.page.1,
            marks: Vec::new(),
        });
        self.y = self.area.top;
        self.below = None;
    }

    fn turn_for(&mut self, head: Option<&Row>) {
        self.turn();
        if let Some(head) = head {
            self.put(head.again(Belongs::Nothing), 0.0);
        }
    }
}

/// For each step the room without which a page ends before it: its own, or where it leads others, theirs too.
/// Tall rows need the first of their lines only.
fn needs(steps: &[Step], tall: f32) -> Vec<f32> {
    let mut needs = vec![0.0; steps.len()];
    let mut following: Option<(f32, f32)> = None;
    for (need, step) in needs.iter_mut().zip(steps).rev() {
        let Step::Row {
            row, around, leads, ..
        } = step
        else {
            following = None;
            continue;
        };
        let height = if *leads {
            row.height()
        } else {
            row.first_lines(tall)
        };
        *need = match following.filter(|_| *leads) {
            Some((above, rest)) => height + around.1.max(above) + rest,
            None if *leads => height,
            None => 0.0,
        };
        following = Some((around.0, if *leads { *need } else { height }));
    }
    needs
}

#[cfg(test)]
mod tests;
