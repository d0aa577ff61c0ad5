"""Reads ZIP archives with Python's own reader, or with stream-unzip.

read_archives.py zipfile|stream-unzip ARCHIVES FOLDER: ARCHIVES has archives, each behind its length in four bytes.
Prints a line for each: the number of entries and a digest of their names and contents in order, or "error" and a
reason.
"""

import hashlib
import io
import sys
import zipfile


def read_zipfile(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as zip_file:
        if zip_file.comment:
            raise ValueError("a comment")
        for info in zip_file.infolist():
            if info.is_dir():
                raise ValueError("a folder")
            yield info.filename.encode(), zip_file.read(info)


def read_stream(archive):
    from stream_unzip import stream_unzip

    # In pieces, as from a network.
    pieces = (archive[start : start + 1000] for start in range(0, len(archive), 1000))
    for name, _, chunks in stream_unzip(pieces):
        yield name, b"".join(chunks)


def found(entries):
    digest = hashlib.sha256()
    count = 0
    for name, content in entries:
        count += 1
        for part in (name, content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return f"{count} {digest.hexdigest()}"


def main(reader, archives):
    read = {"zipfile": read_zipfile, "stream-unzip": read_stream}[reader]
    with open(archives, "rb") as file:
        while length := file.read(4):
            archive = file.read(int.from_bytes(length, "big"))
            try:
                line = found(read(archive))
            except Exception as fault:
                line = f"error: {fault!r}"
            print(" ".join(line.split()))


main(sys.argv[1], sys.argv[2])
