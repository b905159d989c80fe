//! The tree of what a document's parts are, for those who hear it (ISO 14289-1). Grows while blocks are laid
//! out; what is drawn for a node is hung into it by `ink`.

use crate::bilingual::Language;
use krilla::tagging::{
    Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use std::num::NonZeroU16;

/// A node's number in its [`Tree`].
pub(crate) type Place = usize;

/// What a part of a document is.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Paragraph,
    Heading {
        level: u8,
        title: String,
    },
    List {
        numbered: bool,
    },
    Item,
    Label,
    Body,
    Table,
    Caption,
    Head,
    Rows,
    Row,
    /// The heading of a column.
    Heads,
    Cell,
    /// A stretch of text in a language of its own.
    Span,
    Figure {
        alternative: String,
    },
}

enum Child {
    Node(Place),
    Drawn(Identifier),
}

struct Twig {
    part: Part,
    language: Option<Language>,
    children: Vec<Child>,
}

/// The tree.
#[derive(Default)]
pub(crate) struct Tree {
    twigs: Vec<Twig>,
    roots: Vec<Place>,
}

impl Tree {
    /// Adds a part behind its parent's others. A language is said where it is not the parent's.
    pub(crate) fn add(
        &mut self,
        parent: Option<Place>,
        part: Part,
        language: Option<Language>,
    ) -> Place {
        let place = self.twigs.len();
        self.twigs.push(Twig {
            part,
            language,
            children: Vec::new(),
        });
        match parent.and_then(|parent| self.twigs.get_mut(parent)) {
            Some(parent) => parent.children.push(Child::Node(place)),
            None => self.roots.push(place),
        }
        place
    }

    /// Hangs into a part what was drawn for it.
    pub(crate) fn hang(&mut self, place: Place, drawn: Identifier) {
        if let Some(twig) = self.twigs.get_mut(place) {
            twig.children.push(Child::Drawn(drawn));
        }
    }

    pub(crate) fn finish(mut self, main: Language) -> TagTree {
        let roots = std::mem::take(&mut self.roots);
        let children: Vec<Node> = roots
            .into_iter()
            .filter_map(|root| self.grown(root, main))
            .collect();
        TagTree::from(children).with_lang(Some(locale(main).to_owned()))
    }

    /// Nothing for a part that nothing was drawn for.
    fn grown(&mut self, place: Place, main: Language) -> Option<Node> {
        let twig = self.twigs.get_mut(place)?;
        let language = twig.language.filter(|language| *language != main);
        let language = language.map(|language| locale(language).to_owned());
        let kind = kind(&twig.part, language);
        let children = std::mem::take(&mut twig.children);
        let children: Vec<Node> = children
            .into_iter()
            .filter_map(|child| match child {
                Child::Node(place) => self.grown(place, main),
                Child::Drawn(drawn) => Some(Node::Leaf(drawn)),
            })
            .collect();
        (!children.is_empty()).then(|| TagGroup::with_children(kind, children).into())
    }
}

/// A language as documents name it (RFC 3066).
pub(crate) fn locale(language: Language) -> &'static str {
    match language {
        Language::En => "en-GB",
        Language::Ar => "ar-EG",
    }
}

fn kind(part: &Part, language: Option<String>) -> TagKind {
    match part {
        Part::Paragraph => Tag::P.with_lang(language).into(),
        Part::Heading { level, title } => {
            let level = NonZeroU16::new(u16::from(*level)).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone()))
                .with_lang(language)
                .into()
        }
        Part::List { numbered: true } => Tag::L(ListNumbering::Decimal).into(),
        Part::List { numbered: false } => Tag::L(ListNumbering::Disc).into(),
        Part::Item => Tag::LI.into(),
        Part::Label => Tag::Lbl.with_lang(language).into(),
        Part::Body => Tag::LBody.into(),
        Part::Table => Tag::Table.into(),
        Part::Caption => Tag::Caption.into(),
        Part::Head => Tag::THead.into(),
        Part::Rows => Tag::TBody.into(),
        Part::Row => Tag::TR.into(),
        Part::Heads => Tag::TH(TableHeaderScope::Column).into(),
        Part::Cell => Tag::TD.into(),
        Part::Span => Tag::Span.with_lang(language).into(),
        Part::Figure { alternative } => Tag::Figure(Some(alternative.clone())).into(),
    }
}
