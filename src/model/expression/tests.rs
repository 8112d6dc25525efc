//! What is printed is read as the same, and errors say where they are.
use proptest::prelude::*;

use super::*;

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Bool),
        any::<i64>().prop_map(Literal::Integer),
        prop::num::f64::NORMAL.prop_map(Literal::Number),
        (prop::num::f64::NORMAL, prop::bool::ANY)
            .prop_map(|(length, km)| { Literal::Length(length, LengthUnit::ALL[usize::from(km)]) }),
        "[a-z'\"` ü%]{0,6}".prop_map(Literal::Text),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        literal().prop_map(Expression::Literal),
        "[a-zA-Zش_\"` ]{0,6}".prop_map(Expression::Field),
        prop::sample::select(parse::KEYWORDS.to_vec())
            .prop_map(|word| Expression::Field(word.to_uppercase())),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let one = inner.clone().prop_map(Box::new);
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expression::Or),
            one.clone().prop_map(Expression::Not),
            (
                one.clone(),
                prop::sample::select(Comparison::ALL.to_vec()),
                one.clone()
            )
                .prop_map(|(a, sign, b)| Expression::Compare(a, sign, b)),
            (one.clone(), one.clone(), one.clone())
                .prop_map(|(a, b, c)| Expression::Between(a, b, c)),
            (one.clone(), prop::collection::vec(literal(), 0..3))
                .prop_map(|(a, values)| Expression::In(a, values)),
            (one.clone(), "[a%_']{0,4}").prop_map(|(a, pattern)| Expression::Like(a, pattern)),
            one.clone().prop_map(Expression::IsNull),
            (one.clone(), operator(), one.clone())
                .prop_map(|(a, sign, b)| Expression::Arithmetic(a, sign, b)),
            (
                prop::sample::select(Function::ALL.to_vec()),
                prop::collection::vec(inner, 4)
            )
                .prop_map(|(function, mut arguments)| {
                    arguments.truncate(*function.arguments().end());
                    Expression::Call(function, arguments)
                }),
        ]
    })
}

fn operator() -> impl Strategy<Value = Operator> {
    prop::sample::select(vec![
        Operator::Add,
        Operator::Subtract,
        Operator::Multiply,
        Operator::Divide,
    ])
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(expression in expression()) {
        let text = expression.to_string();
        prop_assert_eq!(Expression::parse(&text), Ok(expression), "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9 ()'\"`<>=!,.+*/ü-]{0,40}") {
        if let Ok(expression) = Expression::parse(&text) {
            prop_assert_eq!(Expression::parse(&expression.to_string()), Ok(expression));
        }
    }
}

#[test]
fn a_text_is_printed_in_one_way() {
    for (typed, printed) in [
        ("KIND='a' AND NOT(x<>3)", "KIND = 'a' and not x != 3"),
        ("(a or b) and c", "(a or b) and c"),
        ("a or (b and c)", "a or b and c"),
        ("`my field`>=1e3", "\"my field\" >= 1000.0"),
        ("\"kind\" IN ('it''s',NULL)", "kind in ('it''s', null)"),
        ("\"not\" is  not null", "\"not\" is not null"),
        ("not a like '%b%'", "a not like '%b%'"),
        (
            "distance_to('AFG-TJK')<25km",
            "distance_to('AFG-TJK') < 25 km",
        ),
        ("a - (b - -3) * 2 ", "a - (b - -3) * 2"),
        ("-a < -5 m", "0 - a < -5 m"),
        (
            "killed between 1 and 2 and year() == 2021",
            "killed between 1 and 2 and year() = 2021",
        ),
        ("9223372036854775807 = id", "9223372036854775807 = id"),
    ] {
        let read = Expression::parse(typed).unwrap();
        assert_eq!(read.to_string(), printed, "{typed}");
    }
}

#[test]
fn an_error_says_where_it_is_and_what_was_expected() {
    for (text, at, message) in [
        ("", 0..0, "expected a property, a value or a function"),
        (
            "kind = ",
            7..7,
            "expected a property, a value or a function",
        ),
        ("kind = 'a", 7..9, "a closing ' is missing"),
        (
            "kind = 'a' x",
            11..12,
            "expected “and”, “or” or the end, found x",
        ),
        ("a in 3", 5..6, "expected (, found 3"),
        ("a in (b)", 6..7, "expected a value, found b"),
        (
            "a between 1 or 2",
            12..14,
            "expected “and” and the upper bound, found or",
        ),
        (
            "a not 3",
            6..7,
            "expected “in”, “like” or “between”, found 3",
        ),
        ("(a", 2..2, "expected )"),
        ("ü ; 3", 3..4, "“;” has no meaning here"),
        (
            "distnce_to('AFG-TJK')",
            0..10,
            "There is no function 'distnce_to'; did you mean 'distance_to'?",
        ),
        ("a = year(3) or b", 4..11, "expected year()"),
        (
            "a < 1e999",
            4..9,
            "1e999 is no number that can be reckoned with",
        ),
    ] {
        let error = Expression::parse(text).unwrap_err();
        assert_eq!((error.at, error.message.as_str()), (at, message), "{text}");
    }
}

#[test]
fn hostile_text_is_refused_before_the_stack_ends() {
    for text in [
        "(".repeat(1 << 20),
        "not ".repeat(1 << 18),
        "-".repeat(1 << 20),
        format!("a{}", "+a".repeat(1 << 18)),
        format!("{}a{}", "(".repeat(60), "+a)".repeat(1 << 10)),
        "abs(".repeat(1 << 18),
    ] {
        assert!(Expression::parse(&text).is_err());
    }
    // A list is flat, however long.
    let long = format!("a{}", " or a".repeat(100_000));
    assert_eq!(Expression::parse(&long).unwrap().to_string(), long);
}

#[test]
fn a_property_is_found_in_the_text() {
    assert_eq!(range_of("a = 'kin' or \"kin\" > 3", "kin"), Some(4..9));
    assert_eq!(range_of("`k` in ('x')", "k"), Some(0..3));
    assert_eq!(range_of("a", "b"), None);
}
