"""ZIP archives from elsewhere."""

import json
import struct
import tracemalloc
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest

from app.core import bundle
from app.core.bundle import Refused

MIB = 1024 * 1024
CONTENT = b'{"posts": []}'


def archive(members, *, compression=zipfile.ZIP_DEFLATED):
    """A ZIP file of (name or ZipInfo, content)."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for member, content in members:
            made.writestr(member, content)
    return target


def listing(*, version=1, form="microblog-archive", **files):
    listed = {
        name.replace("_", "."): {"bytes": len(content), "sha256": sha256(content).hexdigest(), "entries": 0}
        for name, content in files.items()
    }
    return ("manifest.json", json.dumps({"format": form, "version": version, "files": listed}))


def opened(file, most_bytes=MIB):
    return bundle.open_bundle(file, most_bytes=most_bytes)


def refusal(file, **options):
    with pytest.raises(Refused) as refused:
        opened(file, **options)
    return refused.value.reason


def faults(*members):
    return [*bundle.manifest_faults(opened(archive(members)))]


def named(name, **attributes):
    member = zipfile.ZipInfo("x")
    member.filename = name
    for attribute, value in attributes.items():
        setattr(member, attribute, value)
    return member


def patched(file, old, new):
    """A file with some bytes changed wherever they are."""
    assert old in file.getvalue() and len(old) == len(new)
    return BytesIO(file.getvalue().replace(old, new))


def test_an_archive_is_opened():
    made = opened(archive([("posts.json", CONTENT), ("pages/", b""), ("pages/2026.html", b"<p>")]))

    assert made.read("posts.json") == CONTENT


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../x", "a/../../x", "..", "a/..", "C:/x", "c:x", "\\\\host\\x", "a\\b", "..\\x", "\\x"],
)
def test_a_name_that_leads_elsewhere(name):
    assert refusal(archive([(named(name), b"")])) == "unsafe-name"


@pytest.mark.parametrize("name", ["a..b", "...", "a/.b", "C", "pages/ä 😀.html", "ab:c"])
def test_a_name_that_only_looks_strange(name):
    assert opened(archive([(named(name), b"")])).namelist() == [name]


def test_a_name_that_is_cut_short_by_nul():
    assert refusal(patched(archive([("posts.jsonXexe", b"")]), b"jsonX", b"json\x00")) == "unsafe-name"


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o060666, 0o010666, 0o140777])
def test_what_is_no_file(mode):
    assert refusal(archive([(named("x", external_attr=mode << 16), b"/etc/passwd")])) == "link"


def test_an_encrypted_member():
    # The flags stand before the method, in the member's own head and in the list.
    made = archive([("x", b"secret")]).getvalue()
    local, central = made.index(b"PK\x03\x04") + 6, made.index(b"PK\x01\x02") + 8
    changed = bytearray(made)
    changed[local] |= 1
    changed[central] |= 1

    assert refusal(BytesIO(bytes(changed))) == "encrypted"


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_is_not_ours(compression):
    assert refusal(archive([("x", b"x" * 99)], compression=compression)) == "compression"


@pytest.mark.parametrize("names", ["xx", "xX"])
def test_two_members_of_one_name(names):
    first, second = names
    made = archive([(first, b"1"), ("y", b"2")])
    changed = made.getvalue()[::-1].replace(b"y", second.encode(), 1)[::-1]

    assert refusal(BytesIO(changed)) == "same-name"


def test_too_many_members(monkeypatch):
    monkeypatch.setattr(bundle, "MOST_MEMBERS", 2)

    assert refusal(archive([(name, b"") for name in "abc"])) == "too-many-files"


def test_more_than_may_be_unpacked():
    assert refusal(archive([("a", b" " * 600), ("b", b" " * 600)]), most_bytes=1000) == "too-large"


def test_a_list_of_members_that_is_large_is_not_read():
    made = archive([(f"{number:0200}", b"") for number in range(6_000)])
    tracemalloc.start()

    assert refusal(made) == "damaged"
    assert tracemalloc.get_traced_memory()[1] < MIB
    tracemalloc.stop()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK", b"PK\x05\x06", b"PK\x03\x04" + b"x" * 999,
        # Ends that tell of a list of members before the beginning, and behind the end.
        b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 9, 9, 9999, 0, 0),
        b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 9, 9, 9, 9999, 0),
    ],
)  # fmt: skip
def test_what_is_no_archive(content):
    assert refusal(BytesIO(content)) == "damaged"


@pytest.mark.parametrize("at", range(0, 200, 7))
def test_half_an_archive(at):
    assert refusal(BytesIO(archive([("posts.json", CONTENT), listing()]).getvalue()[:at])) == "damaged"


def test_any_byte_may_be_broken():
    whole = archive([("posts.json", CONTENT), listing(posts_json=CONTENT)]).getvalue()
    for place in range(len(whole)):
        broken = BytesIO(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            [*bundle.manifest_faults(opened(broken))]
        except Refused:
            continue


def test_a_store_that_is_away_is_no_damage():
    class Away(BytesIO):
        def read(self, *_size):
            raise ConnectionError

    with pytest.raises(ConnectionError):
        opened(Away(archive([]).getvalue()))


def test_an_archive_that_is_as_its_manifest_says():
    assert faults(("posts.json", CONTENT), ("pages/", b""), listing(posts_json=CONTENT)) == []


def test_without_a_manifest_nothing_is_known():
    assert faults(("posts.json", CONTENT)) == ["manifest.json: not there"]
    assert bundle.manifest(opened(archive([("posts.json", CONTENT)]))) is None


def test_every_difference_is_told():
    told = faults(
        ("posts.json", CONTENT), ("index.html", b"other"), ("more", b""),
        listing(posts_json=CONTENT, index_html=b"words", posts_csv=b"", long=b"x"), ("long", b"xx"),
    )  # fmt: skip

    assert told == [
        "posts.csv: listed, but not there",
        "more: there, but not listed",
        "index.html: not the content that is listed",
        "long: 2 bytes, and 1 listed",
    ]


def test_a_damaged_member_is_told():
    made = archive(
        [("posts.json", CONTENT), listing(posts_json=CONTENT)], compression=zipfile.ZIP_STORED
    ).getvalue()
    changed = BytesIO(made.replace(CONTENT, b'{"posts": {}}'))

    [fault] = bundle.manifest_faults(opened(changed))
    assert fault.startswith("posts.json: damaged (Bad CRC-32")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (listing(version=2)[1], "newer"), (listing(form="another")[1], "newer"),
        ("{}", "damaged"), ("[]", "damaged"), ("", "damaged"), ("[" * 100_000, "damaged"),
        ('{"format": "microblog-archive", "version": "1", "files": {}}', "damaged"),
        ('{"format": "microblog-archive", "version": 1, "files": []}', "damaged"),
        ('{"format": "microblog-archive", "version": 1, "files": {"x": 7}}', "damaged"),
        ('{"format": "microblog-archive", "version": 1, "files": {"x": {"bytes": 1}}}', "damaged"),
        (" " * (MIB + 1), "too-large"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_not_ours(content, reason):
    with pytest.raises(Refused) as refused:
        bundle.manifest(opened(archive([("manifest.json", content)]), most_bytes=2 * MIB))
    assert refused.value.reason == reason


def test_a_manifest_that_is_larger_than_it_says():
    made = archive([("manifest.json", b" " * 64 * MIB)]).getvalue()
    lying = made.replace(struct.pack("<L", 64 * MIB), struct.pack("<L", 100))
    tracemalloc.start()

    with pytest.raises(Refused):
        bundle.manifest(opened(BytesIO(lying)))
    assert tracemalloc.get_traced_memory()[1] < 4 * MIB
    tracemalloc.stop()
