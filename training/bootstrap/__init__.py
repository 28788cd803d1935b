"""Brings a fresh checkout to life with the standard library alone.

``manage.py`` starts here. Nothing in this package imports Django: it runs
under the Python that the machine has, before anything is installed.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
