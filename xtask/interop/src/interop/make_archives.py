"""Archives files in the ways of Python's zipfile.

make_archives.py FOLDER FILE...: writes python.zip and others into FOLDER.
"""

import sys
import zipfile
from pathlib import Path


class Pipe:
    """A file without seek."""

    def __init__(self, file):
        self.file = file

    def write(self, data):
        return self.file.write(data)

    def flush(self):
        self.file.flush()


def main(folder, names):
    for kind, method in [("python", zipfile.ZIP_DEFLATED), ("python-stored", zipfile.ZIP_STORED)]:
        with zipfile.ZipFile(folder / f"{kind}.zip", "w", method) as archive:
            for name in names:
                archive.write(name)
    with zipfile.ZipFile(folder / "python-of-texts.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, Path(name).read_bytes())
    with open(folder / "python-to-a-pipe.zip", "wb") as file:
        with zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.write(name)


main(Path(sys.argv[1]), sys.argv[2:])
