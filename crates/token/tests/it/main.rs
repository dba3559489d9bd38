//! What the crate promises, from outside.

#[cfg(test)]
mod algorithms;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod forgeries;
#[cfg(test)]
mod jwk;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod pem;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod simplejwt;
#[cfg(test)]
mod support;
#[cfg(test)]
mod vectors;
