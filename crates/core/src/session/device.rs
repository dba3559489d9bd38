//! A `User-Agent` in words.

/// Names a device for its owner, such as `Firefox on Windows`. Recognises the common browsers and systems and the usual
/// HTTP clients; an unknown one keeps the first word of its `User-Agent`; an absent one is `Unknown device`.
#[must_use]
pub fn device_name(user_agent: &str) -> String {
    let browser = first_match(user_agent, BROWSERS);
    let system = first_match(user_agent, SYSTEMS);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => first_word(user_agent),
    }
}

/// In this order: most browsers also name the ones that they descend from.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-requests", "Python requests"),
    ("okhttp", "Android app"),
    ("CFNetwork", "Apple app"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

fn first_match(user_agent: &str, names: &[(&'static str, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}

fn first_word(user_agent: &str) -> String {
    let word: String = user_agent.split(['/', ' ']).next().unwrap_or_default().chars().take(40).collect();
    if word.is_empty() { "Unknown device".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::device_name;

    #[test]
    fn a_device_is_named_by_browser_and_system() {
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(device_name(firefox), "Firefox on Windows");
        assert_eq!(device_name(safari), "Safari on iPhone");
        assert_eq!(device_name("curl/8.5.0"), "curl");
        assert_eq!(device_name("my-client/1.0 (beta)"), "my-client");
        assert_eq!(device_name(""), "Unknown device");
    }
}
