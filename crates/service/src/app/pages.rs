//! Pictures of pages that are drawn before they are asked for: the pages of a document have their letters in
//! common, and who reads one soon reads the next. A picture leaves this memory with whom it is shown to. With several
//! nodes each draws for itself.

use std::{
    collections::{HashSet, VecDeque},
    ops::Range,
    sync::{Mutex, MutexGuard, PoisonError},
};

use mithaq_domain::time::{Instant, Span};
use mithaq_typeset::PictureError;
use tokio::sync::Notify;

use crate::Failure;

/// Pages that are drawn together.
const TOGETHER: usize = 4;
/// Pictures that wait, in bytes: some two hundred pages.
const MOST_BYTES: usize = 16 << 20;
/// What nobody has asked for by then is let go.
const WAITS: Span = Span::minutes(2);

/// What is remembered.
#[derive(Default)]
pub struct Pages {
    state: Mutex<State>,
    drawn: Notify,
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
    /// The picture of a page of a file; `None` if it has fewer pages. `draw` draws those of a range; whoever asks for
    /// another page of the file meanwhile waits for it.
    pub async fn picture(
        &self,
        (file, page): (&str, usize),
        now: Instant,
        draw: impl AsyncFnOnce(Range<usize>) -> Result<Drawn, Failure>,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let wanted = loop {
            // Asked for before the look, so that no end of a drawing is missed between the two.
            let end_of_another = self.drawn.notified();
            {
                let mut state = self.locked();
                if let Some(picture) = state.take(file, page) {
                    return Ok(Some(picture));
                }
                if state.drawing.insert(file.to_owned()) {
                    break state.missing(file, page);
                }
            }
            end_of_another.await;
        };
        // Also when drawing fails, or nobody waits for it any more, the others are to go on.
        let _turn = Turn { pages: self, file };
        let mut pictures = draw(wanted).await?.into_iter();
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

    /// Lets go what nobody has asked for.
    pub fn forget(&self, now: Instant) {
        self.locked().forget(now);
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A page and those after it, up to one that waits already.
    fn missing(&self, file: &str, page: usize) -> Range<usize> {
        let of_file = self.waiting.iter().filter(|waiting| waiting.file == file);
        let later = of_file
            .map(|waiting| waiting.page)
            .filter(|other| *other > page);
        let end = page.saturating_add(TOGETHER);
        page..later.min().map_or(end, |later| later.min(end))
    }

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
        self.pages.drawn.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Barrier;

    const NOW: Instant = Instant::from_unix_millis(1_000_000);

    fn pictures(pages: Range<usize>, count: usize) -> Result<Drawn, Failure> {
        let picture = |page: usize| Ok(vec![u8::try_from(page % 250).unwrap(); 10]);
        Ok((pages.start..pages.end.min(count)).map(picture).collect())
    }

    #[tokio::test]
    async fn pages_that_were_drawn_together_are_handed_out_once_and_then_drawn_again() {
        let pages = Pages::default();
        let mut drawn = Vec::new();
        for page in [0, 2, 0, 1, 1, 7] {
            let picture = pages.picture(("one", page), NOW, async |range| {
                drawn.push(range.clone());
                pictures(range, 3)
            });
            let expected = (page < 3).then(|| vec![u8::try_from(page).unwrap(); 10]);
            assert_eq!(picture.await.unwrap(), expected);
        }
        // What waits is not drawn once more: of the first two, the second time, only the first.
        assert_eq!(drawn, [0..4, 0..1, 1..5, 7..11]);
    }

    #[tokio::test]
    async fn no_file_is_shown_for_another() {
        let pages = Pages::default();
        let one = pages.picture(("one", 0), NOW, async |range| pictures(range, 9));
        one.await.unwrap();
        let other = pages.picture(("two", 1), NOW, async |_| Ok(vec![Ok(vec![77])]));
        assert_eq!(other.await.unwrap(), Some(vec![77]));
    }

    #[tokio::test]
    async fn what_nobody_asked_for_is_let_go_and_memory_has_an_end() {
        let pages = Pages::default();
        for file in 0..200 {
            let large =
                async |range: Range<usize>| Ok(range.map(|_| Ok(vec![0; 100_000])).collect());
            let file = file.to_string();
            pages.picture((&file, 0), NOW, large).await.unwrap();
            assert!(pages.locked().bytes <= MOST_BYTES);
        }
        assert!(pages.locked().bytes > MOST_BYTES / 2);
        pages.forget(NOW.plus(WAITS));
        assert!(pages.locked().bytes > MOST_BYTES / 2);
        pages.forget(NOW.plus(WAITS).plus(Span::seconds(1)));
        assert_eq!(pages.locked().bytes, 0);
    }

    #[tokio::test]
    async fn a_page_that_cannot_be_drawn_keeps_nobody_waiting() {
        let pages = Pages::default();
        let failed = pages.picture(("one", 0), NOW, async |_| {
            Ok(vec![Err(PictureError::Drawing)])
        });
        assert!(failed.await.is_err());
        {
            let given_up = pages.picture(("one", 0), NOW, async |_| std::future::pending().await);
            tokio::select! {
                biased;
                _ = given_up => unreachable!("it never ends"),
                () = std::future::ready(()) => {}
            }
        }
        let drawn = pages.picture(("one", 0), NOW, async |range| pictures(range, 1));
        assert_eq!(drawn.await.unwrap(), Some(vec![0; 10]));
    }

    #[tokio::test]
    async fn who_asks_while_a_file_is_drawn_waits_and_nothing_is_drawn_twice() {
        let (pages, times, begun) = (Pages::default(), AtomicUsize::new(0), Barrier::new(2));
        let draw = async |range: Range<usize>| {
            times.fetch_add(1, Ordering::SeqCst);
            begun.wait().await;
            pictures(range, 4)
        };
        let later = async |page: usize| {
            pages
                .picture(("one", page), NOW, async |range| {
                    times.fetch_add(1, Ordering::SeqCst);
                    pictures(range, 4)
                })
                .await
        };
        // The others ask when the first has begun to draw, and are polled once before it goes on.
        let (first, one, two, three, _) = tokio::join!(
            biased;
            pages.picture(("one", 0), NOW, draw),
            later(1),
            later(2),
            later(3),
            begun.wait(),
        );
        for picture in [first, one, two, three] {
            assert!(picture.unwrap().is_some());
        }
        assert_eq!(times.load(Ordering::SeqCst), 1);
        assert_eq!(pages.locked().bytes, 0);
    }
}
