//! Pictures of pages that are drawn before they are asked for: the pages of a document have their letters in
//! common, and who reads one soon reads the next. A picture leaves this memory with whom it is shown to. With several
//! nodes each draws for itself.

use std::{
    collections::{HashSet, VecDeque},
    ops::Range,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use mithaq_domain::time::{Instant, Span};
use mithaq_typeset::PictureError;

use crate::Failure;

/// Pages that are drawn together.
const TOGETHER: usize = 4;
/// Pictures that wait, in bytes: some two hundred pages.
const MOST_BYTES: usize = 16 << 20;
/// What nobody asked for by then is let go with the next document.
const WAITS: Span = Span::minutes(2);

/// What is remembered.
#[derive(Default)]
pub struct Pages {
    state: Mutex<State>,
    drawn: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    /// Files whose pages are being drawn at this moment.
    drawing: HashSet<String>,
}

struct Waiting {
    file: String,
    page: usize,
    picture: Vec<u8>,
    since: Instant,
}

/// The pictures of some pages, one after the other.
pub type Drawn = Vec<Result<Vec<u8>, PictureError>>;

impl Pages {
    /// The picture of a page of a file; `None` if it has fewer pages. `draw` draws those of a range. Blocks, also while
    /// another thread draws pages of this file.
    pub fn picture(
        &self,
        (file, page): (&str, usize),
        now: Instant,
        draw: impl FnOnce(Range<usize>) -> Result<Drawn, Failure>,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let mut state = self.locked();
        loop {
            if let Some(picture) = state.take(file, page) {
                return Ok(Some(picture));
            }
            if state.drawing.insert(file.to_owned()) {
                break;
            }
            let waited = self.drawn.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        // Also when drawing fails or panics, the others are to go on.
        let _turn = Turn { pages: self, file };
        let mut pictures = draw(page..page.saturating_add(TOGETHER))?.into_iter();
        let asked = pictures.next().transpose()?;
        let further = (page..).skip(1).zip(pictures);
        let mut state = self.locked();
        state.forget(now);
        for (page, picture) in further {
            // What cannot be drawn is said to who asks for it.
            if let Ok(picture) = picture {
                state.keep(Waiting {
                    file: file.to_owned(),
                    page,
                    picture,
                    since: now,
                });
            }
        }
        Ok(asked)
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, file: &str, page: usize) -> Option<Vec<u8>> {
        let is_it = |waiting: &Waiting| waiting.page == page && waiting.file == file;
        let place = self.waiting.iter().position(is_it)?;
        let found = self.waiting.remove(place)?;
        self.bytes -= found.picture.len();
        Some(found.picture)
    }

    fn keep(&mut self, waiting: Waiting) {
        self.take(&waiting.file, waiting.page);
        self.bytes += waiting.picture.len();
        self.waiting.push_back(waiting);
        while self.bytes > MOST_BYTES {
            self.drop_first();
        }
    }

    fn forget(&mut self, now: Instant) {
        let is_late = |first: &Waiting| now.since(first.since) > WAITS;
        while self.waiting.front().is_some_and(is_late) {
            self.drop_first();
        }
    }

    fn drop_first(&mut self) {
        if let Some(first) = self.waiting.pop_front() {
            self.bytes -= first.picture.len();
        }
    }
}

/// Ends a thread's turn to draw a file.
struct Turn<'p> {
    pages: &'p Pages,
    file: &'p str,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.pages.locked().drawing.remove(self.file);
        self.pages.drawn.notify_all();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const NOW: Instant = Instant::from_unix_millis(1_000_000);

    fn pictures(pages: Range<usize>, count: usize) -> Result<Drawn, Failure> {
        let picture = |page: usize| Ok(vec![u8::try_from(page % 250).unwrap(); 10]);
        Ok((pages.start..pages.end.min(count)).map(picture).collect())
    }

    #[test]
    fn pages_that_were_drawn_together_are_handed_out_once_and_then_drawn_again() {
        let pages = Pages::default();
        let mut drawn = Vec::new();
        for page in [0, 1, 2, 1, 7] {
            let picture = pages.picture(("one", page), NOW, |range| {
                drawn.push(range.clone());
                pictures(range, 3)
            });
            let expected = (page < 3).then(|| vec![u8::try_from(page).unwrap(); 10]);
            assert_eq!(picture.unwrap(), expected);
        }
        assert_eq!(drawn, [0..4, 1..5, 7..11]);
    }

    #[test]
    fn no_file_is_shown_for_another() {
        let pages = Pages::default();
        pages
            .picture(("one", 0), NOW, |range| pictures(range, 9))
            .unwrap();
        let other = pages.picture(("two", 1), NOW, |_| Ok(vec![Ok(vec![77])]));
        assert_eq!(other.unwrap(), Some(vec![77]));
    }

    #[test]
    fn what_nobody_asked_for_is_let_go_and_memory_has_an_end() {
        let pages = Pages::default();
        for file in 0..200 {
            let large = |range: Range<usize>| Ok(range.map(|_| Ok(vec![0; 100_000])).collect());
            pages.picture((&file.to_string(), 0), NOW, large).unwrap();
            assert!(pages.locked().bytes <= MOST_BYTES);
        }
        assert!(pages.locked().bytes > MOST_BYTES / 2);
        let later = NOW.plus(WAITS).plus(Span::seconds(1));
        pages
            .picture(("last", 8), later, |range| pictures(range, 9))
            .unwrap();
        assert_eq!(pages.locked().bytes, 0);
    }

    #[test]
    fn a_page_that_cannot_be_drawn_keeps_nobody_waiting() {
        let pages = Pages::default();
        let failed = |_: Range<usize>| Ok(vec![Err(PictureError::Drawing)]);
        assert!(pages.picture(("one", 0), NOW, failed).is_err());
        let panics =
            std::panic::AssertUnwindSafe(|| pages.picture(("one", 0), NOW, |_| panic!("drawing")));
        assert!(std::panic::catch_unwind(panics).is_err());
        let drawn = pages.picture(("one", 0), NOW, |range| pictures(range, 1));
        assert_eq!(drawn.unwrap(), Some(vec![0; 10]));
    }

    #[test]
    fn who_asks_while_a_file_is_drawn_waits_and_nothing_is_drawn_twice() {
        let (pages, times) = (Pages::default(), AtomicUsize::new(0));
        let draw = |range: Range<usize>| {
            times.fetch_add(1, Ordering::SeqCst);
            pictures(range, 4)
        };
        let (begun, has_begun) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let (pages, draw) = (&pages, &draw);
            scope.spawn(move || {
                let first = pages.picture(("one", 0), NOW, |range| {
                    begun.send(()).unwrap();
                    draw(range)
                });
                assert!(first.unwrap().is_some());
            });
            has_begun.recv().unwrap();
            for page in 1..4 {
                scope.spawn(move || {
                    let picture = pages.picture(("one", page), NOW, draw);
                    assert!(picture.unwrap().is_some());
                });
            }
        });
        assert_eq!(times.load(Ordering::SeqCst), 1);
        assert_eq!(pages.locked().bytes, 0);
    }
}
