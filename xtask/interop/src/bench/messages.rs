//! Reading and writing messages.
//!
//! Reading has two floors. Both are the tokenizer's own loop over the same bytes, and decode and keep nothing: one
//! ignores all names, the other resolves the namespace of each element, which every reader of these messages needs.

use std::hint::black_box;

use quick_xml::events::Event;
use quick_xml::{NsReader, Reader};
use signature_model::ReadError;
use signature_model::direct::{DirectJobResponse, DirectJobStatus};
use signature_model::portal::{PortalJobManifest, PortalJobStatusChange};

use super::samples;
use super::stopwatch::{allocations, alone, beside};
use super::table::{Row, Table};
use xtask::failure::{Context as _, Failure};

pub(super) const RESPONSE: &str = "direct job response, 10 signers";
pub(super) const STATUS: &str = "direct status, 10 signatures";
pub(super) const CHANGE: &str = "portal change, 10 signatures";
pub(super) const MANIFEST: &str = "portal manifest, 10 signers, 20 documents";

pub(super) fn reading() -> Result<Table, Failure> {
    read_all("a scan of all events, nothing decoded", scan)
}

pub(super) fn reading_beside_names() -> Result<Table, Failure> {
    read_all("a scan of all events with the namespace of each, nothing decoded", scan_names)
}

fn read_all(floor: &'static str, scan: fn(&[u8]) -> Result<(), Failure>) -> Result<Table, Failure> {
    let rows = vec![
        read(RESPONSE, &samples::response()?.to_xml(), DirectJobResponse::from_xml, scan)?,
        read(STATUS, &samples::status()?.to_xml(), DirectJobStatus::from_xml, scan)?,
        read(CHANGE, &samples::change()?.to_xml(), PortalJobStatusChange::from_xml, scan)?,
        read(MANIFEST, &samples::manifest()?.to_xml(), PortalJobManifest::from_xml, scan)?,
    ];
    Ok(Table { title: "messages decoded", floor: Some(floor), rows })
}

pub(super) fn writing() -> Result<Table, Failure> {
    let (response, status) = (samples::response()?, samples::status()?);
    let (change, manifest) = (samples::change()?, samples::manifest()?);
    let rows = vec![
        write(RESPONSE, || response.to_xml())?,
        write(STATUS, || status.to_xml())?,
        write(CHANGE, || change.to_xml())?,
        write(MANIFEST, || manifest.to_xml())?,
    ];
    Ok(Table { title: "messages written", floor: None, rows })
}

/// The seconds to read one message.
pub(super) fn decode_alone<T>(xml: &[u8], decode: fn(&[u8]) -> Result<T, ReadError>) -> Result<f64, Failure> {
    alone(|| decode(black_box(xml)).context("read a message").map(|message| drop(black_box(message))))
}

fn read<T>(
    name: &'static str,
    xml: &[u8],
    decode: fn(&[u8]) -> Result<T, ReadError>,
    scan: fn(&[u8]) -> Result<(), Failure>,
) -> Result<Row, Failure> {
    let ours =
        || decode(black_box(xml)).context(format_args!("read the {name}")).map(|message| drop(black_box(message)));
    let times = beside(ours, || scan(black_box(xml)))?;
    let bytes = Some(xml.len());
    Ok(Row { name, bytes, ours: times.ours, floor: Some(times.floor), allocated: Some(allocations(ours)?) })
}

fn write(name: &'static str, encode: impl Fn() -> Vec<u8>) -> Result<Row, Failure> {
    let ours = || {
        black_box(encode());
        Ok(())
    };
    let bytes = Some(encode().len());
    Ok(Row { name, bytes, ours: alone(ours)?, floor: None, allocated: Some(allocations(ours)?) })
}

fn scan(xml: &[u8]) -> Result<(), Failure> {
    let mut reader = Reader::from_reader(xml);
    while black_box(reader.read_event().context("scan a message")?) != Event::Eof {}
    Ok(())
}

fn scan_names(xml: &[u8]) -> Result<(), Failure> {
    let mut reader = NsReader::from_reader(xml);
    while black_box(reader.read_resolved_event().context("scan a message")?).1 != Event::Eof {}
    Ok(())
}
