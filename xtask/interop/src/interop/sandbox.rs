//! Checks the sandbox's answers: every message with the official schema, and the signed results with common tools.

use std::fs;

use bytes::Bytes;
use signature_asice::{Packager, Verifier};
use signature_identity::Certificate;
use signature_model::{DocumentPackage, OrganizationNumber, PackageContents, StatusQueryToken};
use signature_protocol::http::{Request, Response};
use signature_protocol::{
    CreateDirectJob, CreatePortalJob, Exchange, FetchDocument, GetDirectStatus, Operation, PollOutcome, PollPortal,
    RequestPlan, RequestRedirectUrl, ServiceRoot,
};
use signature_testkit::{Caller, Enterprise, FakeService, Sealer, ServiceSettings};

use super::bench::{Bench, NO_SCHEMAS, answer, ask};
use super::messages;
use super::verdict::Verdict;
use xtask::failure::{Context as _, Failure};

const ORIGIN: &str = "https://sandbox.example";

/// Runs both flows in memory, and keeps every reply in `sandbox/`; validates the messages.
pub(super) fn replies(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    const JUDGE: &str = "xmllint";
    let mut run = Run::new(bench)?;
    run.direct()?;
    run.portal()?;
    let Some(schemas) = bench.schemas() else {
        return Ok(vec![Verdict::skipped(JUDGE, "replies of the sandbox", NO_SCHEMAS)]);
    };
    let schema = schemas.join(messages::SCHEMA);
    let validate = |name: &&str| {
        let file = bench.path(&format!("sandbox/{name}.xml"));
        bench.validate(&schema, &file).map(|found| Verdict::accepts(JUDGE, format!("sandbox: {name}"), found))
    };
    run.messages.iter().map(validate).collect()
}

/// The signed PDF opens and its signature is valid, but not after a byte has changed.
pub(super) fn pades(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    let signature = |file: &str| {
        // pdfsig gives its verdict in its output; its exit code is always the same.
        let said = answer(bench.tool("pdfsig").args(["-nocert", file]))?;
        let valid = said.contains("Signature is Valid.") && said.contains("Total document signed");
        Ok::<_, Failure>(if valid { Ok(()) } else { Err(said) })
    };
    let info = ask(bench.tool("pdfinfo").arg("sandbox/pades.pdf"))?;
    let intact = signature("sandbox/pades.pdf")?;
    let mut pdf = fs::read(bench.path("sandbox/pades.pdf")).context("read the signed PDF")?;
    // A letter of an attached document.
    let at = pdf.windows(8).position(|window| window == b"invented");
    let letter = at.and_then(|at| pdf.get_mut(at)).ok_or_else(|| Failure::new("expected a document, found none"))?;
    *letter = b'I';
    bench.write("sandbox/pades-changed.pdf", pdf)?;
    Ok(vec![
        Verdict::accepts("pdfinfo", "sandbox: PAdES", info),
        Verdict::accepts("pdfsig", "sandbox: PAdES", intact),
        Verdict::refuses("pdfsig", "sandbox: PAdES with one byte changed", signature("sandbox/pades-changed.pdf")?),
    ])
}

/// A signer's XAdES verifies up to the root, but not after its statement has changed.
pub(super) fn xades(bench: &Bench) -> Result<Vec<Verdict>, Failure> {
    const JUDGE: &str = "xmlsec1";
    let verify = |file: &str| {
        let mut xmlsec1 = bench.tool("xmlsec1");
        xmlsec1.args(["--verify", "--enabled-key-data", "x509", "--trusted-der", "root.der"]);
        xmlsec1.args(["--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Object"]);
        ask(xmlsec1.args(["--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", file]))
    };
    let xml = fs::read_to_string(bench.path("sandbox/xades.xml")).context("read the XAdES")?;
    bench.write("sandbox/xades-changed.xml", xml.replacen(messages::KARI, "01010100001", 1))?;
    Ok(vec![
        Verdict::accepts(JUDGE, "sandbox: XAdES", verify("sandbox/xades.xml")?),
        Verdict::refuses(JUDGE, "sandbox: XAdES of somebody else", verify("sandbox/xades-changed.xml")?),
    ])
}

/// Both flows, with every reply kept.
struct Run<'b> {
    bench: &'b Bench,
    service: FakeService,
    root: ServiceRoot,
    caller: Caller,
    packager: Packager,
    sender: OrganizationNumber,
    messages: Vec<&'static str>,
}

impl<'b> Run<'b> {
    fn new(bench: &'b Bench) -> Result<Self, Failure> {
        let seal = bench.pki.enterprise(&Enterprise::new("984661185", "Conformance Seal (SYNTHETIC TEST)"));
        let sealer = Sealer::try_from(&seal.context("make the seal's certificate")?).context("take the seal")?;
        let anchor = Certificate::from_der(bench.pki.trust_anchor().to_vec()).context("read the trust anchor")?;
        let sender = messages::sender()?.organization_number().clone();
        Ok(Self {
            bench,
            service: FakeService::new(ORIGIN, Verifier::new(vec![anchor]), sealer, ServiceSettings::default()),
            root: ServiceRoot::new(&format!("{ORIGIN}/api")).context("name the service")?,
            caller: Caller::organization(sender.clone()),
            packager: Packager::from_pem(bench.sender.to_pem()).context("take the sender's certificate and key")?,
            sender,
            messages: Vec::new(),
        })
    }

    fn direct(&mut self) -> Result<(), Failure> {
        let (job, sender) = (messages::small_direct_job()?, messages::sender()?);
        let package = self.package(&job.package_contents(&sender))?;
        let create = CreateDirectJob::new(self.sender.clone(), &job.request(&sender), package);
        let created = self.message("direct job response", create)?;
        let signer = created.signers.first().ok_or_else(|| Failure::new("expected a signer, found none"))?;
        self.message("direct signer response", RequestRedirectUrl::new(signer.signer_url.clone()))?;

        let url = created.status_url.ok_or_else(|| Failure::new("expected a status URL, found none"))?;
        let wrong = GetDirectStatus::new(url.clone(), token("wrong")?);
        self.message("error, too early for a status", wrong.clone())?;
        let exit = self.service.sign(self.bench.now, created.job_id, messages::KARI).context("sign")?;
        let exit = exit.ok_or_else(|| Failure::new("expected an exit URL, found none"))?;
        self.message("error, wrong token", wrong)?;
        self.message("direct status", GetDirectStatus::new(url, exit.token().clone())).map(drop)
    }

    fn portal(&mut self) -> Result<(), Failure> {
        let (job, sender) = (messages::small_portal_job()?, messages::sender()?);
        let package = self.package(&job.package_contents(&sender))?;
        let create = CreatePortalJob::new(self.sender.clone(), &job.request(&sender), package);
        let created = self.message("portal job response", create)?;
        self.service.sign(self.bench.now, created.job_id, messages::KARI).context("sign")?;
        let PollOutcome::Changed { change, .. } = self.message("portal status change", PollPortal::new(sender))? else {
            return Err(Failure::new("expected a change after a signature, found none"));
        };
        let pades = change.pades_url.ok_or_else(|| Failure::new("expected a PAdES, found none"))?;
        self.document("pades.pdf", &FetchDocument::pades(pades))?;
        let xades = change.signatures.into_iter().find_map(|signature| signature.xades_url);
        let xades = xades.ok_or_else(|| Failure::new("expected a XAdES, found none"))?;
        self.document("xades.xml", &FetchDocument::xades(xades))
    }

    fn package(&self, contents: &PackageContents) -> Result<DocumentPackage, Failure> {
        self.packager.package(contents, self.bench.now).context("make a package")
    }

    /// Runs a call whose reply is a message, and keeps the message under its name.
    fn message<O: Operation>(&mut self, name: &'static str, operation: O) -> Result<O::Outcome, Failure> {
        let (plan, exchange) = Exchange::new(operation).plan(&self.root).context("plan a call")?;
        let (head, body) = self.reply(&format!("{name}.xml"), plan)?.into_parts();
        self.messages.push(name);
        exchange.answer(head, &body).context(format!("read the {name}"))
    }

    /// Fetches a document, and keeps it.
    fn document(&mut self, file: &str, document: &FetchDocument) -> Result<(), Failure> {
        let (plan, exchange) = document.plan(&self.root).context("plan a download")?;
        let (head, body) = self.reply(file, plan)?.into_parts();
        exchange.answer(head, body).context(format!("fetch {file}")).map(drop)
    }

    /// What the service replies; its body is kept.
    fn reply(&mut self, file: &str, plan: RequestPlan) -> Result<Response<Bytes>, Failure> {
        let (head, body) = plan.into_parts();
        let request = Request::from_parts(head, Bytes::from(body.into_chunks().concat()));
        let response = self.service.handle(self.bench.now, &self.caller, &request);
        self.bench.write(&format!("sandbox/{file}"), response.body())?;
        Ok(response)
    }
}

fn token(text: &str) -> Result<StatusQueryToken, Failure> {
    StatusQueryToken::new(text).context("make a status query token")
}
