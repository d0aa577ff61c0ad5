//! Planning requests: from an operation to a request that a transport can send.

use std::hint::black_box;

use bytes::Bytes;
use signature_model::DocumentPackage;
use signature_protocol::{Confirm, CreatePortalJob, Exchange, Operation, PollPortal, RequestPlan, ServiceRoot};

use super::samples;
use super::stopwatch::{allocations, alone};
use super::table::{Row, Table};
use xtask::failure::{Context as _, Failure};

pub(super) fn planning() -> Result<Table, Failure> {
    let root = ServiceRoot::production();
    let sender = samples::sender()?;
    let confirmation = samples::change()?.confirmation_url;
    let request = samples::portal_job(1, samples::documents(1)?)?.request(&sender);
    // Like a package: the document between small pieces of the archive.
    let document = samples::bytes(samples::LARGE);
    let package = DocumentPackage::new(vec![samples::bytes(100), document.clone(), samples::bytes(10_000)]);
    let create = || CreatePortalJob::new(sender.organization_number().clone(), &request, package.clone());

    let (plan, _) = Exchange::new(create()).plan(&root).context("plan a job")?;
    require_shared(plan, &document)?;
    let rows = vec![
        row("create with a document of 10 MB, shared", &root, create)?,
        row("poll", &root, || PollPortal::new(sender.clone()))?,
        row("confirm", &root, || Confirm::new(confirmation.clone()))?,
    ];
    Ok(Table { title: "requests planned", floor: None, rows })
}

fn row<O: Operation>(name: &'static str, root: &ServiceRoot, operation: impl Fn() -> O) -> Result<Row, Failure> {
    let ours = || {
        let planned = Exchange::new(operation()).plan(black_box(root)).context(format_args!("plan to {name}"))?;
        drop(black_box(planned));
        Ok(())
    };
    Ok(Row { name, bytes: None, ours: alone(ours)?, floor: None, allocated: Some(allocations(ours)?) })
}

/// Fails unless the request carries these bytes, and not a copy.
fn require_shared(plan: RequestPlan, document: &Bytes) -> Result<(), Failure> {
    let (_, body) = plan.into_parts();
    let shared = body.into_chunks().iter().any(|chunk| std::ptr::eq(chunk.as_ptr(), document.as_ptr()));
    if shared { Ok(()) } else { Err(Failure::new("expected a request that shares the document, found a copy of it")) }
}
