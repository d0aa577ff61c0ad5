//! A signed document package: its archive, its signature, and the XML of the signature.

use std::fs;
use std::path::{Path, PathBuf};

use signature_asice::Packager;

use super::bench::{Bench, NO_SCHEMAS, ask};
use super::messages;
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};
use xtask::workspace;

const SIGNATURE: &str = "META-INF/signatures.xml";

/// Unpacks the package of an invented job into `package/`, for the other checks of this file.
pub(super) fn archive(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let sender = messages::sender()?;
    let contents = messages::direct_job()?.package_contents(&sender);
    let packager = Packager::from_pem(bench.sender.to_pem()).context("take the sender's certificate and key")?;
    let package = packager.package(&contents, bench.now).context("make a package")?;
    bench.write("package.asice", package.to_bytes())?;
    let tested = ask(bench.tool("unzip").args(["-tqq", "package.asice"]))?;
    let unpacked = ask(bench.tool("unzip").args(["-qq", "package.asice", "-d", "package"]))?;
    Ok(vec![Verdict::accepts("unzip", "the package", tested.and(unpacked))])
}

/// The signature verifies, but not after a document has changed.
pub(super) fn signature(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    const JUDGE: &str = "xmlsec1";
    let folder = bench.path("package");
    let intact = verify(bench, &folder, ROOT)?;
    let document = first_document(&folder)?;
    let original = fs::read(&document).context("read a document of the package")?;
    fs::write(&document, [&original[..], b" "].concat()).context("change a document of the package")?;
    let changed = verify(bench, &folder, ROOT)?;
    fs::write(&document, original).context("restore a document of the package")?;
    Ok(vec![
        Verdict::accepts(JUDGE, "the package's signature", intact),
        Verdict::refuses(JUDGE, "a document with one byte more", changed),
    ])
}

/// The signature is valid under the schema of ASiC, and its parts under those of XML signatures and XAdES.
pub(super) fn signature_schema(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    const JUDGE: &str = "xmllint";
    const SUBJECT: &str = "the package's signature file";
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped(JUDGE, SUBJECT, NO_SCHEMAS)]);
    };
    let schemas = schemas.join("thirdparty");
    let file = bench.path("package").join(SIGNATURE);
    let official = bench.validate(&schemas.join("ts_102918v010201.xsd"), &file)?;

    let schema = bench.write("signature.xsd", whole_signature_schema(&schemas))?;
    let xml = shorten_serial_number(&fs::read_to_string(&file).context("read the signature file")?);
    let short = bench.write("signature.xml", &xml)?;
    let broken = bench.write("signature-broken.xml", xml.replace("SigningTime", "SingingTime"))?;
    Ok(vec![
        Verdict::accepts(JUDGE, SUBJECT, official),
        Verdict::accepts(JUDGE, "the XAdES part of it", bench.validate(&schema, &short)?),
        Verdict::refuses(JUDGE, "an unknown element in that part", bench.validate(&schema, &broken)?),
    ])
}

/// Packages signed with keys of each usual size, with certificates made by openssl.
pub(super) fn key_sizes(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let sender = messages::sender()?;
    let contents = messages::direct_job()?.package_contents(&sender);
    let mut verdicts = Vec::new();
    for bits in [2048, 3072, 4096] {
        let name = format!("rsa-{bits}");
        let mut openssl = bench.tool("openssl");
        openssl.args(["req", "-x509", "-nodes", "-sha256", "-days", "2", "-newkey", &format!("rsa:{bits}")]);
        openssl.args(["-subj", "/C=NO/O=Conformance (SYNTHETIC TEST)/organizationIdentifier=NTRNO-310000001"]);
        openssl.args([
            "-addext",
            "keyUsage=critical,digitalSignature",
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem",
        ]);
        ask(&mut openssl)?
            .map_err(|fault| Failure::new(format!("expected a certificate of openssl, found {fault}")))?;
        let read = |name: &str| fs::read_to_string(bench.path(name)).context(format!("read {name}"));
        let (key, certificate) = (read("key.pem")?, read("certificate.pem")?);

        let packager = Packager::from_pem([key, certificate.clone()].concat()).context("take openssl's key")?;
        let package = packager.package(&contents, bench.now).context("make a package")?;
        bench.write(&format!("{name}.asice"), package.to_bytes())?;
        bench.write(&format!("{name}.pem"), certificate)?;
        ask(bench.tool("unzip").args(["-qq", &format!("{name}.asice"), "-d", &name]))?.map_err(Failure::new)?;
        let found = verify(bench, &bench.path(&name), ["--trusted-pem", &format!("../{name}.pem")])?;
        verdicts.push(Verdict::accepts("xmlsec1", format!("a package signed with RSA of {bits} bits"), found));
    }
    Ok(verdicts)
}

/// What xmlsec1 trusts: the root of the sandbox's certificates.
const ROOT: [&str; 2] = ["--trusted-der", "../root.der"];

fn verify(bench: &Bench, folder: &Path, trusted: [&str; 2]) -> Result<Result<(), String>, Failure> {
    let mut xmlsec1 = bench.tool("xmlsec1");
    xmlsec1.current_dir(folder).args(["--verify", "--enabled-key-data", "x509"]).args(trusted);
    ask(xmlsec1.args(["--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", SIGNATURE]))
}

fn first_document(folder: &Path) -> Result<PathBuf, Failure> {
    let files = workspace::files_below(folder)?;
    let document = files.into_iter().find(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    document.ok_or_else(|| Failure::new("expected a PDF in the package, found none"))
}

/// One schema that knows all namespaces of a signature file: the official ones leave the XAdES part unchecked.
fn whole_signature_schema(folder: &Path) -> String {
    let import = |namespace: &str, file: &str| {
        format!("<import namespace=\"{namespace}\" schemaLocation=\"{}\"/>", folder.join(file).display())
    };
    [
        "<schema xmlns=\"http://www.w3.org/2001/XMLSchema\">",
        &import("http://www.w3.org/2000/09/xmldsig#", "xmldsig-core-schema.xsd"),
        &import("http://uri.etsi.org/01903/v1.3.2#", "XAdES.xsd"),
        &import("http://uri.etsi.org/2918/v1.2.1#", "ts_102918v010201.xsd"),
        "</schema>",
    ]
    .concat()
}

/// Shortens the certificate's serial number to twenty digits: libxml2 reads no integer with more than 24.
fn shorten_serial_number(xml: &str) -> String {
    let Some((before, rest)) = xml.split_once("X509SerialNumber>") else { return xml.to_owned() };
    let (number, after) = rest.split_once('<').unwrap_or((rest, ""));
    format!("{before}X509SerialNumber>{}<{after}", number.chars().take(20).collect::<String>())
}
