"""Key material for every JWS algorithm, made anew in each run."""

import base64
import json
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import get_default_algorithms

HMAC = ("HS256", "HS384", "HS512")
ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
ALGORITHMS = HMAC + ASYMMETRIC

CURVES = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}
RSA_BITS = 2048


@dataclass(frozen=True)
class Key:
    """One algorithm's key as text: `signing` is a secret or a private PEM, `verifying` the secret or the public PEM."""

    algorithm: str
    signing: str
    verifying: str

    def jwk(self):
        """Return the verifying key as a JWK that names its algorithm."""
        algorithm = get_default_algorithms()[self.algorithm]
        members = json.loads(algorithm.to_jwk(algorithm.prepare_key(self.verifying)))
        return {**members, "alg": self.algorithm, "use": "sig", "key_ops": ["verify"]}


@cache
def key_for(algorithm, owner="server"):
    """Return the key of an algorithm; the same one for the same owner, another for another."""
    if algorithm in HMAC:
        secret = f"{owner} secret for {algorithm}, of more than sixty-four bytes, as {HMAC[-1]} demands"
        return Key(algorithm, secret, secret)
    private = _private_key("RSA" if algorithm[:2] in ("RS", "PS") else algorithm, owner)
    return Key(algorithm, _private_pem(private), _public_pem(private))


@cache
def _private_key(kind, _owner):
    if kind == "RSA":
        return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    if kind == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(CURVES[kind]())


def _private_pem(private):
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public_pem(private):
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def base64url(data):
    """Return bytes as unpadded base64url text."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
