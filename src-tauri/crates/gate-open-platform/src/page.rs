//! Lists that come in pages.

use crate::envelope::Rows;
use crate::error::Error;
use crate::wire;
use serde_json::Value;

/// Rows asked for per page: the most that the platform gives (open platform API, `pageSize`).
pub const PAGE_SIZE: u32 = 1_000;

/// A list of more pages than this (1,000,000 rows) is taken for one that never ends.
const MOST_PAGES: u32 = 1_000;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows that could be read.
    pub items: Vec<T>,
    /// The rows that could not.
    pub rejected: Vec<Rejected>,
    /// Whether the platform has more pages. Never true of an empty page.
    pub has_more: bool,
}

/// A row that cannot be used. It costs the page nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Why, in a few words that name the field.
    pub reason: String,
    /// The row as JSON text with names and phones masked, at most 4,096 characters of it.
    pub raw: String,
}

/// A whole list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// The rows that could be read.
    pub items: Vec<T>,
    /// The rows that could not.
    pub rejected: Vec<Rejected>,
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self { items: Vec::new(), rejected: Vec::new() }
    }
}

impl<T> Page<T> {
    pub(crate) fn read(rows: Rows, read: impl Fn(&Value) -> Result<T, String>) -> Self {
        let mut page = Self { items: Vec::new(), rejected: Vec::new(), has_more: false };
        page.has_more = rows.has_more && !rows.rows.is_empty();
        for row in rows.rows {
            match read(&row) {
                Ok(item) => page.items.push(item),
                Err(reason) => page.rejected.push(Rejected { reason, raw: wire::redacted(&row) }),
            }
        }
        page
    }
}

impl<T> From<Page<T>> for Listing<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, rejected: page.rejected }
    }
}

/// A walk through the pages of a list: which comes next, and when to stop.
///
/// It ends where the platform announces no more, on an empty page, and on a page that repeats the one before, as from
/// a platform that does not heed `pageNo`.
#[derive(Debug, Clone)]
pub(crate) struct Walk<T> {
    next: Option<u32>,
    last: Option<Page<T>>,
}

impl<T: Clone + PartialEq> Walk<T> {
    pub(crate) fn new() -> Self {
        Self { next: Some(1), last: None }
    }

    /// The number of the page to ask for; `None` at the end.
    pub(crate) fn next(&self) -> Result<Option<u32>, Error> {
        match self.next {
            Some(page) if page > MOST_PAGES => Err(Error::EndlessList { pages: MOST_PAGES }),
            next => Ok(next),
        }
    }

    /// Takes the page that was asked for; `None` where it only repeats the one before.
    pub(crate) fn take(&mut self, page: Page<T>) -> Option<Page<T>> {
        if page.has_more && self.last.as_ref() == Some(&page) {
            tracing::warn!(page = self.next, "the open platform's list repeats a page; taken for its end");
            self.next = None;
            return None;
        }
        self.next = self.next.filter(|_| page.has_more).map(|page| page + 1);
        self.last = page.has_more.then(|| page.clone());
        Some(page)
    }
}

impl<T: Clone + PartialEq> Listing<T> {
    /// Reads a list to its end, `read` giving the page of a number.
    pub(crate) async fn whole<F>(read: impl Fn(u32) -> F) -> Result<Self, Error>
    where
        F: Future<Output = Result<Page<T>, Error>>,
    {
        let mut walk = Walk::new();
        let mut listing = Self::default();
        while let Some(number) = walk.next()? {
            if let Some(page) = walk.take(read(number).await?) {
                listing.items.extend(page.items);
                listing.rejected.extend(page.rejected);
            }
        }
        Ok(listing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(items: &[u32], has_more: bool) -> Page<u32> {
        Page { items: items.to_vec(), rejected: Vec::new(), has_more }
    }

    #[tokio::test]
    async fn a_list_is_read_until_no_more_is_announced() {
        let listing = Listing::whole(|number| async move { Ok(page(&[number], number < 3)) }).await.unwrap();
        assert_eq!(listing.items, [1, 2, 3]);
    }

    #[tokio::test]
    async fn a_platform_that_does_not_heed_the_page_number_ends_after_one_page() {
        let listing = Listing::whole(|_| async { Ok(page(&[7, 8], true)) }).await.unwrap();
        assert_eq!(listing.items, [7, 8]);
    }

    #[tokio::test]
    async fn a_list_without_end_is_an_error() {
        let listing = Listing::whole(|number| async move { Ok(page(&[number], true)) }).await;
        assert!(matches!(listing, Err(Error::EndlessList { pages: MOST_PAGES })));
    }

    #[test]
    fn an_empty_page_ends_the_list_whatever_it_announces() {
        let page = Page::<u32>::read(Rows { rows: Vec::new(), has_more: true }, |_| Ok(1));
        assert!(!page.has_more);
    }

    #[test]
    fn a_page_of_nothing_but_unusable_rows_is_not_empty() {
        let rows = Rows { rows: vec![Value::Null], has_more: true };
        let page = Page::<u32>::read(rows, |_| Err("no time".to_owned()));
        assert!(page.has_more, "the next page may hold good rows");
        assert_eq!(page.rejected[0].reason, "no time");
    }
}
