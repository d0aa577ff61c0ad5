"""Verifies packages with signxml.

python verify_packages.py SIGNER [TIME PACKAGE]...: prints a line for each package: it, a tab, and "accepted", or
"refused" and a reason, or "fault" if this program is at fault. The signature must be by that certificate; what is above it is for other judges.
"""

import datetime
import pathlib
import sys
import zipfile
from urllib.parse import unquote_plus

from cryptography import x509
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier


class Verifier(XAdESVerifier):
    """lxml writes xmlns="" where it must not when it canonicalizes a part of a document that has a default namespace:
    <a xmlns="urn:v"><b><c><d/></c></b></a>, from b on. It does not if that part is a document of its own.
    """

    def _c14n(self, nodes, **form):
        return super()._c14n(self._fromstring(self._tostring(nodes, with_tail=False)), **form)


def verify(package, signer, time):
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    signed = set()

    def resolve(uri):
        name = unquote_plus(uri)
        if name not in files:
            raise ValueError("no such file")
        signed.add(name)
        return files[name]

    configuration = XAdESSignatureConfiguration(expect_references=True, location="./", verification_time=time)
    Verifier().verify(
        files["META-INF/signatures.xml"], x509_cert=signer, uri_resolver=resolve, expect_config=configuration)
    unsigned = {name for name in files if not name.startswith("META-INF/")} - signed - {"mimetype"}
    if unsigned:
        raise ValueError(f"{len(unsigned)} files are not signed")


def main(signer, *packages):
    signer = x509.load_der_x509_certificate(pathlib.Path(signer).read_bytes())
    for time, package in zip(packages[::2], packages[1::2]):
        try:
            verify(package, signer, datetime.datetime.fromisoformat(time))
            found = "accepted"
        except (AttributeError, IndexError, KeyError, TypeError) as fault:
            found = f"fault: {describe(fault)}"
        except Exception as fault:
            found = f"refused: {describe(fault)}"
        print(package, found, sep="\t")


def describe(fault):
    return f"{type(fault).__name__} {' '.join(str(fault).split())}"


main(*sys.argv[1:])
