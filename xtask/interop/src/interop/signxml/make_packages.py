"""Makes packages with signatures of signxml, for our verifier to judge.

python make_packages.py FOLDER SIGNING-TIME: takes key.pk8, other.pk8, sender.der, issuing.der and root.der from the
folder, and writes its packages into signxml/ below it.

signxml's own XAdES has one document, no media types and newer properties than the profile of the service. So it makes
a plain detached signature here, and the XAdES part is put in before it canonicalizes and signs.
"""

import pathlib
import sys
import zipfile
from base64 import b64encode
from hashlib import sha1, sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key
from lxml import etree
from signxml import XMLSigner
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod

ASIC = "http://uri.etsi.org/2918/v1.2.1#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
C14N_10 = CanonicalizationMethod.CANONICAL_XML_1_0
SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

FILES = {
    "avtale om leie (æøå).pdf": ("application/pdf", "%PDF-1.7 oppdiktet".encode()),
    "vedlegg.txt": ("text/plain", "oppdiktet".encode()),
    "manifest.xml": ("application/xml", b"<manifest/>"),
}


def child(parent, namespace, name, text=None, **attributes):
    element = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    element.text = text
    return element


def digest(parent, content, method=SHA256):
    algorithm = {SHA1: sha1, SHA256: sha256}[method]
    child(parent, DSIG, "DigestMethod", Algorithm=method)
    child(parent, DSIG, "DigestValue", b64encode(algorithm(content).digest()).decode())


def sign(folder, signing_time, key, c14n):
    signer = XMLSigner(method=SignatureConstructionMethod.detached, c14n_algorithm=c14n)
    chain = [x509.load_der_x509_certificate((folder / f"{name}.der").read_bytes())
             for name in ("sender", "issuing", "root")]

    def add_profile(signature, signing_settings):
        etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={None: ASIC, "e": XADES}).append(signature)
        signature.set("Id", "Signature")
        qualifying = child(child(signature, DSIG, "Object"), XADES, "QualifyingProperties", Target="#Signature")
        properties = child(qualifying, XADES, "SignedProperties", Id="SignedProperties")
        about = child(properties, XADES, "SignedSignatureProperties")
        child(about, XADES, "SigningTime", signing_time)
        certificate = child(child(about, XADES, "SigningCertificate"), XADES, "Cert")
        digest(child(certificate, XADES, "CertDigest"), (folder / "sender.der").read_bytes(), SHA1)
        issuer = child(certificate, XADES, "IssuerSerial")
        child(issuer, DSIG, "X509IssuerName", chain[0].issuer.rfc4514_string())
        child(issuer, DSIG, "X509SerialNumber", str(chain[0].serial_number))
        formats = child(properties, XADES, "SignedDataObjectProperties")

        info = signature.find(f"{{{DSIG}}}SignedInfo")
        info.remove(info.find(f"{{{DSIG}}}Reference"))
        for index, (name, (media_type, content)) in enumerate(FILES.items()):
            digest(child(info, DSIG, "Reference", Id=f"ID_{index}", URI=name), content)
            form = child(formats, XADES, "DataObjectFormat", ObjectReference=f"#ID_{index}")
            child(form, XADES, "MimeType", media_type)
        reference = child(
            info, DSIG, "Reference", Type="http://uri.etsi.org/01903#SignedProperties", URI="#SignedProperties")
        child(child(reference, DSIG, "Transforms"), DSIG, "Transform", Algorithm=C14N_10.value)
        digest(reference, signer._c14n(properties, algorithm=C14N_10))

    signer.signature_annotators.append(add_profile)
    key = load_der_private_key((folder / f"{key}.pk8").read_bytes(), None)
    signature = signer.sign(etree.Element("replaced"), key=key, cert=chain, reference_uri="replaced")
    return etree.tostring(signature.getroottree(), xml_declaration=True, encoding="UTF-8")


def main(folder, signing_time):
    (folder / "signxml").mkdir(exist_ok=True)

    def write(name, key="key", c14n=C14N_10, change=lambda files: None):
        files = {name: content for name, (_, content) in FILES.items()}
        files["META-INF/signatures.xml"] = sign(folder, signing_time, key, c14n)
        change(files)
        with zipfile.ZipFile(folder / "signxml" / f"{name}.asice", "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)

    def replace(old, new):
        def change(files):
            assert old in files["META-INF/signatures.xml"]
            files["META-INF/signatures.xml"] = files["META-INF/signatures.xml"].replace(old, new)
        return change

    write("plain")
    write("c14n11", c14n=CanonicalizationMethod.CANONICAL_XML_1_1)
    write("exclusive", c14n=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    write("changed-document", change=lambda files: files.update({"vedlegg.txt": b"noe annet"}))
    write("changed-properties", change=replace(b"text/plain", b"text/html"))
    write("changed-reference", change=replace(b'URI="vedlegg.txt"', b'URI="manifest.xml"'))
    write("extra-file", change=lambda files: files.update({"mer.txt": b"ikke signert"}))
    write("wrong-key", key="other")


main(pathlib.Path(sys.argv[1]), sys.argv[2])
