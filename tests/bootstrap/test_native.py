import os
import shutil

from training.bootstrap import native


def test_library_that_cannot_be_loaded_is_missing(monkeypatch):
    monkeypatch.setattr(native, "SONAMES", ("libc.so.6", "libnowhere.so.1"))
    assert native.missing(dict(os.environ)) == ["libnowhere.so.1"]


def test_machine_with_its_own_libraries_needs_no_variables(monkeypatch, tmp_path):
    monkeypatch.setattr(native, "NATIVE", tmp_path / "native")
    assert native.environment() == {}


def test_unpacked_libraries_come_before_inherited_ones(monkeypatch, tmp_path):
    folder = tmp_path / "usr" / "lib"
    folder.mkdir(parents=True)
    (folder / "libpango-1.0.so.0").touch()
    monkeypatch.setattr(native, "NATIVE", tmp_path)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/theirs")
    assert native.environment()["LD_LIBRARY_PATH"] == f"{folder}:/opt/theirs"


def test_nothing_is_installed_where_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(native, "SONAMES", ("libc.so.6",))
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    native.ensure()
