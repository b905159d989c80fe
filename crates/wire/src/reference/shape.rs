//! How the documentation describes values: what they are, an example, whether they may be absent.
//!
//! Written to be read as a table: `text("email", "amina@example.com", "Her mailbox.").at_most(320)`.

/// A named value of a request or an answer.
#[derive(Clone, Copy)]
pub struct Property {
    /// Its name in the published spelling.
    pub name: &'static str,
    /// What it is.
    pub shape: Shape,
    /// What it means, as Markdown.
    pub says: &'static str,
    /// In requests: whether it must be there. In answers everything is there.
    pub required: bool,
    /// In answers: whether it may be `null`. In requests `null` means absent.
    pub null: Null,
}

/// Whether a value of an answer may be `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Null {
    /// Never.
    Never,
    /// It may be; the example is not.
    Sometimes,
    /// It mostly is, and so is the example of a usual answer; that of a complete one is not.
    Mostly,
    /// It always is: clients read the name, and there is nothing to put behind it.
    Always,
}

/// What a value is.
#[derive(Clone, Copy)]
pub enum Shape {
    /// A text.
    Text(Text),
    /// A whole number, with an example.
    Integer(i64),
    /// A number, with an example.
    Number(f64),
    /// True or false, with an example.
    Flag(bool),
    /// One of these texts; the first is the example.
    Choice(&'static [&'static str]),
    /// One of these numbers; the first is the example.
    Numbers(&'static [i64]),
    /// An object of its own.
    Object(&'static [Property]),
    /// The shared object of this name.
    One(&'static str),
    /// A list.
    List(&'static Shape),
    /// An object with free names: an example name, and what stands behind each.
    Map(&'static str, &'static Shape),
    /// The value of a contract's field: a text, a number, a flag, a list of texts or a file.
    FieldValue(&'static str),
}

/// A text.
#[derive(Clone, Copy)]
pub struct Text {
    /// For instance.
    pub example: &'static str,
    /// `uuid`, `date-time`, `email`, `uri`, `byte`, where JSON Schema has a name for it.
    pub format: Option<&'static str>,
    /// The largest number of characters.
    pub limit: Option<usize>,
}

impl Shape {
    /// A text like this one.
    pub const fn text(example: &'static str) -> Self {
        Self::Text(Text {
            example,
            format: None,
            limit: None,
        })
    }
}

const fn property(name: &'static str, shape: Shape, says: &'static str) -> Property {
    Property {
        name,
        shape,
        says,
        required: false,
        null: Null::Never,
    }
}

/// A text.
pub const fn text(name: &'static str, example: &'static str, says: &'static str) -> Property {
    property(name, Shape::text(example), says)
}

/// A lower-case hyphenated UUID.
pub const fn uuid(name: &'static str, says: &'static str) -> Property {
    const EXAMPLE: &str = "019ab3c1-5f0a-7c3e-9d55-0f2f6f1c2a11";
    text(name, EXAMPLE, says).format("uuid")
}

/// A moment, ISO 8601 in UTC.
pub const fn moment(name: &'static str, says: &'static str) -> Property {
    text(name, "2026-11-22T10:15:30.000Z", says).format("date-time")
}

/// A whole number.
pub const fn integer(name: &'static str, example: i64, says: &'static str) -> Property {
    property(name, Shape::Integer(example), says)
}

/// A number.
pub const fn number(name: &'static str, example: f64, says: &'static str) -> Property {
    property(name, Shape::Number(example), says)
}

/// True or false.
pub const fn flag(name: &'static str, example: bool, says: &'static str) -> Property {
    property(name, Shape::Flag(example), says)
}

/// One of some texts, the first of which is the example.
pub const fn choice(
    name: &'static str,
    of: &'static [&'static str],
    says: &'static str,
) -> Property {
    property(name, Shape::Choice(of), says)
}

/// An object of its own.
pub const fn object(
    name: &'static str,
    properties: &'static [Property],
    says: &'static str,
) -> Property {
    property(name, Shape::Object(properties), says)
}

/// The shared object called `component`.
pub const fn one(name: &'static str, component: &'static str, says: &'static str) -> Property {
    property(name, Shape::One(component), says)
}

/// A list.
pub const fn list(name: &'static str, of: &'static Shape, says: &'static str) -> Property {
    property(name, Shape::List(of), says)
}

/// Anything else: see [`Shape`].
pub const fn value(name: &'static str, shape: Shape, says: &'static str) -> Property {
    property(name, shape, says)
}

impl Property {
    /// It must be there.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// It may be `null`.
    #[must_use]
    pub const fn or_null(self) -> Self {
        Self {
            null: Null::Sometimes,
            ..self
        }
    }

    /// It mostly is `null`, in the example of a usual answer too.
    #[must_use]
    pub const fn mostly_null(self) -> Self {
        Self {
            null: Null::Mostly,
            ..self
        }
    }

    /// It always is `null`.
    #[must_use]
    pub const fn always_null(self) -> Self {
        Self {
            null: Null::Always,
            ..self
        }
    }

    /// A text of at most so many characters.
    #[must_use]
    pub const fn at_most(self, limit: usize) -> Self {
        self.as_text(None, Some(limit))
    }

    /// A text of a format that JSON Schema has a name for.
    #[must_use]
    pub const fn format(self, format: &'static str) -> Self {
        self.as_text(Some(format), None)
    }

    const fn as_text(self, format: Option<&'static str>, limit: Option<usize>) -> Self {
        let Shape::Text(text) = self.shape else {
            return self;
        };
        let shape = Shape::Text(Text {
            example: text.example,
            format: if format.is_some() {
                format
            } else {
                text.format
            },
            limit: if limit.is_some() { limit } else { text.limit },
        });
        Self { shape, ..self }
    }
}
