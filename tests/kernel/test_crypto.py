"""Keys are made once, encryption is bound to its purpose, signatures to their bytes."""

import stat
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from django.conf import settings as django_settings
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from shijian.kernel import crypto, keyring
from shijian.kernel.fields import EncryptedTextField


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    """A fresh installation."""
    settings.KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


def read_all(folder: str) -> tuple[str, str, str]:
    """What another process of the installation sees."""
    if not django_settings.configured:
        django_settings.configure()
    django_settings.KEYS_DIR = Path(folder)
    return keyring.field_keys()[0].id, keyring.index_key().hex(), keyring.signing_pem().decode()


def test_a_text_comes_back_and_equal_texts_look_different():
    one, two = crypto.encrypt("623027199001011234", "id"), crypto.encrypt("623027199001011234", "id")
    assert one != two
    assert "6230" not in one
    assert crypto.decrypt(one, "id") == crypto.decrypt(two, "id") == "623027199001011234"


def test_another_purpose_cannot_read():
    with pytest.raises(crypto.DecryptionError):
        crypto.decrypt(crypto.encrypt("secret", "phone"), "id")


def test_every_altered_character_is_noticed():
    text = crypto.encrypt("秘密", "id")
    for place in range(len(text)):
        altered = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(crypto.DecryptionError):
            crypto.decrypt(altered, "id")


@pytest.mark.parametrize("text", ["", "plain", "a1:x", "a1:x:y", "a1::", "a1:00000000:AAAA", "é:é:é"])
def test_what_is_no_ciphertext_is_refused(text):
    with pytest.raises(crypto.DecryptionError):
        crypto.decrypt(text)


def test_after_rotation_old_and_new_are_read_and_the_new_key_writes():
    old = crypto.encrypt("secret")
    key_id = crypto.rotate()
    new = crypto.encrypt("secret")
    assert new.split(":")[1] == key_id != old.split(":")[1]
    assert (crypto.decrypt(old), crypto.decrypt(new)) == ("secret", "secret")
    assert (crypto.is_current(old), crypto.is_current(new)) == (False, True)


def test_rotations_at_once_lose_no_key():
    first = crypto.encrypt("secret")
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: crypto.rotate(), range(8)))
    assert len(ids) == 8
    assert {key.id for key in keyring.field_keys()} == ids | {first.split(":")[1]}


def test_key_files_are_for_the_owner_only(keys):
    crypto.encrypt("x"), crypto.blind_index("x", "y"), crypto.sign(b"x"), crypto.rotate()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()}
    assert modes == {"field.keys": 0o600, "index.key": 0o600, "signing.key": 0o600}
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_the_keys(keys):
    with ProcessPoolExecutor(6, mp_context=get_context("spawn")) as pool:
        seen = set(pool.map(read_all, [str(keys)] * 12))
    assert seen == {read_all(str(keys))}
    assert len(list(keys.iterdir())) == 3


def test_the_blind_index_is_stable_keyed_and_bound():
    index = crypto.blind_index("13800001111", "phone")
    assert index == crypto.blind_index("13800001111", "phone")
    assert len(index) == 32
    assert index not in {crypto.blind_index("13800001111", "id"), crypto.blind_index("13800001112", "phone")}
    assert crypto.blind_index("b:c", "a") != crypto.blind_index("c", "a:b")


def test_the_blind_index_differs_between_installations(settings, tmp_path):
    index = crypto.blind_index("13800001111", "phone")
    settings.KEYS_DIR = tmp_path / "elsewhere"
    assert crypto.blind_index("13800001111", "phone") != index


def test_signatures():
    signature = crypto.sign(b"certificate 7")
    assert signature.algorithm == "Ed25519"
    assert crypto.verify(b"certificate 7", signature)
    assert not crypto.verify(b"certificate 8", signature)
    for field in ("algorithm", "key_id", "value"):
        assert not crypto.verify(b"certificate 7", signature._replace(**{field: "AAAA"}))


def test_a_stranger_checks_with_the_public_key_alone():
    import base64

    key = serialization.load_pem_public_key(crypto.public_key().encode())
    key.verify(base64.urlsafe_b64decode(crypto.sign(b"x").value), b"x")


def test_what_an_old_key_signed_is_verified_after_a_rotation(keys):
    old = crypto.sign(b"certificate 7")
    fresh = crypto.rotate_signing()
    new = crypto.sign(b"certificate 7")
    assert new.key_id == fresh != old.key_id
    assert crypto.verify(b"certificate 7", old)
    assert crypto.verify(b"certificate 7", new)
    assert not crypto.verify(b"certificate 8", old)
    assert not crypto.verify(b"certificate 7", old._replace(key_id=new.key_id))
    assert [key.id for key in crypto.public_keys()] == [new.key_id, old.key_id]
    assert [bool(key.until) for key in crypto.public_keys()] == [False, True]
    assert stat.S_IMODE((keys / "signing.public").stat().st_mode) == 0o600


def test_rotations_of_the_signing_key_at_once_keep_every_public_key():
    crypto.sign(b"x")
    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(lambda _: crypto.rotate_signing(), range(4)))
    assert len(ids) == 4
    assert ids < {key.id for key in crypto.public_keys()}
    assert crypto.sign(b"x").key_id == crypto.public_keys()[0].id


def test_another_installation_does_not_verify(settings, tmp_path):
    signature = crypto.sign(b"x")
    settings.KEYS_DIR = tmp_path / "elsewhere"
    assert not crypto.verify(b"x", signature)


@pytest.fixture
def secret_model(transactional_db):
    """A table with an encrypted field that lives for one test."""
    with isolate_apps("shijian.kernel"):

        class Secret(models.Model):
            text = EncryptedTextField(null=True, blank=True)

            class Meta:
                app_label = "kernel"

        with connection.schema_editor() as editor:
            editor.create_model(Secret)
        yield Secret
        with connection.schema_editor() as editor:
            editor.delete_model(Secret)


def test_the_database_holds_ciphertext_only(secret_model):
    row = secret_model.objects.create(text="低保户 张某")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM kernel_secret")
        stored = cursor.fetchone()[0]
    assert stored.startswith("a1:")
    assert "张" not in stored
    assert secret_model.objects.get(pk=row.pk).text == "低保户 张某"
    assert list(secret_model.objects.values_list("text", flat=True)) == ["低保户 张某"]


def test_nothing_and_the_empty_text_stay_what_they_are(secret_model):
    secret_model.objects.bulk_create([secret_model(text=None), secret_model(text="")])
    assert list(secret_model.objects.order_by("pk").values_list("text", flat=True)) == [None, ""]
    assert secret_model.objects.filter(text__isnull=True).count() == 1


@pytest.mark.parametrize(
    "lookup", ["text", "text__exact", "text__in", "text__contains", "text__gt", "text__length"]
)
def test_ciphertext_cannot_be_searched(secret_model, lookup):
    with pytest.raises(FieldError):
        secret_model.objects.filter(**{lookup: ["x"]})


def test_the_field_survives_migrations():
    field = EncryptedTextField(purpose="people.person.phone", blank=True)
    _, path, args, kwargs = field.deconstruct()
    assert (path, args, kwargs) == (
        "shijian.kernel.fields.EncryptedTextField",
        [],
        {"blank": True, "purpose": "people.person.phone"},
    )
    assert EncryptedTextField().deconstruct()[3] == {}
