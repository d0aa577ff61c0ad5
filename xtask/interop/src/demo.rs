//! `cargo xtask demo`: the main job from start to finish, against a sandbox that it starts, with every step printed.
//!
//! Nothing leaves the machine. What was sent and what came back stays in `target/demo/`.

mod jobs;
mod printing;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use signature_http::identity::Identity;
use signature_http::model::urls::{PadesUrl, XadesUrl};
use signature_http::model::{DocumentPackage, JobId, PackageContents};
use signature_http::packages::Packager;
use signature_http::protocol::{DirectStatusOutcome, PollPortal};
use signature_http::{
    Changes, Client, Connections, Environment, HyperTransport, Runtime as _, Timeouts, TokioRuntime, TrustAnchors,
};
use signature_testkit::{Enterprise, ExitLink, Sandbox, SandboxOptions};

use printing::{Printing, say};
use xtask::failure::{Context as _, Failure};
use xtask::{arguments, workspace};

pub(crate) fn run(arguments: &[String]) -> Result<(), Failure> {
    arguments::none(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("start a runtime")?;
    runtime.block_on(async {
        let demo = Demo::start().await?;
        demo.portal_flow().await?;
        demo.direct_flow().await?;
        demo.list_files()
    })
}

/// A sandbox, and a client of an organization with a certificate from it.
struct Demo {
    sandbox: Sandbox,
    client: Client,
    packager: Packager,
    folder: PathBuf,
}

impl Demo {
    async fn start() -> Result<Self, Failure> {
        let folder = workspace::root().join("target/demo");
        if folder.exists() {
            fs::remove_dir_all(&folder).context("empty target/demo")?;
        }
        let start = Instant::now();
        let sandbox = Sandbox::start(SandboxOptions::default()).await.context("start the sandbox")?;
        say("sandbox", "makes a PKI, and serves HTTPS with mutual TLS", &sandbox.root(), start.elapsed());

        let start = Instant::now();
        let enterprise = Enterprise::new(jobs::SENDER, "Eksempel Eiendom AS (SYNTHETIC TEST)");
        let pem = sandbox.enterprise(&enterprise).context("make the sender's certificate")?.to_pem();
        let anchors = TrustAnchors::from_der([sandbox.trust_anchor()]).context("take the sandbox's anchor")?;
        let environment = Environment::custom(&sandbox.root(), anchors).context("take the sandbox's address")?;
        let identity = Identity::from_pem(&pem, None).context("take the sender's certificate")?;
        let packager = Packager::from_identity(&identity).context("take the sender's certificate for packages")?;
        let transport = HyperTransport::new(&environment, &identity, &Timeouts::new(), &Connections::new())
            .context("set up TLS")?;
        let client = Client::builder(environment, &identity)
            .with_sender(jobs::sender()?)
            .with_transport(Printing::new(transport))
            .build()
            .context("make a client")?;
        say("sender", "gets an enterprise certificate", &format!("organization {}", jobs::SENDER), start.elapsed());

        let demo = Self { sandbox, client, packager, folder };
        let sender = jobs::sender()?;
        demo.client.root_resource(sender.organization_number()).await.context("ask who we are")?;
        Ok(demo)
    }

    /// Two people, two documents; the service notifies, the sender polls.
    async fn portal_flow(&self) -> Result<(), Failure> {
        println!("\nportal flow: two signers, two documents");
        let (job, sender) = (jobs::portal()?, jobs::sender()?);
        let package = self.pack("portal", &job.package_contents(&sender))?;
        let created = self.client.portal().create_packaged(&job, package).await.context("create the portal job")?;

        let mut changes = self.client.portal().changes(&sender);
        if changes.next().await.context("poll a queue without changes")?.is_some() {
            return Err(Failure::new("expected an empty queue before anybody has signed, found a change"));
        }
        self.sign(created.job_id, jobs::KARI)?;
        self.collect(&mut changes).await?;
        self.sign(created.job_id, jobs::OLA)?;
        let completed = self.collect(&mut changes).await?;
        if !completed {
            return Err(Failure::new("expected a completed job after the last signature, found one in progress"));
        }
        match changes.next().await.context("poll until the queue is empty")? {
            None => Ok(()),
            Some(_) => Err(Failure::new("expected an empty queue at the end, found a change")),
        }
    }

    /// Takes the next change: fetches all its documents, and only then confirms it. Gives whether the job has ended.
    async fn collect(&self, changes: &mut Changes<PollPortal>) -> Result<bool, Failure> {
        let change = changes.next().await.context("poll for a change")?;
        let change = change.ok_or_else(|| Failure::new("expected a change after a signature, found an empty queue"))?;
        for (index, signature) in change.signatures.iter().enumerate() {
            if let Some(url) = &signature.xades_url {
                self.fetch_xades("portal", index + 1, url).await?;
            }
        }
        if let Some(url) = &change.pades_url {
            self.fetch_pades("portal", url).await?;
        }
        let has_ended = change.status.is_terminal();
        change.confirm().await.context("confirm a change")?;
        Ok(has_ended)
    }

    /// One signer, in the sender's own web application.
    async fn direct_flow(&self) -> Result<(), Failure> {
        println!("\ndirect flow: one signer, one document");
        let (job, sender) = (jobs::direct()?, jobs::sender()?);
        let package = self.pack("direct", &job.package_contents(&sender))?;
        let direct = self.client.direct();
        let created = direct.create_packaged(&job, package).await.context("create the direct job")?;
        let signer = created.signers.first().ok_or_else(|| Failure::new("expected a signer, found none"))?;
        direct.request_redirect_url(&signer.signer_url).await.context("ask for a redirect URL")?;

        let exit = self.sign(created.job_id, jobs::KARI)?;
        let exit = exit.ok_or_else(|| Failure::new("expected an exit URL, found none"))?;
        let url = created.status_url.as_ref().ok_or_else(|| Failure::new("expected a status URL, found none"))?;
        let DirectStatusOutcome::Status(status) =
            direct.status(url, exit.token().clone()).await.context("ask for the status")?
        else {
            return Err(Failure::new("expected a status after the signature, found that the ceremony has not ended"));
        };
        for (index, signer) in status.signatures.iter().enumerate() {
            if let Some(url) = &signer.xades_url {
                self.fetch_xades("direct", index + 1, url).await?;
            }
        }
        let pades = status.pades_url.as_ref().ok_or_else(|| Failure::new("expected a PAdES, found none"))?;
        self.fetch_pades("direct", pades).await?;
        let confirm = status.confirmation_url.as_ref();
        let confirm = confirm.ok_or_else(|| Failure::new("expected a confirmation URL, found none"))?;
        self.client.confirm(confirm).await.context("confirm the status")
    }

    /// Signs the package and keeps a copy of it and of its manifest.
    fn pack(&self, flow: &str, contents: &PackageContents) -> Result<DocumentPackage, Failure> {
        let start = Instant::now();
        let package = self.packager.package(contents, TokioRuntime.now()).context("make the package")?;
        let files = contents.files().len();
        say("package", &format!("is signed: {files} files"), &printing::size(package.len()), start.elapsed());
        let folder = self.folder.join(flow);
        fs::create_dir_all(&folder).context(format!("make the folder {}", folder.display()))?;
        fs::write(folder.join("package.asice"), package.to_bytes()).context("keep the package")?;
        if let Some(manifest) = contents.files().last() {
            fs::write(folder.join("manifest.xml"), &manifest.content).context("keep the manifest")?;
        }
        Ok(package)
    }

    /// A signer signs, without a page. Gives the exit URL of a direct job.
    fn sign(&self, job: JobId, signer: &str) -> Result<Option<ExitLink>, Failure> {
        let start = Instant::now();
        let exit = self.sandbox.with_service(|service, now| service.sign(now, job, signer));
        let exit = exit.context("sign as a signer")?;
        let back = if exit.is_some() { "goes to the exit URL with a token" } else { "is done" };
        say("signer", "reads and signs", back, start.elapsed());
        Ok(exit)
    }

    async fn fetch_xades(&self, flow: &str, signer: usize, url: &XadesUrl) -> Result<(), Failure> {
        let file = self.folder.join(flow).join(format!("xades-{signer}.xml"));
        let download = self.client.xades(url).await.context("fetch a XAdES")?;
        download.save_to(file).await.context("keep a XAdES").map(drop)
    }

    async fn fetch_pades(&self, flow: &str, url: &PadesUrl) -> Result<(), Failure> {
        let file = self.folder.join(flow).join("pades.pdf");
        let download = self.client.pades(url).await.context("fetch the PAdES")?;
        download.save_to(file).await.context("keep the PAdES").map(drop)
    }

    fn list_files(&self) -> Result<(), Failure> {
        println!("\nfiles in {}", self.folder.display());
        for file in workspace::files_below(&self.folder)? {
            let length = fs::metadata(&file).context("look at the files")?.len();
            let name = file.strip_prefix(&self.folder).unwrap_or(&file);
            println!("  {:<22} {:>9}", name.display(), printing::size(length));
        }
        Ok(())
    }
}
