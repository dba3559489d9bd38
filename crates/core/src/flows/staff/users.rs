//! A page of users.

use crate::Ctx;
use crate::store::{SoughtUsers, Span, StoreError, UserEntry, UserOrder};

/// Which page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageNumber {
    /// Counted from 1.
    Number(u64),
    /// The last one, whichever that is.
    Last,
}

/// A page, and how many rows it has at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Which.
    pub number: PageNumber,
    /// At least 1.
    pub size: u64,
}

/// What stands on a page.
#[derive(Debug, Clone)]
pub struct PageOf<T> {
    /// How many rows all pages have together.
    pub count: u64,
    /// Which page it is.
    pub number: u64,
    /// Whether one follows.
    pub has_next: bool,
    /// Its rows.
    pub rows: Vec<T>,
}

impl Page {
    /// Its number and its part of `count` rows; `None`: there is no such page. A list without rows has one, which is empty.
    pub(super) fn of(self, count: u64) -> Option<(u64, Span)> {
        let last = count.div_ceil(self.size).max(1);
        let number = match self.number {
            PageNumber::Last => last,
            PageNumber::Number(number) => number,
        };
        let span = Span { offset: number.checked_sub(1)?.checked_mul(self.size)?, limit: self.size };
        (number <= last).then_some((number, span))
    }
}

impl<T> PageOf<T> {
    pub(super) fn new(count: u64, number: u64, size: u64, rows: Vec<T>) -> Self {
        Self { has_next: number < count.div_ceil(size), count, number, rows }
    }
}

/// A page of the users that are sought; `None`: there is no such page.
///
/// # Errors
/// The database is away.
pub async fn users_page(
    ctx: &Ctx,
    sought: &SoughtUsers,
    order: &[UserOrder],
    page: Page,
) -> Result<Option<PageOf<UserEntry>>, StoreError> {
    let count = ctx.store.count_users(sought).await?;
    let Some((number, span)) = page.of(count) else { return Ok(None) };
    let rows = ctx.store.page_of_users(sought, order, span).await?;
    Ok(Some(PageOf::new(count, number, page.size, rows)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_there_while_it_has_rows_and_the_first_one_always() {
        let numbered = |number, count| Page { number, size: 10 }.of(count).map(|(number, span)| (number, span.offset));
        assert_eq!(numbered(PageNumber::Number(1), 0), Some((1, 0)));
        assert_eq!(numbered(PageNumber::Number(2), 10), None);
        assert_eq!(numbered(PageNumber::Number(2), 11), Some((2, 10)));
        assert_eq!(numbered(PageNumber::Last, 11), Some((2, 10)));
        assert_eq!(numbered(PageNumber::Number(0), 11), None);
        assert_eq!(numbered(PageNumber::Number(u64::MAX), 11), None);
    }
}
