"""`make cert-dev`: a certificate authority and a server certificate for this machine, in var/tls.

The authority is made once; whoever trusts `var/tls/ca.pem` trusts the stack. The server's certificate is made
anew when it is missing or about to expire. Names are given as arguments: `certificates.py www.example.test`.
"""

import ipaddress
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NAMES = ("localhost", "*.localhost", "127.0.0.1", "::1")
DAYS = 397  # browsers refuse server certificates that live longer
_SPARE = timedelta(days=30)

Key = ec.EllipticCurvePrivateKey


def make(folder: Path, names: tuple[str, ...] = ()) -> Path:
    """The server's certificate, with its key beside it; made where it is missing. Returns the certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, key = _authority(folder)
    path = folder / "fullchain.pem"
    wanted = (*NAMES, *names)
    if path.exists() and _is_good(path, wanted):
        return path
    server_key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder("AiCMR development", authority.subject, server_key.public_key(), timedelta(days=DAYS))
    builder = builder.add_extension(x509.SubjectAlternativeName([_name(name) for name in wanted]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    builder = builder.add_extension(usage, critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    certificate = builder.add_extension(issuer, critical=False).sign(key, hashes.SHA256())
    _save_key(folder / "privkey.pem", server_key)
    path.write_bytes(_pem(certificate) + _pem(authority))
    return path


def _authority(folder: Path) -> tuple[x509.Certificate, Key]:
    path, key_path = folder / "ca.pem", folder / "ca-key.pem"
    if path.exists() and key_path.exists():
        known = serialization.load_pem_private_key(key_path.read_bytes(), None)
        assert isinstance(known, ec.EllipticCurvePrivateKey)  # noqa: S101 - we wrote it
        return x509.load_pem_x509_certificate(path.read_bytes()), known
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "AiCMR development authority")])
    builder = _builder("AiCMR development authority", name, key.public_key(), timedelta(days=3650))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    use = dict.fromkeys(
        ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"], False
    )
    use |= {"decipher_only": False, "digital_signature": True, "key_cert_sign": True, "crl_sign": True}
    builder = builder.add_extension(x509.KeyUsage(**use), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    _save_key(key_path, key)
    path.write_bytes(_pem(certificate))
    return certificate, key


def _builder(
    common_name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lives: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + lives)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _is_good(path: Path, names: tuple[str, ...]) -> bool:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return certificate.not_valid_after_utc > datetime.now(UTC) + _SPARE and {_name(name) for name in names} <= set(held)


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _save_key(path: Path, key: Key) -> None:
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def main() -> None:
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("VAR_DIR") or root / "var").resolve() / "tls"
    print(f"Certificate  {make(folder, tuple(sys.argv[1:]))}")
    print(f"Trust        {folder / 'ca.pem'}")


if __name__ == "__main__":
    main()
