//! The same messages read by JAXB, with the classes of the official Java client.
//!
//! Maven fetches both; without Java and Maven, or without a network, there are no figures.

use std::fs;
use std::process::{Command, Stdio};

use signature_model::direct::{DirectJobResponse, DirectJobStatus};
use signature_model::portal::{PortalJobManifest, PortalJobStatusChange};

use super::messages::{self, CHANGE, MANIFEST, RESPONSE, STATUS};
use super::samples;
use super::table::{Row, Table};
use xtask::failure::{Context as _, Failure};
use xtask::workspace;

/// What the table is called, with figures or without.
pub(super) const TITLE: &str = "messages decoded by JAXB, with the classes of the official Java client";

/// Reads each sample with JAXB, and then with ours.
pub(super) fn reading() -> Result<Table, Failure> {
    let folder = workspace::root().join("target/bench-jaxb");
    let sources = workspace::root().join("xtask/interop/src/bench/jaxb");
    fs::create_dir_all(&folder).context("make a folder for the messages")?;
    let classes = folder.join("classpath");
    let mut maven = Command::new("mvn");
    maven.args(["-q", "-B", "dependency:build-classpath", "-f"]).arg(sources.join("pom.xml"));
    maven.arg(format!("-Dmdep.outputFile={}", classes.display()));
    output(&mut maven, "Maven")?;

    let samples = [
        (RESPONSE, samples::response()?.to_xml()),
        (STATUS, samples::status()?.to_xml()),
        (CHANGE, samples::change()?.to_xml()),
        (MANIFEST, samples::manifest()?.to_xml()),
    ];
    let mut java = Command::new("java");
    java.arg("-cp").arg(fs::read_to_string(&classes).context("read the class path")?.trim());
    java.arg(sources.join("DecodeMessages.java"));
    for (index, (name, xml)) in samples.iter().enumerate() {
        let file = folder.join(format!("{index}.xml"));
        fs::write(&file, xml).context(format_args!("write the {name}"))?;
        java.arg(file);
    }
    let printed = output(&mut java, "Java")?;
    let nanos: Result<Vec<f64>, _> = printed.lines().map(str::parse).collect();
    let nanos = nanos.context("read the figures of JAXB")?;
    if nanos.len() != samples.len() {
        return Err(Failure::new(format!("expected {} figures of JAXB, found {}", samples.len(), nanos.len())));
    }
    let ours = [
        messages::decode_alone(&samples[0].1, DirectJobResponse::from_xml)?,
        messages::decode_alone(&samples[1].1, DirectJobStatus::from_xml)?,
        messages::decode_alone(&samples[2].1, PortalJobStatusChange::from_xml)?,
        messages::decode_alone(&samples[3].1, PortalJobManifest::from_xml)?,
    ];
    let rows = samples.iter().zip(nanos.iter().zip(ours)).map(|((name, xml), (nanos, ours))| Row {
        name,
        bytes: Some(xml.len()),
        ours: nanos / 1e9,
        floor: Some(ours),
        allocated: None,
    });
    Ok(Table { title: TITLE, floor: Some("ours"), rows: rows.collect() })
}

/// What a program prints; what it prints as errors if it fails.
fn output(program: &mut Command, name: &str) -> Result<String, Failure> {
    let output = program.stdin(Stdio::null()).output().context(format_args!("start {name}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    // Maven prints its errors where it prints everything.
    let said = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
    let said = String::from_utf8_lossy(said);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Err(Failure::new(format!("{name} failed: {}", first.trim())))
}
