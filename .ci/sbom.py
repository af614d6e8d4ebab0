"""Writes what a build is made of, as SPDX 2.3 in JSON: reads `cargo metadata --locked --format-version 1`.

The time is that of SOURCE_DATE_EPOCH, else the beginning of 1970, so that the same lock file gives the same bytes.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import sys


def checksums(lock):
    """The SHA-256 of each crate, by name and version."""
    found = {}
    for block in lock.split("[[package]]")[1:]:
        fields = dict(re.findall(r'^(name|version|checksum) = "([^"]*)"$', block, re.MULTILINE))
        found[fields["name"], fields["version"]] = fields.get("checksum")
    return found


def described(package, checksum):
    """A crate as SPDX has it."""
    name, version = package["name"], package["version"]
    licence = (package["license"] or "NOASSERTION").replace("/", " OR ")
    entry = {
        "SPDXID": identifier(package),
        "name": name,
        "versionInfo": version,
        "downloadLocation": f"https://crates.io/api/v1/crates/{name}/{version}/download" if checksum else "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:cargo/{name}@{version}",
            }
        ],
    }
    if checksum:
        entry["checksums"] = [{"algorithm": "SHA256", "checksumValue": checksum}]
    return entry


def identifier(package):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", f"{package['name']}-{package['version']}")


def main():
    metadata = json.load(sys.stdin)
    lock = (pathlib.Path(metadata["workspace_root"]) / "Cargo.lock").read_text()
    known = checksums(lock)
    packages = {package["id"]: package for package in metadata["packages"]}
    root = packages[metadata["resolve"]["root"]]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", identifier(root))]
    for node in metadata["resolve"]["nodes"]:
        this = packages[node["id"]]
        relations += [(identifier(this), "DEPENDS_ON", identifier(packages[other])) for other in node["dependencies"]]
    created = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"testimony-{root['version']}",
        "documentNamespace": "https://w3id.org/testimony/sbom/" + hashlib.sha256(lock.encode()).hexdigest()[:32],
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: testimony-.ci/sbom.py"]},
        "packages": [
            described(package, known.get((package["name"], package["version"])))
            for package in sorted(packages.values(), key=lambda package: (package["name"], package["version"]))
        ],
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in sorted(set(relations))
        ],
    }
    json.dump(document, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
