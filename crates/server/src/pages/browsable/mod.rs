//! The browsable API: an endpoint's answer as a page, with forms for what else can be asked (DRF's `BrowsableAPIRenderer`).
//!
//! [`receive`] comes before the gate's checks and undoes what a form without scripts must wrap a request in; [`present`] comes
//! after them and puts the JSON answer into the page. Requests that want JSON never come here.

mod crumbs;
mod form;
mod json;
mod page;
mod reader;
mod subject;
mod visit;

pub(crate) use page::{canonical, present};
pub(crate) use reader::Reader;
pub(crate) use subject::Subject;
pub(crate) use visit::receive;
