"""For every algorithm: PyJWT verifies what Countersign signs, and Countersign accepts what PyJWT signs."""

import json
import time
import uuid
from dataclasses import dataclass

import jwt
import pytest

from harness import our_site
from harness.binary import countersign, must
from harness.keys import ALGORITHMS, HMAC, Key, key_for
from harness.site import Site
from harness.thumbprint import thumbprint
from harness.profiles import PLAIN
from harness.world import ALICE, SECRET_KEY

CLAIMS = ["token_type", "exp", "iat", "jti", "user_id"]


@dataclass(frozen=True)
class Issuer:
    """A running server and the key that it signs with."""

    site: Site
    key: Key


@pytest.fixture(scope="module")
def furnished(ours_only, tmp_path_factory, new_database):
    """A migrated database in which Alice has her account: hashing once serves every algorithm."""
    directory = tmp_path_factory.mktemp("furnished")
    database = new_database(directory)
    our_site.furnish(directory, database, [ALICE])
    return database


@pytest.fixture(scope="module", params=ALGORITHMS)
def issuer(request, furnished, tmp_path_factory):
    """Countersign, signing with one algorithm's configured key."""
    key = key_for(request.param)
    directory = tmp_path_factory.mktemp(request.param)
    database = furnished.copy(directory / our_site.FILE)
    our_site.write_config(directory, PLAIN, database, algorithm=key.algorithm)
    secrets = {"SECRET_KEY": SECRET_KEY, "COUNTERSIGN_JWT__SIGNING_KEY": key.signing}
    with our_site.serving(directory, database, **secrets) as site:
        yield Issuer(site, key)


def signed_by_pyjwt(key, **changes):
    """Return an access token of Alice as SimpleJWT would write it, signed by PyJWT."""
    now = int(time.time())
    claims = {"token_type": "access", "exp": now + 300, "iat": now, "jti": uuid.uuid4().hex, "user_id": "1", **changes}
    return jwt.encode(claims, key.signing, algorithm=key.algorithm)


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_s4_pyjwt_verifies_our_token_with_the_public_key(issuer, kind):
    token = issuer.site.pair[kind]
    claims = jwt.decode(token, issuer.key.verifying, [issuer.key.algorithm], options={"require": CLAIMS})
    assert (claims["token_type"], claims["user_id"]) == (kind, "1")
    assert jwt.get_unverified_header(token)["alg"] == issuer.key.algorithm


def test_s4_pyjwt_refuses_our_token_with_another_key(issuer):
    other = key_for(issuer.key.algorithm, "somebody else's")
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(issuer.site.pair["access"], other.verifying, [issuer.key.algorithm])


def test_pyjwt_verifies_our_token_with_the_published_keys(issuer):
    published = issuer.site.get("/.well-known/jwks.json").json()
    if issuer.key.algorithm in HMAC:
        assert published == {"keys": []}, "a shared secret is never published"
        return
    token = issuer.site.pair["access"]
    kid = jwt.get_unverified_header(token)["kid"]
    signing = jwt.PyJWKSet.from_dict(published)[kid]
    assert jwt.decode(token, signing.key, [issuer.key.algorithm])["user_id"] == "1"
    assert kid == thumbprint(issuer.key.jwk())


def test_published_keys_are_public(issuer):
    private = {"d", "p", "q", "dp", "dq", "qi", "k", "priv"}
    for key in issuer.site.get("/.well-known/jwks.json").json()["keys"]:
        assert not private & key.keys()
        assert key["alg"] == issuer.key.algorithm


def test_s6_our_server_accepts_a_token_by_pyjwt(issuer):
    token = signed_by_pyjwt(issuer.key)
    verified = issuer.site.post("/api/token/verify/", json={"token": token})
    assert (verified.status_code, verified.json()) == (200, {})
    assert issuer.site.me(f"Bearer {token}").json()["username"] == ALICE.username


def test_our_server_refuses_a_token_by_another_key(issuer):
    token = signed_by_pyjwt(key_for(issuer.key.algorithm, "somebody else's"))
    answer = issuer.site.post("/api/token/verify/", json={"token": token})
    assert (answer.status_code, answer.json()["detail"]) == (401, "Token is invalid")


@pytest.mark.once(reason="`token verify --jwk` asks no database")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_s6_command_line_verifies_a_token_by_pyjwt(algorithm, ours_only, tmp_path):
    key = key_for(algorithm)
    (tmp_path / "key.jwk").write_text(json.dumps(key.jwk()))
    good = countersign(tmp_path, "token", "verify", signed_by_pyjwt(key), "--jwk", "key.jwk")
    assert good.returncode == 0, good.stderr
    forged = signed_by_pyjwt(key_for(algorithm, "somebody else's"))
    bad = countersign(tmp_path, "token", "verify", forged, "--jwk", "key.jwk")
    assert (bad.returncode, bool(bad.stderr)) == (1, True)


@pytest.mark.once(reason="`token verify --jwk` asks no database")
def test_command_line_refuses_an_expired_token(ours_only, tmp_path):
    key = key_for("ES256")
    (tmp_path / "key.jwk").write_text(json.dumps(key.jwk()))
    expired = countersign(tmp_path, "token", "verify", signed_by_pyjwt(key, exp=1_600_000_000), "--jwk", "key.jwk")
    assert expired.returncode == 1
    assert "expired" in expired.stderr
