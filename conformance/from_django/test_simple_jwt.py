"""`SIMPLE_JWT`, setting by setting."""

import pytest
from harness.project import SECRET_KEY

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")

ALL_OF_SIMPLE_JWT = """
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=7),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30, seconds=1),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": True,
    "ALGORITHM": "HS512",
    "SIGNING_KEY": SECRET_KEY + "!",
    "VERIFYING_KEY": None,
    "AUDIENCE": ("shop", "till"),
    "ISSUER": "https://shop.example.com",
    "JSON_ENCODER": None,
    "JWK_URL": "https://other.example.com/jwks.json",
    "LEEWAY": timedelta(seconds=3),
    "AUTH_HEADER_TYPES": ("Bearer", "JWT"),
    "AUTH_HEADER_NAME": "HTTP_X_ACCESS_TOKEN",
    "USER_ID_FIELD": "username",
    "USER_ID_CLAIM": "sub",
    "USER_AUTHENTICATION_RULE": "rest_framework_simplejwt.authentication.default_user_authentication_rule",
    "AUTH_TOKEN_CLASSES": ("rest_framework_simplejwt.tokens.AccessToken", "rest_framework_simplejwt.tokens.SlidingToken"),
    "TOKEN_TYPE_CLAIM": "typ",
    "JTI_CLAIM": "id",
    "SLIDING_TOKEN_REFRESH_EXP_CLAIM": "until",
    "SLIDING_TOKEN_LIFETIME": timedelta(hours=2),
    "SLIDING_TOKEN_REFRESH_LIFETIME": timedelta(hours=36),
    "CHECK_REVOKE_TOKEN": True,
    "REVOKE_TOKEN_CLAIM": "pw",
    "CHECK_USER_IS_ACTIVE": False,
}
"""


def test_every_setting_of_simplejwt_is_taken_over(make):
    taken = make(ALL_OF_SIMPLE_JWT).taken()
    assert taken.left() == {}
    assert taken.settings["jwt"] == {
        "preset": "simplejwt",
        "access_token_lifetime": "7m",
        "refresh_token_lifetime": "2592001s",
        "leeway": "3s",
        "sliding_token_lifetime": "2h",
        "sliding_token_refresh_lifetime": "36h",
        "rotate_refresh_tokens": True,
        "blacklist_after_rotation": True,
        "update_last_login": True,
        "check_user_is_active": False,
        "check_revoke_token": True,
        "algorithm": "HS512",
        "audience": ["shop", "till"],
        "issuer": "https://shop.example.com",
        "jwk_url": "https://other.example.com/jwks.json",
        "auth_header_types": ["Bearer", "JWT"],
        "auth_header_name": "HTTP_X_ACCESS_TOKEN",
        "user_id_field": "username",
        "user_id_claim": "sub",
        "token_type_claim": "typ",
        "jti_claim": "id",
        "revoke_token_claim": "pw",
        "sliding_token_refresh_exp_claim": "until",
        "auth_token_classes": ["AccessToken", "SlidingToken"],
    }
    assert taken.secrets == {"secret_key": SECRET_KEY, "jwt": {"signing_key": SECRET_KEY + "!"}}
    assert taken.is_accepted()


def test_simplejwt_s_defaults_need_no_line(make):
    taken = make('\nSIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": timedelta(minutes=5), "LEEWAY": 0, "AUDIENCE": None}\n').taken()
    assert taken.settings["jwt"] == {"preset": "simplejwt"}


def test_settings_nested_in_rest_framework_are_taken_with_a_warning(make):
    taken = make(
        '\nREST_FRAMEWORK = {"SIMPLE_JWT": {"ACCESS_TOKEN_LIFETIME": timedelta(days=1), "LEEWAY": 9}}\n'
        'SIMPLE_JWT = {"LEEWAY": 4}\n'
    ).taken()
    assert taken.settings["jwt"] == {"preset": "simplejwt", "access_token_lifetime": "1d", "leeway": "4s"}
    advice = taken.warnings()['REST_FRAMEWORK["SIMPLE_JWT"]']
    assert "does not read it" in advice and "ACCESS_TOKEN_LIFETIME" in advice and "LEEWAY" not in advice
    assert 'REST_FRAMEWORK["SIMPLE_JWT"]["ACCESS_TOKEN_LIFETIME"]' in taken.text


def test_removed_and_unknown_settings_are_reported_as_simplejwt_itself_would(make):
    taken = make(
        '\nSIMPLE_JWT = {"AUTH_HEADER_TYPE": "JWT", "ACCESS_TOKEN_LIFTIME": timedelta(hours=1), "OURS": 1, "LEEWAY": 2}\n'
    ).taken()
    left = taken.left()
    assert "removed" in left['SIMPLE_JWT["AUTH_HEADER_TYPE"]'] and "AUTH_HEADER_TYPES" in left['SIMPLE_JWT["AUTH_HEADER_TYPE"]']
    assert "ACCESS_TOKEN_LIFETIME may be meant" in left['SIMPLE_JWT["ACCESS_TOKEN_LIFTIME"]']
    assert "does not know it" in left['SIMPLE_JWT["OURS"]']
    assert taken.settings["jwt"]["leeway"] == "2s"


def test_an_algorithm_that_there_is_not_is_refused(make):
    done = make('\nSIMPLE_JWT = {"ALGORITHM": "ES256K", "SIGNING_KEY": "x"}\n').init()
    assert done.returncode == 1 and "ES256K" in done.stderr and "ES256" in done.stderr
