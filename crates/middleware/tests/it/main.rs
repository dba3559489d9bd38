//! What the crate promises to the applications that use it.

#[cfg(test)]
mod bearer;
#[cfg(test)]
mod classes;
#[cfg(test)]
mod cookies;
#[cfg(test)]
mod extractors;
#[cfg(test)]
mod kit;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod login_redirects;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod redirect_targets;
#[cfg(test)]
mod support;
