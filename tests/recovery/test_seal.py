"""Sealed streams: what was sealed opens with its passphrase only, whole or not at all."""

import hashlib
import io

import pytest

from shijian.kernel.backup import passphrases, seal
from shijian.kernel.backup.errors import BackupError, Damaged, WrongPassphrase
from shijian.kernel.backup.seal import HEADER, Opener, Recipient, Sealer, new_recipient, opened


@pytest.fixture(autouse=True)
def _quick_guesses(monkeypatch):
    monkeypatch.setitem(seal.SCRYPT, "n", 2)
    monkeypatch.setattr(seal, "CHUNK", 100)


def sealed(content, passphrase="right", kind="database"):
    file = io.BytesIO()
    sealer = Sealer(file, new_recipient(passphrase), kind)
    for place in range(0, len(content), 30):
        sealer.write(content[place : place + 30])
    sealer.close()
    assert (sealer.size, sealer.digest) == (len(file.getvalue()), hashlib.sha256(file.getvalue()).hexdigest())
    return file.getvalue()


def unsealed(data, passphrase="right", kind="database"):
    return b"".join(opened(io.BytesIO(data), kind, Opener(passphrase)))


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 200, 1234])
def test_every_size_comes_back(size):
    content = bytes(range(256)) * 5
    assert unsealed(sealed(content[:size])) == content[:size]


def test_two_sealings_of_the_same_have_nothing_in_common():
    first, second = (sealed(b"same" * 100)[HEADER:] for _ in range(2))
    assert not {first[n : n + 8] for n in range(len(first))} & {second[n : n + 8] for n in range(len(second))}


def test_every_cut_and_every_changed_byte_is_found():
    data = sealed(b"x" * 350)
    for place in range(len(data)):
        with pytest.raises(BackupError):
            unsealed(data[:place])
        with pytest.raises(BackupError):
            unsealed(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


def test_swapped_and_added_chunks_are_found():
    data = sealed(b"a" * 100 + b"b" * 100 + b"c" * 50)
    head, first, second, last = (
        data[:HEADER],
        data[HEADER : HEADER + 116],
        data[HEADER + 116 : HEADER + 232],
        data[HEADER + 232 :],
    )
    for chunks in (
        (second, first, last),
        (first, first, second, last),
        (first, last),
        (first, second, last, last),
    ):
        with pytest.raises(Damaged):
            unsealed(head + b"".join(chunks))


def test_another_passphrase_or_another_kind_does_not_open():
    data = sealed(b"content")
    with pytest.raises(WrongPassphrase):
        unsealed(data, "wrong")
    with pytest.raises(Damaged):
        unsealed(data, kind="keys")


def test_a_recipient_is_one_line_and_no_secret():
    recipient = new_recipient("right")
    assert Recipient.parsed(recipient.text + "\n") == recipient
    with pytest.raises(Damaged):
        Recipient.parsed("nonsense")


def test_passphrases_come_from_a_file_before_the_environment(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file, long enough\n")
    monkeypatch.setenv(passphrases.DATA, "from the environment, long enough")
    assert passphrases.given(passphrases.DATA, "?") == "from the environment, long enough"
    monkeypatch.setenv(f"{passphrases.DATA}_FILE", str(tmp_path / "secret"))
    assert passphrases.chosen(passphrases.DATA, "?") == "from the file, long enough"


def test_short_passphrases_and_missing_terminals_are_explained(monkeypatch):
    monkeypatch.setenv(passphrases.DATA, "too short")
    with pytest.raises(BackupError, match="16"):
        passphrases.chosen(passphrases.DATA, "?")
    monkeypatch.delenv(passphrases.DATA)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(BackupError, match=f"{passphrases.DATA}_FILE"):
        passphrases.given(passphrases.DATA, "?")
