//! The way from the root to a page.

use std::collections::BTreeMap;

/// One step of the way; the last one is the page itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Crumb {
    pub(super) title: String,
    pub(super) path: String,
}

/// The endpoints that stand above `path`, then `title`; `titles` are those of every endpoint by its path.
pub(super) fn crumbs(path: &str, title: &str, titles: &BTreeMap<String, String>) -> Vec<Crumb> {
    let above = path.match_indices('/').filter_map(|(slash, _)| path.get(..=slash)).filter(|above| *above != path);
    let mut crumbs: Vec<_> =
        above.filter_map(|above| Some(Crumb { title: titles.get(above)?.clone(), path: above.to_owned() })).collect();
    crumbs.push(Crumb { title: title.to_owned(), path: path.to_owned() });
    crumbs
}
