//! Which language a request wants: `django.utils.translation.get_language_from_request`.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

use super::accepted::{MAX_LENGTH, accepted};
use super::cookie::cookie;
use crate::rest::{latin1, wsgi};

/// Django's `LANGUAGE_COOKIE_NAME`.
const COOKIE: &str = "django_language";

/// A language of Django's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Language(&'static str);

impl Language {
    /// Django's `LANGUAGE_CODE`, `en-us`, which its list has as this.
    const DEFAULT: Self = Self("en");

    /// That of the cookie, or the first of the header that Django knows.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let by_cookie = || cookie(headers, COOKIE).and_then(|code| Self::supported(&code));
        let by_header = || {
            let ranges = accepted(&latin1(&wsgi::header(headers, &ACCEPT_LANGUAGE)?));
            ranges.iter().take_while(|range| *range != "*").find_map(|range| Self::supported(range))
        };
        by_cookie().or_else(by_header).unwrap_or(Self::DEFAULT)
    }

    /// As `Content-Language` has it.
    pub(crate) const fn as_str(self) -> &'static str {
        self.0
    }

    /// The name of the translation that serves it, if there is one.
    pub(super) fn translation(self) -> &'static str {
        match self.0 {
            // Closer than English.
            "pt" => "pt-br",
            "zh-hans" | "zh-hant" | "pt-br" => self.0,
            code => code.split_once('-').map_or(code, |(language, _)| language),
        }
    }

    /// `get_supported_language_variant`: itself, what it falls back to, a wider language, or any variant of it.
    fn supported(code: &str) -> Option<Self> {
        let code = bounded(code)?;
        let wider = code.rmatch_indices('-').filter_map(|(at, _)| code.get(..at));
        let candidates: Vec<_> = [Some(code), fallback(code)].into_iter().flatten().chain(wider).collect();
        let variant = || {
            let generic = candidates.last()?;
            let is_variant = |known: &&&str| known.strip_prefix(*generic).is_some_and(|rest| rest.starts_with('-'));
            LANGUAGES.iter().find(is_variant).copied()
        };
        candidates.iter().find_map(|candidate| known(candidate)).or_else(variant).map(Self)
    }
}

/// Of a code that is too long, what stands before the last dash that is not.
fn bounded(code: &str) -> Option<&str> {
    let Some((end, _)) = code.char_indices().nth(MAX_LENGTH) else { return Some(code).filter(|code| !code.is_empty()) };
    let (shorter, _) = code.get(..end)?.rsplit_once('-')?;
    Some(shorter).filter(|code| !code.is_empty())
}

fn known(code: &str) -> Option<&'static str> {
    let code = code.to_lowercase();
    LANGUAGES.iter().find(|known| **known == code).copied()
}

/// `django.conf.locale.LANG_INFO`.
fn fallback(code: &str) -> Option<&'static str> {
    match code {
        "zh-cn" | "zh-my" | "zh-sg" => Some("zh-hans"),
        "zh-hk" | "zh-mo" | "zh-tw" => Some("zh-hant"),
        _ => None,
    }
}

/// Django's `LANGUAGES`, in its order.
#[rustfmt::skip]
const LANGUAGES: [&str; 99] = [
    "af", "ar", "ar-dz", "ast", "az", "bg", "be", "bn", "br", "bs", "ca", "ckb", "cs", "cy", "da", "de", "dsb", "el", "en",
    "en-au", "en-gb", "eo", "es", "es-ar", "es-co", "es-mx", "es-ni", "es-ve", "et", "eu", "fa", "fi", "fr", "fy", "ga",
    "gd", "gl", "he", "hi", "hr", "hsb", "hu", "hy", "ia", "id", "ig", "io", "is", "it", "ja", "ka", "kab", "kk", "km",
    "kn", "ko", "ky", "lb", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "os", "pa", "pl", "pt",
    "pt-br", "ro", "ru", "sk", "sl", "sq", "sr", "sr-latn", "sv", "sw", "ta", "te", "tg", "th", "tk", "tr", "tt", "udm",
    "ug", "uk", "ur", "uz", "vi", "zh-hans", "zh-hant",
];
