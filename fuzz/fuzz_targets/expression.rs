//! No text makes the parser of expressions panic or hang, and what was read and printed is read the
//! same: `cargo fuzz run expression tests/corpus/expression`.
#![no_main]
use libfuzzer_sys::fuzz_target;
use oxus::model::expression::Expression;

fuzz_target!(|text: &str| {
    if let Ok(read) = Expression::parse(text) {
        assert_eq!(Expression::parse(&read.to_string()), Ok(read));
    }
});
