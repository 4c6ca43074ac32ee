"""A small world of distributions in a folder, for pip and uv to choose from."""

import zipfile
from pathlib import Path

# Newer than anything: what an index offers on the day after the locks were made.
TOMORROW = "99999"


def release(
    folder: Path,
    name: str,
    version: str = TOMORROW,
    *,
    needs: tuple[str, ...] = (),
    extras: dict[str, tuple[str, ...]] | None = None,
) -> None:
    """Put a wheel of a distribution into the folder; `extras` names what each of them needs."""
    stem = f"{name.replace('-', '_').replace('.', '_')}-{version}"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {need}" for need in needs]
    for extra, its_needs in (extras or {}).items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {need}; extra == "{extra}"' for need in its_needs]
    written = {
        "METADATA": "\n".join([*lines, ""]),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{stem}.dist-info/{file},,\n" for file in [*written, "RECORD"])
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for file, text in {**written, "RECORD": record}.items():
            # The same bytes each time, so that a release keeps its hash.
            wheel.writestr(zipfile.ZipInfo(f"{stem}.dist-info/{file}"), text)
