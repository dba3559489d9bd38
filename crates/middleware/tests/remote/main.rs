//! What the crate promises of an issuer that it asks over the network: real sockets, on this machine.

#[cfg(test)]
mod keys;
#[cfg(test)]
mod revocations;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
