//! The blocks of one part of the text, from the parser's events.

use super::front::Front;
use super::inline::Builder;
use super::mask::Mask;
use super::segment::{Part, Segment};
use super::{Fault, Offence, table};
use crate::phrase::Phrase;
use crate::template::{Block, Condition, Conditional, ListItem, TemplateField};
use pulldown_cmark::{Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Lists within lists.
const MAX_LIST_DEPTH: usize = 3;

/// An event and the bytes that it stands for.
pub(super) type Found<'a> = (Event<'a>, Range<usize>);

/// Reads the parts one after the other.
pub(super) struct Reader<'a> {
    pub mask: &'a Mask,
    pub front: &'a Front,
    blocks: Vec<Conditional>,
    conditions: Vec<Condition>,
    /// The level of the last heading; 0 before the first.
    level: u8,
    /// Whether paragraphs belong to a numbered clause.
    in_clause: bool,
    caption: Option<Phrase>,
    has_title: bool,
}

/// The events of one part, at their place in the whole text.
pub(super) struct Events<'a> {
    inner: OffsetIter<'a>,
    start: usize,
}

impl<'a> Iterator for Events<'a> {
    type Item = Found<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (event, range) = self.inner.next()?;
        Some((event, range.start + self.start..range.end + self.start))
    }
}

impl<'a> Reader<'a> {
    pub fn new(mask: &'a Mask, front: &'a Front) -> Self {
        Self {
            mask,
            front,
            blocks: Vec::new(),
            conditions: Vec::new(),
            level: 0,
            in_clause: false,
            caption: None,
            has_title: false,
        }
    }

    /// The blocks, and whether their first heading is a title.
    pub fn finish(self) -> (Vec<Conditional>, bool) {
        (self.blocks, self.has_title)
    }

    pub fn segment(&mut self, segment: &Segment) -> Result<(), Offence> {
        self.conditions = segment.conditions.clone();
        let range = match &segment.part {
            Part::PageBreak => {
                self.push(Block::PageBreak);
                return Ok(());
            }
            Part::Markdown(range) => range.clone(),
        };
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_HEADING_ATTRIBUTES;
        let text = self.mask.masked.get(range.clone()).unwrap_or_default();
        let mut events = Events {
            inner: Parser::new_ext(text, options).into_offset_iter(),
            start: range.start,
        };
        while let Some((event, range)) = events.next() {
            self.block(event, range, &mut events)?;
        }
        match self.caption.take() {
            None => Ok(()),
            Some(_) => Err((range.end.saturating_sub(1), Fault::Table)),
        }
    }

    fn push(&mut self, block: Block) {
        self.blocks.push(Conditional {
            conditions: self.conditions.clone(),
            block,
        });
    }

    fn block(
        &mut self,
        event: Event<'a>,
        range: Range<usize>,
        events: &mut Events<'a>,
    ) -> Result<(), Offence> {
        let Event::Start(tag) = event else {
            return Err((range.start, refusal(&event)));
        };
        if self.caption.is_some() && !matches!(tag, Tag::Table(_)) {
            return Err((range.start, Fault::Table));
        }
        match tag {
            Tag::Heading { level, classes, .. } => {
                let is_plain = classes.iter().any(|class| &**class == "unnumbered");
                self.heading(level, is_plain, range.start, events)
            }
            Tag::Paragraph => self.paragraph(range, events),
            Tag::BlockQuote(_) => self.notice(events),
            Tag::List(first) => {
                let mut items = Vec::new();
                self.list(first, 0, &mut items, events)?;
                self.push(Block::List(items));
                Ok(())
            }
            Tag::Table(aligns) => {
                let caption = self.caption.take();
                let table = table::read(self, &aligns, range, caption, events)?;
                self.push(table);
                Ok(())
            }
            Tag::DefinitionList => self.fields(events),
            other => Err((range.start, refusal(&Event::Start(other)))),
        }
    }

    fn heading(
        &mut self,
        level: HeadingLevel,
        is_plain: bool,
        at: usize,
        events: &mut Events<'a>,
    ) -> Result<(), Offence> {
        let level = level as u8;
        // ISO 14289-1, 7.4.2: no level is left out on the way down. The first is the title's, which
        // is printed where the text has none.
        if level > 3 || level > self.level.max(1).saturating_add(1) {
            return Err((at, Fault::HeadingLevel));
        }
        self.has_title |= self.level == 0 && level == 1;
        self.level = level;
        let text = self.text(events)?;
        self.in_clause = level == 2 && self.front.is_numbered && !is_plain;
        self.push(match level {
            1 => Block::Title {
                text,
                subtitle: None,
            },
            2 if self.in_clause => Block::Clause { heading: text },
            _ => Block::Heading { level, text },
        });
        Ok(())
    }

    fn paragraph(&mut self, range: Range<usize>, events: &mut Events<'a>) -> Result<(), Offence> {
        let source = self.mask.masked.get(range.clone()).unwrap_or_default();
        if source.trim_start().starts_with('|') {
            return Err((range.start, Fault::Table));
        }
        if source.starts_with("Table:") {
            let mut builder = Builder::new(self.mask, &self.front.furniture.languages);
            collect(&mut builder, "Table:".len(), events)?;
            self.caption = Some(builder.finish(true)?);
            return Ok(());
        }
        let text = self.text(events)?;
        self.push(if self.in_clause {
            Block::ClauseParagraph { text }
        } else {
            Block::Paragraph { text }
        });
        Ok(())
    }

    fn notice(&mut self, events: &mut Events<'a>) -> Result<(), Offence> {
        while let Some((event, range)) = events.next() {
            match event {
                Event::End(_) => break,
                Event::Start(Tag::Paragraph) => {
                    let text = self.text(events)?;
                    self.push(Block::Notice { text });
                }
                Event::Start(tag) if !is_block(&tag) => {
                    return Err((range.start, refusal(&Event::Start(tag))));
                }
                _ => return Err((range.start, Fault::Nesting)),
            }
        }
        Ok(())
    }

    /// The items of a list behind those of the lists that it stands in.
    fn list(
        &self,
        first: Option<u64>,
        depth: usize,
        items: &mut Vec<ListItem>,
        events: &mut Events<'a>,
    ) -> Result<(), Offence> {
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Item) if depth < MAX_LIST_DEPTH => {
                    self.item(first, depth, items, events)?;
                }
                Event::End(TagEnd::List(_)) => break,
                _ => return Err((range.start, Fault::Nesting)),
            }
        }
        Ok(())
    }

    fn item(
        &self,
        first: Option<u64>,
        depth: usize,
        items: &mut Vec<ListItem>,
        events: &mut Events<'a>,
    ) -> Result<(), Offence> {
        let place = items.len();
        let mut builder = Builder::new(self.mask, &self.front.furniture.languages);
        let mut paragraphs = 0;
        let mut inner = Vec::new();
        while let Some((event, range)) = events.next() {
            match event {
                Event::End(TagEnd::Item) => break,
                Event::Start(Tag::Paragraph) if paragraphs == 0 && inner.is_empty() => {
                    paragraphs += 1;
                    collect(&mut builder, 0, events)?;
                }
                Event::Start(Tag::List(first)) => {
                    self.list(first, depth + 1, &mut inner, events)?;
                }
                Event::Start(tag) if is_block(&tag) => return Err((range.start, Fault::Nesting)),
                _ if !inner.is_empty() => return Err((range.start, Fault::Nesting)),
                event => take(&mut builder, event, range)?,
            }
        }
        items.push(ListItem {
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            first,
            text: builder.finish(false)?,
        });
        debug_assert_eq!(items.len(), place + 1);
        items.append(&mut inner);
        Ok(())
    }

    /// Labels and values.
    fn fields(&mut self, events: &mut Events<'a>) -> Result<(), Offence> {
        let mut rows = Vec::new();
        let mut label = None;
        while let Some((event, range)) = events.next() {
            match event {
                Event::End(TagEnd::DefinitionList) => break,
                Event::Start(Tag::DefinitionListTitle) => {
                    label = Some(self.text_of(false, events)?)
                }
                Event::Start(Tag::DefinitionListDefinition) => {
                    let value = self.text_of(true, events)?;
                    let label = label.take().ok_or((range.start, Fault::Nesting))?;
                    rows.push(TemplateField {
                        label,
                        value,
                        when: None,
                    });
                }
                _ => return Err((range.start, Fault::Nesting)),
            }
        }
        self.push(Block::Fields { rows });
        Ok(())
    }

    /// A text up to the end of what began.
    fn text(&self, events: &mut Events<'a>) -> Result<Phrase, Offence> {
        self.text_of(false, events)
    }

    fn text_of(&self, may_be_both: bool, events: &mut Events<'a>) -> Result<Phrase, Offence> {
        let mut builder = Builder::new(self.mask, &self.front.furniture.languages);
        collect(&mut builder, 0, events)?;
        builder.finish(may_be_both)
    }
}

/// Takes events until the end of the block; of the first words so many bytes are not the text's.
pub(super) fn collect(
    builder: &mut Builder<'_>,
    mut skipped: usize,
    events: &mut Events<'_>,
) -> Result<(), Offence> {
    let mut depth = 0_usize;
    for (event, mut range) in events.by_ref() {
        match event {
            // A definition may hold its text in a paragraph of its own.
            Event::Start(Tag::Paragraph) if depth == 0 => depth += 1,
            Event::End(TagEnd::Paragraph) if depth > 0 => depth -= 1,
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => take(builder, event, range)?,
            Event::End(_) => return Ok(()),
            Event::Text(words) if skipped > 0 => {
                let words = words.get(skipped..).unwrap_or_default();
                range.start = (range.start + skipped).min(range.end);
                builder.text(range, words)?;
                skipped = 0;
            }
            event => take(builder, event, range)?,
        }
    }
    Ok(())
}

/// One event within a text.
fn take(builder: &mut Builder<'_>, event: Event<'_>, range: Range<usize>) -> Result<(), Offence> {
    match event {
        Event::Text(words) => builder.text(range, &words)?,
        Event::SoftBreak => builder.push(" "),
        Event::HardBreak => builder.push("\n"),
        Event::Start(Tag::Strong) => builder.bold(true),
        Event::End(TagEnd::Strong) => builder.bold(false),
        Event::Start(Tag::Emphasis) => builder.italic(true),
        Event::End(TagEnd::Emphasis) => builder.italic(false),
        other => return Err((range.start, refusal(&other))),
    }
    Ok(())
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Strong
            | Tag::Emphasis
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::HtmlBlock
            | Tag::CodeBlock(_)
    )
}

/// Why something that Markdown knows is no part of a document.
fn refusal(event: &Event<'_>) -> Fault {
    match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => Fault::RawHtml,
        Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => Fault::Code,
        Event::Start(Tag::Link { .. }) => Fault::Link,
        Event::Start(Tag::Image { .. }) => Fault::Picture,
        Event::Rule => Fault::Rule,
        _ => Fault::Nesting,
    }
}
