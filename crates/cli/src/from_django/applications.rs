//! `INSTALLED_APPS` that take part in logging in, and have nothing that stands for them here.

use super::project::Project;
use super::sheet::Sheet;

const SECOND_FACTOR: &str = "the second factor that it asks for is not asked for here: whoever has one could log in with the password \
                             alone; leave login with Django for as long as that matters";
const ENDPOINTS: &str = "its endpoints stay with Django: send Countersign only the paths that [routes] names";
const LOCKOUT: &str =
    "whom it has locked out can log in here; [lockout] and default_throttle_rates slow guessing down instead";

const APPLICATIONS: [(&str, &str); 13] = [
    (
        "corsheaders",
        "Countersign sends no Access-Control headers: let the proxy in front of it send them, or have front end and API at one \
         origin",
    ),
    ("django_otp", SECOND_FACTOR),
    ("two_factor", SECOND_FACTOR),
    ("allauth.mfa", SECOND_FACTOR),
    ("trench", SECOND_FACTOR),
    ("axes", LOCKOUT),
    ("defender", LOCKOUT),
    ("djoser", ENDPOINTS),
    ("dj_rest_auth", ENDPOINTS),
    ("allauth.headless", ENDPOINTS),
    ("knox", ENDPOINTS),
    ("oauth2_provider", ENDPOINTS),
    ("guardian", "permissions for single objects are Django's own; those of users and groups are read here"),
];

pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) {
    for (name, advice) in APPLICATIONS.into_iter().filter(|(name, _)| project.has_app(name)) {
        sheet.not_carried(format!("INSTALLED_APPS: {name}"), advice);
    }
}
