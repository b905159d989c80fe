//! English numerals as they stand in contracts: "one thousand two hundred and fifty".

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const SCALES: [(u64, &str); 3] = [
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
];

/// A number and what it counts: "one Egyptian pound", "two Egyptian pounds".
pub(super) fn counted(count: u64, [one, other]: [&str; 2]) -> String {
    let noun = if count == 1 { one } else { other };
    format!("{} {noun}", cardinal(count))
}

/// A number below a thousand billion.
pub(super) fn cardinal(number: u64) -> String {
    if number == 0 {
        return below_hundred(0);
    }
    let mut words = Vec::new();
    let mut rest = number;
    for (size, scale) in SCALES {
        if rest >= size {
            words.push(format!("{} {scale}", below_thousand(rest / size)));
            rest %= size;
        }
    }
    if rest >= 100 || (rest > 0 && words.is_empty()) {
        words.push(below_thousand(rest));
    } else if rest > 0 {
        words.push(format!("and {}", below_hundred(rest)));
    }
    words.join(" ")
}

fn below_thousand(number: u64) -> String {
    match (number / 100, number % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", below_hundred(hundreds)),
        (hundreds, rest) => {
            format!(
                "{} hundred and {}",
                below_hundred(hundreds),
                below_hundred(rest)
            )
        }
    }
}

fn below_hundred(number: u64) -> String {
    let of = |list: &[&'static str], place: u64| {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        list.get(place).copied().unwrap_or_default()
    };
    match (number / 10, number % 10) {
        (0 | 1, _) => of(&SMALL, number).to_owned(),
        (tens, 0) => of(&TENS, tens).to_owned(),
        (tens, ones) => format!("{}-{}", of(&TENS, tens), of(&SMALL, ones)),
    }
}
