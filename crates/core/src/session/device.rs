//! A `User-Agent` in words.

/// Names a device for its owner, such as `Firefox on Windows`. Recognises the common browsers and systems, and the usual HTTP
/// clients; an unknown one keeps the first word of its `User-Agent`, letters and digits of it, 40 at most; one that says nothing
/// is `Unknown device`. It is what the client says of itself, and no proof.
#[must_use]
pub fn device_name(user_agent: &str) -> String {
    if let Some(program) = first_match(user_agent, PROGRAMS) {
        return program.to_owned();
    }
    let browser = first_match(user_agent, BROWSERS);
    let system = first_match(user_agent, SYSTEMS);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if user_agent.starts_with("Mozilla/") => "Unknown browser".to_owned(),
        (None, None) => first_word(user_agent),
    }
}

/// What says enough by itself, whatever system it also names.
const PROGRAMS: &[(&str, &str)] = &[
    ("bot/", "Bot"),
    ("Bot/", "Bot"),
    ("crawler", "Bot"),
    ("spider", "Bot"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("PowerShell/", "PowerShell"),
    ("python-requests", "Python requests"),
    ("python-httpx", "Python httpx"),
    ("aiohttp", "Python aiohttp"),
    ("Python-urllib", "Python"),
    ("axios/", "axios"),
    ("node-fetch", "Node.js"),
    ("undici", "Node.js"),
    ("Go-http-client", "Go"),
    ("Apache-HttpClient", "Java"),
    ("Java/", "Java"),
    ("PostmanRuntime", "Postman"),
    ("Dart/", "Flutter app"),
    ("okhttp", "Android app"),
    ("Dalvik/", "Android app"),
    ("; wv)", "Android app"),
    ("CFNetwork", "Apple app"),
];

/// In this order: most browsers also name the ones that they descend from.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Electron/", "Desktop app"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Trident/", "Internet Explorer"),
    ("MSIE ", "Internet Explorer"),
    ("Safari/", "Safari"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

fn first_match(user_agent: &str, names: &[(&'static str, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
}

/// Nothing that would turn the text around it about, or hide in it.
fn first_word(user_agent: &str) -> String {
    let word = user_agent.trim_start().split(['/', ' ', ';', ',', '(']).next().unwrap_or_default();
    let shown = |c: &char| c.is_alphanumeric() || ['-', '_', '.'].contains(c);
    let word: String = word.chars().filter(shown).take(40).collect();
    if word.is_empty() { "Unknown device".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::device_name;

    const MOZILLA: &str = "Mozilla/5.0 ";
    const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko) ";

    #[test]
    fn a_browser_is_named_with_its_system() {
        for (system, rest, name) in [
            ("(Windows NT 10.0; Win64; x64; rv:128.0)", "Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
            ("(X11; Ubuntu; Linux x86_64; rv:132.0)", "Gecko/20100101 Firefox/132.0", "Firefox on Linux"),
            ("(Android 14; Mobile; rv:132.0)", "Gecko/132.0 Firefox/132.0", "Firefox on Android"),
            ("(Windows NT 10.0; Win64; x64)", "Chrome/131.0.0.0 Safari/537.36", "Chrome on Windows"),
            ("(Macintosh; Intel Mac OS X 10_15_7)", "Chrome/131.0.0.0 Safari/537.36", "Chrome on macOS"),
            ("(X11; CrOS x86_64 14541.0.0)", "Chrome/131.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
            ("(Linux; Android 10; K)", "Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
            ("(Windows NT 10.0)", "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge on Windows"),
            ("(Linux; Android 10; HD1913)", "Chrome/131.0 Mobile Safari/537.36 EdgA/131.0", "Edge on Android"),
            ("(Windows NT 10.0)", "Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0", "Opera on Windows"),
            ("(X11; Linux x86_64)", "Chrome/130.0.0.0 Safari/537.36 Vivaldi/7.0", "Vivaldi on Linux"),
            (
                "(Linux; Android 14; SM-S918B)",
                "SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
                "Samsung Internet on Android",
            ),
            ("(Macintosh; Intel Mac OS X 10_15_7)", "Version/18.1 Safari/605.1.15", "Safari on macOS"),
            (
                "(iPhone; CPU iPhone OS 17_5 like Mac OS X)",
                "Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("(iPad; CPU OS 17_5 like Mac OS X)", "Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPad"),
            (
                "(iPhone; CPU iPhone OS 18_1 like Mac OS X)",
                "CriOS/131.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
            (
                "(iPhone; CPU iPhone OS 14_7 like Mac OS X)",
                "FxiOS/133.0 Mobile/15E148 Safari/605.1",
                "Firefox on iPhone",
            ),
            ("(iPhone; CPU iPhone OS 18_1 like Mac OS X)", "Mobile/15E148", "iPhone"),
            ("(Windows NT 10.0; WOW64; Trident/7.0; rv:11.0)", "like Gecko", "Internet Explorer on Windows"),
            ("(X11; Linux x86_64)", "Slack/4.41 Chrome/130.0 Electron/33.0 Safari/537.36", "Desktop app on Linux"),
        ] {
            assert_eq!(device_name(&format!("{MOZILLA}{system} {WEBKIT}{rest}")), name);
        }
    }

    #[test]
    fn a_program_is_named_by_itself() {
        for (user_agent, name) in [
            ("curl/8.5.0", "curl"),
            ("Wget/1.21.4", "Wget"),
            ("HTTPie/3.2.4", "HTTPie"),
            ("Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.22621", "PowerShell"),
            ("python-requests/2.32.3", "Python requests"),
            ("python-httpx/0.27.2", "Python httpx"),
            ("Python/3.12 aiohttp/3.10.10", "Python aiohttp"),
            ("Python-urllib/3.12", "Python"),
            ("axios/1.7.7", "axios"),
            ("node", "node"),
            ("undici", "Node.js"),
            ("Go-http-client/2.0", "Go"),
            ("Java/21.0.5", "Java"),
            ("PostmanRuntime/7.42.0", "Postman"),
            ("okhttp/4.12.0", "Android app"),
            ("Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7)", "Android app"),
            ("Dart/3.5 (dart:io)", "Flutter app"),
            ("Bookstore/42 CFNetwork/1568.200.51 Darwin/24.1.0", "Apple app"),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Bot"),
            ("my-client/1.0 (beta)", "my-client"),
        ] {
            assert_eq!(device_name(user_agent), name, "{user_agent}");
        }
    }

    #[test]
    fn what_says_nothing_is_unknown_and_no_name_is_long_or_deceives() {
        for nothing in ["", " ", "/", "\u{202e}\u{200b}", "<>\"'&", "((((", "\u{0}\u{7}"] {
            assert_eq!(device_name(nothing), "Unknown device", "{nothing:?}");
        }
        assert_eq!(device_name("Mozilla/5.0"), "Unknown browser");
        assert_eq!(device_name("<b>\u{202e}evil</b>"), "bevil");
        assert_eq!(device_name(&"x".repeat(10_000)), "x".repeat(40));
        assert_eq!(device_name(&"\u{e9}".repeat(10_000)).chars().count(), 40);
    }
}
