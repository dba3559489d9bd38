//! `jwt.auth_header_name` and `jwt.auth_header_types`.

use countersign_server::BearerHeader;
use countersign_token::bearer::{HeaderTypeError, HeaderTypes};

use super::Config;
use super::error::ConfigError;

/// The header that the settings ask for.
pub(super) fn bearer_header(config: &Config) -> Result<BearerHeader, ConfigError> {
    let (name, types) = (&config.jwt.auth_header_name, config.jwt.auth_header_types.to_vec());
    let refuse = |key: &str, value: String, mend: String| ConfigError::Combination {
        key: key.to_owned(),
        value,
        origin: config.origins.of(key),
        mend,
    };
    let name = BearerHeader::name_of(name).ok_or_else(|| {
        let mend = "give the name of a header, as X-Access-Token, or as Django has it, HTTP_X_ACCESS_TOKEN";
        refuse("jwt.auth_header_name", name.clone(), mend.to_owned())
    })?;
    let shown = format!("{types:?}");
    let types = HeaderTypes::new(types).map_err(|cause| {
        let mend = match cause {
            HeaderTypeError::None => "name at least one, such as \"Bearer\"".to_owned(),
            HeaderTypeError::Malformed(_) => format!("{cause}; give words such as \"Bearer\" or \"JWT\""),
        };
        refuse("jwt.auth_header_types", shown, mend)
    })?;
    Ok(BearerHeader { name, types })
}
