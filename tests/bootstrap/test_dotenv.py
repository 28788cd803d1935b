import stat

from training.bootstrap import dotenv


def test_env_file_holds_a_fresh_secret_for_the_owner_alone(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert dotenv.ensure(first)
    assert dotenv.ensure(second)
    assert first.read_text() != second.read_text()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert len(dotenv.settings(first, {})["SECRET_KEY"]) > 50


def test_env_file_is_never_overwritten(tmp_path):
    path = tmp_path / ".env"
    path.write_text("SECRET_KEY=mine\n")
    assert not dotenv.ensure(path)
    assert path.read_text() == "SECRET_KEY=mine\n"


def test_environment_wins_over_the_env_file(tmp_path):
    path = tmp_path / ".env"
    path.write_text("# a remark = none\nexport PORT='8001'\nDEMO=1\n\nnonsense\n")
    found = dotenv.settings(path, {"DEMO": "0"})
    assert found == {"PORT": "8001", "DEMO": "0"}


def test_no_env_file_sets_nothing(tmp_path):
    assert dotenv.settings(tmp_path / ".env", {"A": "b"}) == {"A": "b"}
