"""Says of each file of a published suite whether it is valid under the schema that the index names for it.

Usage: validate.py DIR. A line for each file: the path, a tab, and "valid" or the first fault.
"""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

suite = Path(sys.argv[1])


def read(path):
    return json.loads((suite / path).read_text(encoding="utf-8"))


def deepest(error):
    """The fault deepest in the file, which says most about an alternative that nearly fits."""
    while error.context:
        error = max(error.context, key=lambda cause: len(cause.absolute_path))
    return error


registry = Registry()
for path in sorted((suite / "schemas").iterdir()):
    schema = read(path.relative_to(suite))
    Draft202012Validator.check_schema(schema)
    registry = registry.with_resource(path.name, Resource.from_contents(schema))

index = read("index.json")
files = [("index.json", index["$schema"])] + [(file["path"], file["schema"]) for file in index["files"] if "schema" in file]
for path, schema in files:
    validator = Draft202012Validator({"$ref": schema.rsplit("/", 1)[-1]}, registry=registry)
    error = next(validator.iter_errors(read(path)), None)
    fault = "valid" if error is None else f"{deepest(error).json_path}: {deepest(error).message[:200]}"
    print(path, fault.replace("\n", " "), sep="\t")
