//! Positions, distances and bearings as people write them: formatting for the interface, and
//! parsing of what someone types into a go-to box.
use super::{Bearing, Meters, Position, PositionError, lon_lat};

/// Decimal degrees, latitude first as people say it, to eleven metres: `37.2242° N, 67.2783° E`.
#[must_use]
pub fn format_decimal(position: Position) -> String {
    let one = |deg: f64, hemispheres| {
        let rounded = (deg * 1e4).round() / 1e4;
        format!("{:.4}° {}", rounded.abs(), hemisphere(rounded, hemispheres))
    };
    let lon = within_half_turn(position.lon_deg());
    format!(
        "{}, {}",
        one(position.lat_deg(), ['S', 'N']),
        one(lon, ['W', 'E'])
    )
}

/// Degrees, minutes and seconds, latitude first: `37°13′27″ N, 67°16′42″ E`.
#[must_use]
pub fn format_dms(position: Position) -> String {
    let one = |deg: f64, hemispheres| {
        let rounded = (deg * 3600.0).round();
        let seconds = rounded.abs() as u64;
        format!(
            "{}°{:02}′{:02}″ {}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            hemisphere(rounded, hemispheres)
        )
    };
    let lon = within_half_turn(position.lon_deg());
    format!(
        "{}, {}",
        one(position.lat_deg(), ['S', 'N']),
        one(lon, ['W', 'E'])
    )
}

/// A distance with its unit, as precise as it is worth reading: `4.2 m`, `3,995 m`, `45.4 km`,
/// `1,367 km`.
#[must_use]
pub fn format_distance(distance: Meters) -> String {
    let m = distance.0;
    // The limits are where the finer form would round up to one more digit.
    if m < 9.95 {
        format!("{m:.1} m")
    } else if m < 9_999.5 {
        format!("{} m", thousands(m))
    } else if m < 99_950.0 {
        format!("{:.1} km", distance.km())
    } else {
        format!("{} km", thousands(distance.km()))
    }
}

/// A bearing by compass point and in three digits: `NNE 023°`.
#[must_use]
pub fn format_bearing(bearing: Bearing) -> String {
    let whole = bearing.degrees().round() as u32 % 360;
    format!("{} {whole:03}°", bearing.compass_point())
}

fn hemisphere(value: f64, [negative, positive]: [char; 2]) -> char {
    if value < 0.0 { negative } else { positive }
}

fn within_half_turn(lon_deg: f64) -> f64 {
    if lon_deg.abs() <= 180.0 {
        lon_deg
    } else {
        (lon_deg + 180.0).rem_euclid(360.0) - 180.0
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut grouped = String::with_capacity(digits.len() + 2);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Why a text is no position.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ParsePositionError {
    /// A character that no notation has.
    #[error("“{found}” is not part of a position")]
    Character {
        /// The first such character.
        found: char,
    },
    /// A number that is none, e.g. `1.2.3`.
    #[error("“{text}” is not a number")]
    Number {
        /// As typed.
        text: String,
    },
    /// Not two angles of one to three numbers.
    #[error(
        "a position is a longitude and a latitude, such as 67.2783 37.2242 or 37.2242N 67.2783E"
    )]
    Shape,
    /// Minutes or seconds of 60 or more, or a sign beside N, S, E or W.
    #[error("minutes and seconds go from 0 to 60, and a sign does not go with N, S, E or W")]
    Angle,
    /// The numbers are out of range.
    #[error(transparent)]
    Range(#[from] PositionError),
}

/// Reads a position: `67.2783 37.2242` (longitude first, unless letters say otherwise),
/// `37.2242N 67.2783E`, `N37.2242, E67.2783`, `37°13′27″ N, 67°16′42″ E`, `67 16 42 37 13 27`.
///
/// # Errors
///
/// [`ParsePositionError`] says what could not be read.
pub fn parse_position(text: &str) -> Result<Position, ParsePositionError> {
    let tokens = tokens(text)?;
    let (first, second) = halves(&tokens).ok_or(ParsePositionError::Shape)?;
    let (first, second) = (angle(first)?, angle(second)?);
    let (lon, lat) = match (first.1, second.1) {
        (None, None) | (Some('E' | 'W'), Some('N' | 'S')) => (first.0, second.0),
        (Some('N' | 'S'), Some('E' | 'W')) => (second.0, first.0),
        _ => return Err(ParsePositionError::Shape),
    };
    Ok(lon_lat(lon, lat).checked()?)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Number(f64),
    Letter(char),
    Comma,
}

fn tokens(text: &str) -> Result<Vec<Token>, ParsePositionError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(found) = rest.chars().next() {
        let mut length = found.len_utf8();
        match found.to_ascii_uppercase() {
            '0'..='9' | '.' | '-' | '+' | '−' => {
                let digits = &rest[length..];
                length += digits
                    .find(|c: char| !c.is_ascii_digit() && c != '.')
                    .unwrap_or(digits.len());
                let number = rest[..length].replace('−', "-");
                tokens.push(Token::Number(number.parse().map_err(|_source| {
                    ParsePositionError::Number {
                        text: rest[..length].to_owned(),
                    }
                })?));
            }
            letter @ ('N' | 'S' | 'E' | 'W') => tokens.push(Token::Letter(letter)),
            ',' | ';' => tokens.push(Token::Comma),
            '°' | '\'' | '"' | '′' | '″' | '’' | '”' | 'º' => {}
            space if space.is_whitespace() => {}
            _ => return Err(ParsePositionError::Character { found }),
        }
        rest = &rest[length..];
    }
    Ok(tokens)
}

/// The tokens of the first and of the second angle.
fn halves(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    if let Some(comma) = tokens.iter().position(|token| *token == Token::Comma) {
        return Some((&tokens[..comma], &tokens[comma + 1..]));
    }
    let is_letter = |token: &Token| matches!(token, Token::Letter(_));
    let middle = match tokens.first()? {
        Token::Letter(_) => 1 + tokens[1..].iter().position(is_letter)?,
        _ => match tokens.iter().position(is_letter) {
            Some(letter) => letter + 1,
            None if tokens.len().is_multiple_of(2) => tokens.len() / 2,
            None => return None,
        },
    };
    Some(tokens.split_at(middle))
}

/// Degrees, and the hemisphere if it was given.
fn angle(tokens: &[Token]) -> Result<(f64, Option<char>), ParsePositionError> {
    let (letter, numbers) = match tokens {
        [Token::Letter(letter), numbers @ ..] | [numbers @ .., Token::Letter(letter)] => {
            (Some(*letter), numbers)
        }
        numbers => (None, numbers),
    };
    let numbers: Vec<f64> = numbers
        .iter()
        .map(|token| match token {
            Token::Number(number) => Ok(*number),
            _ => Err(ParsePositionError::Shape),
        })
        .collect::<Result<_, _>>()?;
    let (&degrees, parts) = numbers.split_first().ok_or(ParsePositionError::Shape)?;
    if parts.len() > 2 {
        return Err(ParsePositionError::Shape);
    }
    let negative = degrees.is_sign_negative();
    let fits = |part: &f64| part.is_sign_positive() && *part < 60.0;
    if !parts.iter().all(fits) || negative && letter.is_some() {
        return Err(ParsePositionError::Angle);
    }
    let size = parts
        .iter()
        .zip([60.0, 3600.0])
        .fold(degrees.abs(), |sum, (part, unit)| sum + part / unit);
    let southwest = negative || matches!(letter, Some('S' | 'W'));
    Ok((if southwest { -size } else { size }, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMEZ: Position = lon_lat(67.2783, 37.2242);

    #[test]
    fn positions_are_written_as_in_an_atlas() {
        assert_eq!(format_decimal(TERMEZ), "37.2242° N, 67.2783° E");
        assert_eq!(format_dms(TERMEZ), "37°13′27″ N, 67°16′42″ E");
        assert_eq!(
            format_decimal(lon_lat(-74.006, -0.000_01)),
            "0.0000° N, 74.0060° W"
        );
        assert_eq!(
            format_dms(lon_lat(190.0, -33.999_99)),
            "34°00′00″ S, 170°00′00″ W"
        );
    }

    #[test]
    fn every_common_notation_is_read() {
        for text in [
            "67.2783 37.2242",
            "67.2783,37.2242",
            " +67.2783 ; 37.2242 ",
            "37.2242N 67.2783E",
            "37.2242 n, 67.2783 e",
            "N37.2242 E67.2783",
            "E 67.2783, N 37.2242",
            "37.2242° N, 67.2783° E",
            "37°13′27.12″ N, 67°16′41.88″ E",
            "37°13'27.12\"N 67°16'41.88\"E",
            "67 16 41.88 37 13 27.12",
        ] {
            let position = parse_position(text).unwrap();
            assert!((position.lon_deg() - 67.2783).abs() < 1e-9, "{text}");
            assert!((position.lat_deg() - 37.2242).abs() < 1e-9, "{text}");
        }
        assert_eq!(parse_position("-0 30 0, −1"), Ok(lon_lat(-0.5, -1.0)));
        assert_eq!(parse_position("1S 2W"), Ok(lon_lat(-2.0, -1.0)));
        assert_eq!(parse_position(&format_decimal(TERMEZ)), Ok(TERMEZ));
    }

    #[test]
    fn what_is_no_position_is_told_apart() {
        let error = |text| parse_position(text).unwrap_err();
        assert_eq!(
            error("Termez"),
            ParsePositionError::Character { found: 'T' }
        );
        assert!(matches!(
            error("1.2.3 4"),
            ParsePositionError::Number { .. }
        ));
        for text in [
            "",
            "67",
            "1 2 3",
            "1N 2N",
            "1E",
            "1,2,3",
            "E N",
            "1 2 3 4 1 2 3 4",
        ] {
            assert_eq!(error(text), ParsePositionError::Shape, "{text}");
        }
        assert_eq!(error("37 61 0, 67"), ParsePositionError::Angle);
        assert_eq!(error("-37N 67E"), ParsePositionError::Angle);
        assert!(matches!(error("37 97"), ParsePositionError::Range(_)));
    }

    #[test]
    fn distances_have_the_digits_worth_reading() {
        for (m, text) in [
            (0.0, "0.0 m"),
            (4.23, "4.2 m"),
            (9.96, "10 m"),
            (892.2786, "892 m"),
            (3995.2238, "3,995 m"),
            (9999.7, "10.0 km"),
            (45_363.6, "45.4 km"),
            (99_960.0, "100 km"),
            (145_833.9, "146 km"),
            (1_366_725.0, "1,367 km"),
        ] {
            assert_eq!(format_distance(Meters(m)), text);
        }
    }

    #[test]
    fn bearings_have_a_compass_point_and_three_digits() {
        assert_eq!(format_bearing(Bearing::from_degrees(23.4)), "NNE 023°");
        assert_eq!(format_bearing(Bearing::from_degrees(359.7)), "N 000°");
    }
}
