#!/usr/bin/env python3
"""Holds the OTLP protobuf reader against the official Python runtime on messages made at random.

    twin_pb.py BUILD_DIR STORE_DUMP [--files=N] [--seed=N]

Writes N files (500), lets STORE_DUMP (tests/tools/store_dump.c) and oracle_pb.py read each, and
compares. The messages are put together field by field: in any order, with fields that occur twice,
numbers that OTLP does not know, ids of any length, texts that are no texts, illegal enumerations,
nested values, and in every form that a file may have. Left out are damage, values that hold two
kinds, which are a defect to us and nothing to the runtime, and a status or a value that comes in
two pieces, which protobuf-c does not join. A difference leaves its file in BUILD_DIR; the same seed
makes the same files. Ends with "N passed, N failed".
"""
import os
import random
import struct
import subprocess
import sys

import oracle_pb

BATCH = 50
TEXTS = [b"", b"x", "é漢😀".encode(), b"\xff", b"a\0b", b"\xed\xa0\x80", b'"\\\n\x7f', b"y" * 300,
         b"\xc3" + b"z" * 130]
KEYS = [b"gen_ai.request.model", b"k", b"", b"\xfe", b"long." * 40]
INTS = [0, 1, -1, 127, 128, 2**31 - 1, -2**31, 2**53 + 1, 2**63 - 1, -2**63]
DOUBLES = [0.0, -0.0, 0.1, 1e22, 1e-300, 5e-324, 1.7976931348623157e308, float("inf"),
           float("-inf"), float("nan"), 123456789.125]
TIMES = [0, 1, 1770110047116593000, 2**64 - 1]
DEPTH = 6


def varint(n):
    n &= 2**64 - 1
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def as_varint(number, n):
    return varint(number << 3) + varint(n)


def as_fixed64(number, n):
    return varint(number << 3 | 1) + struct.pack("<Q", n)


def as_fixed32(number, n):
    return varint(number << 3 | 5) + struct.pack("<I", n)


def as_bytes(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.depth = 0

    def some(self, most):
        return range(self.random.randint(0, most))

    def pick(self, values):
        return self.random.choice(values)

    def text(self):
        return self.pick(TEXTS)

    def id(self, size):
        data = bytes(self.random.randrange(256) for _ in range(size))
        return self.pick([data] * 6 + [b"", bytes(size), data[:3], data * 2])

    def unknown(self):
        number = self.pick([20, 999, 1001, 2**29 - 1])
        return self.pick([as_varint(number, 7), as_fixed64(number, 8), as_fixed32(number, 9),
                          as_bytes(number, self.text())])

    def mixed(self, fields):
        """Fields in any order; those of a repeated field keep theirs, which is any as well."""
        fields = fields + [self.unknown() for _ in self.some(1)]
        self.random.shuffle(fields)
        return b"".join(fields)

    def value(self):
        kind = self.random.randint(0, 7 if self.depth < DEPTH else 4)
        if kind == 0:
            return b""
        if kind == 1:
            return as_bytes(self.pick([1, 7]), self.text())
        if kind == 2:
            return as_varint(2, self.pick([0, 1, 2, 2**40]))
        if kind == 3:
            return as_varint(3, self.pick(INTS))
        if kind == 4:
            bits = struct.unpack("<Q", struct.pack("<d", self.pick(DOUBLES)))[0]
            return as_fixed64(4, self.pick([bits, self.random.getrandbits(64)]))
        self.depth += 1
        item = self.value if kind == 5 else self.key_value
        items = b"".join(as_bytes(1, item()) for _ in self.some(3))
        self.depth -= 1
        return as_bytes(5 if kind == 5 else 6, items)

    def key_value(self):
        fields = [as_bytes(1, self.pick(KEYS)) for _ in self.some(2)]
        return self.mixed(fields + [as_bytes(2, self.value()) for _ in self.some(1)])

    def attributes(self, number):
        return [as_bytes(number, self.key_value()) for _ in self.some(4)]

    def count(self, number):
        return [as_varint(number, self.pick([0, 1, 2**32 - 1])) for _ in self.some(2)]

    def event(self):
        return self.mixed(self.attributes(3) + self.count(4) + [as_fixed64(1, self.pick(TIMES)),
                                                                as_bytes(2, self.text())])

    def link(self):
        return self.mixed(self.attributes(4) + self.count(5) + [
            as_bytes(1, self.id(16)), as_bytes(2, self.id(8)), as_bytes(3, self.text()),
            as_fixed32(6, self.random.getrandbits(32))])

    def status(self):
        return self.mixed([as_bytes(2, self.text()) for _ in self.some(2)] +
                          [as_varint(3, self.pick([0, 1, 2, 3, -1])) for _ in self.some(2)])

    def span(self):
        fields = [as_bytes(1, self.id(16)), as_bytes(2, self.id(8)), as_bytes(4, self.id(8)),
                  as_fixed64(7, self.pick(TIMES)), as_fixed64(8, self.pick(TIMES)),
                  as_bytes(5, self.text()), as_varint(6, self.pick([0, 1, 5, 6, -1, 2**33 + 3]))]
        fields += [as_bytes(3, self.text()) for _ in self.some(1)]
        fields += [as_fixed32(16, self.pick([1, 0x100, 0x301])) for _ in self.some(1)]
        fields += [as_bytes(11, self.event()) for _ in self.some(3)]
        fields += [as_bytes(13, self.link()) for _ in self.some(2)]
        fields += [as_bytes(15, self.status()) for _ in self.some(1)]
        for number in (10, 12, 14):
            fields += self.count(number)
        return self.mixed(fields + self.attributes(9))

    def scope(self):
        return self.mixed(self.attributes(3) + self.count(4) +
                          [as_bytes(self.pick([1, 2]), self.text()) for _ in self.some(3)])

    def scope_spans(self):
        return self.mixed([as_bytes(1, self.scope()) for _ in self.some(2)] +
                          [as_bytes(3, self.text()) for _ in self.some(1)] +
                          [as_bytes(2, self.span()) for _ in self.some(4)])

    def resource_spans(self):
        scopes = self.pick([2, 2, 2, 1000])
        resources = [as_bytes(1, self.mixed(self.attributes(1) + self.count(2)))
                     for _ in self.some(2)]
        return self.mixed(resources + [as_bytes(3, self.text()) for _ in self.some(1)] +
                          [as_bytes(scopes, self.scope_spans()) for _ in self.some(3)])

    def request(self):
        """Begins as exporters begin, so that it is recognised."""
        name = as_bytes(1, b"service.name") + as_bytes(2, as_bytes(1, b"agent"))
        first = as_bytes(1, as_bytes(1, as_bytes(1, name)))
        return first + self.mixed([as_bytes(1, self.resource_spans()) for _ in self.some(3)])

    def file(self):
        requests = [self.request() for _ in range(self.random.randint(1, 3))]
        before = self.pick([lambda r: b"", lambda r: struct.pack(">I", len(r)),
                            lambda r: varint(len(r))])
        return b"".join(before(r) + r for r in requests)


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def same(build_dir, store_dump, names):
    ours = run([store_dump, "--no-places"] + names)
    theirs = run([sys.executable, oracle_pb.__file__, build_dir] + names)
    return ours == theirs


def main(argv):
    options = dict(a[2:].split("=", 1) for a in argv[1:] if a.startswith("--") and "=" in a)
    names = [a for a in argv[1:] if not a.startswith("--")]
    if len(names) != 2 or set(options) - {"files", "seed"}:
        sys.exit(__doc__)
    build_dir, store_dump = names
    n_files, seed = int(options.get("files", 500)), int(options.get("seed", 1))
    os.makedirs(build_dir, exist_ok=True)
    files = [os.path.join(build_dir, "twin-%d.pb" % (seed + i)) for i in range(n_files)]
    for i, name in enumerate(files):
        with open(name, "wb") as f:
            f.write(Maker(seed + i).file())
    failed = []
    for at in range(0, n_files, BATCH):
        batch = files[at:at + BATCH]
        if not same(build_dir, store_dump, batch):
            failed += [name for name in batch if not same(build_dir, store_dump, [name])] or batch
    for name in set(files) - set(failed):
        os.unlink(name)
    for name in failed:
        print("differs: " + name)
    print("%d passed, %d failed" % (n_files - len(failed), len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
