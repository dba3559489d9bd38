use countersign_core::Moment;

use super::self_signed::{Origin, ensure};
use super::source::Pair;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

#[test]
fn a_self_signed_certificate_is_made_anew_a_month_before_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let pair = Pair { cert: folder.path().join("c.pem"), key: folder.path().join("c.key") };
    let at = |day: i64| ensure(&pair, Moment::from_micros((20_000 + day) * DAY)).unwrap();
    assert_eq!(at(0), Origin::Made);
    let first = std::fs::read(&pair.cert).unwrap();
    assert_eq!(at(365), Origin::Kept);
    assert_eq!(at(366), Origin::Renewed);
    assert_ne!(std::fs::read(&pair.cert).unwrap(), first);
    assert_eq!(at(366), Origin::Kept);
    // A clock that was wrong when it was made.
    assert_eq!(at(350), Origin::Renewed);
}
