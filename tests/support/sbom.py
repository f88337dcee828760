# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
"""``python -m sbom FILE``: the bill of materials (SBOM) in CycloneDX 1.6, from the lockfiles.

The same lockfiles give the same bytes: no clock, no machine, no random number is in it. Packages of
Debian are not: the machine's own package manager knows them (`dpkg-query --list`).
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from locked import ROOT, Locked, npm_packages, python_packages
from packageurl import PackageURL

_LICENCES = LicenseFactory()


def bill() -> bytes:
    """Return the bill as JSON. Raises ValueError if it does not follow its schema."""
    packages = [*python_packages(), *npm_packages()]
    own = _own()
    bom = Bom(components=[_component(one) for one in packages], version=1)
    bom.metadata.component = own
    known = {(one.kind, one.name): one for one in packages}
    components = {component.bom_ref.value: component for component in bom.components}
    direct = [one for one in packages if one.kind == "pypi" and one.name in _direct()]
    bom.register_dependency(own, [components[_reference(one)] for one in direct])
    for one in packages:
        needed = [known[one.kind, name] for name in one.needs if (one.kind, name) in known]
        bom.register_dependency(
            components[_reference(one)], [components[_reference(need)] for need in needed]
        )
    text = _written(bom, packages)
    errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if errors is not None:
        raise ValueError(f"the bill does not follow its schema: {errors}")
    return text.encode()


def _written(bom: Bom, packages: Iterable[Locked]) -> str:
    """Write it with a serial number that follows from what is in it, and without a time."""
    content = "\n".join(f"{_reference(one)} {' '.join(one.hashes)}" for one in packages)
    bom.serial_number = uuid5(NAMESPACE_URL, content)
    told = json.loads(JsonV1Dot6(bom).output_as_string())
    del told["metadata"]["timestamp"]
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _own() -> Component:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        licenses=[_LICENCES.make_from_string(project["license"])],
        bom_ref=project["name"],
    )


def _direct() -> frozenset[str]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["homeserver"]]
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in wanted)
    return frozenset(re.sub(r"[._-]+", "-", name[0]).lower() for name in names if name)


def _reference(one: Locked) -> str:
    return f"{one.kind}/{one.name}@{one.version}"


def _component(one: Locked) -> Component:
    kind = HashAlgorithm.SHA_256 if one.kind == "pypi" else HashAlgorithm.SHA_512
    space, _, name = one.name.rpartition("/")
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED if one.runs else ComponentScope.EXCLUDED,
        licenses=[_LICENCES.make_from_string(one.licence)] if one.licence else [],
        hashes=[HashType(alg=kind, content=digest) for digest in one.hashes],
        purl=PackageURL(one.kind, space or None, name, one.version),
        bom_ref=_reference(one),
    )


def main() -> None:
    """Write the bill into the file named."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(bill())
    count = len(python_packages()) + len(npm_packages())
    sys.stdout.write(f"{target}: {count} packages (CycloneDX 1.6)\n")


if __name__ == "__main__":
    main()
