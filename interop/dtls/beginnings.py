"""How DTLS handshakes begin: some 130 beginnings at a running server, one a WHIP session, and what comes back.

    beginnings.py WHIP-URL                  tries all of them, a line each
    beginnings.py WHIP-URL bridge SECONDS   stands between a DTLS client and the server, since the client knows no ICE

Each session is an offer and one ICE check, without which nobody is answered by DTLS. Nothing is asserted: what is
said is for people to read, and stands in docs/conformance.md. Needs Python 3.9 and openssl.
"""

import hashlib
import hmac
import os
import re
import secrets
import select
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

# Records and handshake messages (RFC 6347 §4.1, §4.2.2).
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA, HEARTBEAT, CONNECTION_ID, ACK = 20, 21, 22, 23, 24, 25, 26
DTLS_1_0, DTLS_1_2, DTLS_1_3, TLS_1_2 = 0xFEFF, 0xFEFD, 0xFEFC, 0x0303
HELLO_REQUEST, CLIENT_HELLO, SERVER_HELLO, HELLO_VERIFY_REQUEST, CERTIFICATE = 0, 1, 2, 3, 11
SERVER_KEY_EXCHANGE, SERVER_HELLO_DONE, CLIENT_KEY_EXCHANGE, FINISHED = 12, 14, 16, 20
RECORD_HEADER, MESSAGE_HEADER = 13, 12

# Extensions.
SERVER_NAME, MAX_FRAGMENT, STATUS_REQUEST, GROUPS, POINT_FORMATS, SIGNATURES = 0, 1, 5, 10, 11, 13
USE_SRTP, HEARTBEATS, ALPN, PADDING, ENCRYPT_THEN_MAC, EXTENDED_MASTER_SECRET = 14, 15, 16, 21, 22, 23
RECORD_SIZE, TICKET, SUPPORTED_VERSIONS, KEY_SHARE, CONNECTION_IDS, RENEGOTIATION = 28, 35, 43, 51, 54, 0xFF01

SUITES = {
    0xC02B: "ECDHE_ECDSA_AES_128_GCM_SHA256",
    0xC02C: "ECDHE_ECDSA_AES_256_GCM_SHA384",
    0xCCA9: "ECDHE_ECDSA_CHACHA20_POLY1305",
    0xC02F: "ECDHE_RSA_AES_128_GCM_SHA256",
    0xC030: "ECDHE_RSA_AES_256_GCM_SHA384",
    0xCCA8: "ECDHE_RSA_CHACHA20_POLY1305",
    0xC009: "ECDHE_ECDSA_AES_128_CBC_SHA",
    0xC00A: "ECDHE_ECDSA_AES_256_CBC_SHA",
    0xC023: "ECDHE_ECDSA_AES_128_CBC_SHA256",
    0xC013: "ECDHE_RSA_AES_128_CBC_SHA",
    0x009E: "DHE_RSA_AES_128_GCM_SHA256",
    0x009C: "RSA_AES_128_GCM_SHA256",
    0x002F: "RSA_AES_128_CBC_SHA",
    0x000A: "RSA_3DES_EDE_CBC_SHA",
    0xC0AC: "ECDHE_ECDSA_AES_128_CCM",
    0xC0AE: "ECDHE_ECDSA_AES_128_CCM_8",
    0x0005: "RSA_RC4_128_SHA",
    0xC018: "ECDH_anon_AES_128_CBC_SHA",
    0x0001: "RSA_NULL_MD5",
    0xC006: "ECDHE_ECDSA_NULL_SHA",
    0x1301: "AES_128_GCM_SHA256 of 1.3",
}
OURS = (0xC02B, 0xC02C)
CURVES = {
    29: "x25519",
    23: "secp256r1",
    24: "secp384r1",
    25: "secp521r1",
    30: "x448",
    22: "secp256k1",
    19: "secp192r1",
    26: "brainpoolP256r1",
    256: "ffdhe2048",
    0x11EC: "X25519MLKEM768",
}
ALGORITHMS = {
    0x0403: "ecdsa_secp256r1_sha256",
    0x0503: "ecdsa_secp384r1_sha384",
    0x0603: "ecdsa_secp521r1_sha512",
    0x0203: "ecdsa_sha1",
    0x0401: "rsa_pkcs1_sha256",
    0x0804: "rsa_pss_rsae_sha256",
    0x0807: "ed25519",
    0x0101: "rsa_md5",
}
PROFILES = {
    1: "AES128_CM_HMAC_SHA1_80",
    2: "AES128_CM_HMAC_SHA1_32",
    5: "NULL_HMAC_SHA1_80",
    6: "NULL_HMAC_SHA1_32",
    7: "AEAD_AES_128_GCM",
    8: "AEAD_AES_256_GCM",
    9: "DOUBLE_AEAD_AES_128_GCM",
    11: "ARIA_128_CTR_HMAC_SHA1_80",
    0x1234: "a profile that nobody knows",
}
ALERTS = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    22: "record_overflow",
    40: "handshake_failure",
    42: "bad_certificate",
    47: "illegal_parameter",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    100: "no_renegotiation",
    109: "missing_extension",
    110: "unsupported_extension",
}

# ---- messages


def u16s(*numbers):
    return b"".join(struct.pack("!H", number) for number in numbers)


def sized(body):
    return u16s(len(body)) + body


def extension(kind, value=b""):
    return u16s(kind) + sized(value)


def groups(*curves):
    return extension(GROUPS, sized(u16s(*curves)))


def signatures(*algorithms):
    return extension(SIGNATURES, sized(u16s(*algorithms)))


def srtp(*profiles, mki=b""):
    return extension(USE_SRTP, sized(u16s(*profiles)) + bytes([len(mki)]) + mki)


USUAL = {
    GROUPS: groups(29, 23),
    SIGNATURES: signatures(0x0403, 0x0503),
    USE_SRTP: srtp(7, 8, 1),
    EXTENDED_MASTER_SECRET: extension(EXTENDED_MASTER_SECRET),
    RENEGOTIATION: extension(RENEGOTIATION, b"\0"),
    POINT_FORMATS: extension(POINT_FORMATS, b"\1\0"),
}


def hello(
    *more,
    version=DTLS_1_2,
    suites=OURS,
    without=(),
    instead=b"",
    session=b"",
    cookie=b"",
    compression=b"\0",
    bare=False,
):
    """A ClientHello with the usual extensions, `without` some, with one `instead` of its kind, and with `more`."""
    usual = dict(USUAL)
    for kind in without:
        del usual[kind]
    if instead:
        usual[struct.unpack("!H", instead[:2])[0]] = instead
    body = u16s(version) + os.urandom(32) + bytes([len(session)]) + session + bytes([len(cookie)]) + cookie
    body += sized(u16s(*suites)) + bytes([len(compression)]) + compression
    return body if bare else body + sized(b"".join([*usual.values(), *more]))


def message(body, kind=CLIENT_HELLO, number=0, at=0, length=None, total=None):
    """A handshake message, or a fragment of it."""
    length = len(body) - at if length is None else length
    total = len(body) if total is None else total
    header = bytes([kind]) + total.to_bytes(3, "big") + u16s(number) + at.to_bytes(3, "big") + length.to_bytes(3, "big")
    return header + body[at : at + length]


def fragments(body, size, step=None):
    """All of it in pieces of `size` bytes, one begun every `step`."""
    starts = range(0, len(body), step or size)
    return [message(body, at=at, length=min(size, len(body) - at)) for at in starts]


# ---- one session


class Certificate:
    def __init__(self, folder):
        self.path, self.key = os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem")
        make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        make += ["-keyout", self.key, "-out", self.path, "-days", "2", "-subj", "/CN=beginnings"]
        subprocess.run(make, check=True, stderr=subprocess.DEVNULL)
        show = ["openssl", "x509", "-in", self.path, "-noout", "-fingerprint", "-sha256"]
        said = subprocess.run(show, check=True, capture_output=True, text=True).stdout
        self.fingerprint = said.strip().split("=")[1]


class Session:
    """A WHIP session behind one ICE check, and its socket."""

    def __init__(self, url, certificate, check=True):
        ufrag, password = secrets.token_hex(4), secrets.token_hex(16)
        request = urllib.request.Request(
            url,
            data=self.offer(ufrag, password, certificate.fingerprint).encode(),
            headers={"Content-Type": "application/sdp"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=10) as reply:
            self.url = urllib.parse.urljoin(url, reply.headers["Location"])
            answer = reply.read().decode()
        self.setup = self.attribute(answer, "setup")
        self.server = self.address(answer)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.records = 0
        if check:
            self.check(self.attribute(answer, "ice-ufrag") + ":" + ufrag, self.attribute(answer, "ice-pwd"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        try:
            urllib.request.urlopen(urllib.request.Request(self.url, method="DELETE"), timeout=10).close()
        except urllib.error.HTTPError:
            pass  # the handshake has ended it

    @staticmethod
    def offer(ufrag, password, fingerprint):
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0"]
        lines += ["m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0"]
        lines += ["a=ice-ufrag:" + ufrag, "a=ice-pwd:" + password, "a=fingerprint:sha-256 " + fingerprint]
        lines += ["a=setup:active", "a=mid:0", "a=sendonly", "a=rtcp-mux", "a=msid:a b", "a=rtpmap:96 H264/90000"]
        lines += ["a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"]
        lines += ["a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", ""]
        return "\r\n".join(lines)

    @staticmethod
    def attribute(sdp, name):
        return re.search(rf"^a={name}:(\S+)", sdp, re.MULTILINE).group(1)

    @staticmethod
    def address(sdp):
        """The first candidate that is UDP over IPv4, this machine's own before others."""
        candidates = [line.split() for line in sdp.splitlines() if line.startswith("a=candidate")]
        usable = [(it[4], int(it[5])) for it in candidates if it[2].lower() == "udp" and ":" not in it[4]]
        return min(usable, key=lambda it: not it[0].startswith("127."))

    def check(self, username, password):
        """A Binding request (RFC 8489 §5, RFC 8445 §7.1), again and again until it is answered."""
        header = struct.pack("!HH", 1, 0) + b"\x21\x12\xa4\x42" + os.urandom(12)

        def attribute(kind, value):
            return u16s(kind) + sized(value) + bytes(-len(value) % 4)

        def with_room(body, room):
            return header[:2] + u16s(len(body) + room) + header[4:] + body

        body = attribute(0x0006, username.encode()) + attribute(0x0024, struct.pack("!I", 0x7E0000FF))
        body += attribute(0x802A, os.urandom(8)) + attribute(0x0025, b"")
        body += attribute(0x0008, hmac.digest(password.encode(), with_room(body, 24), hashlib.sha1))
        body += attribute(0x8028, struct.pack("!I", zlib.crc32(with_room(body, 8)) ^ 0x5354554E))
        for _ in range(5):
            self.socket.sendto(with_room(body, 0), self.server)
            until = time.monotonic() + 0.4
            while datagram := self.receive(until):
                if datagram[:2] == b"\x01\x01":
                    return
        raise TimeoutError("no answer to the ICE check")

    def receive(self, until):
        ready, _, _ = select.select([self.socket], [], [], max(0, until - time.monotonic()))
        return self.socket.recv(65_535) if ready else b""

    def record(self, payload, kind=HANDSHAKE, version=DTLS_1_0, epoch=0, number=None, length=None):
        if number is None:
            number, self.records = self.records, self.records + 1
        length = len(payload) if length is None else length
        return struct.pack("!BHHHIH", kind, version, epoch, number >> 32, number & 0xFFFFFFFF, length) + payload

    def send(self, datagram):
        self.socket.sendto(datagram, self.server)

    def answers(self, seconds=0.5):
        """What comes back of DTLS: until `seconds` are over, or nothing has followed for a moment."""
        until, datagrams = time.monotonic() + seconds, []
        while datagram := self.receive(until):
            if 20 <= datagram[0] <= 63:
                datagrams.append(datagram)
                until = min(until, time.monotonic() + 0.15)
        return datagrams


# ---- what comes back


def told(datagrams):
    """In a line."""
    events, terms = [], {}
    for datagram in datagrams:
        while len(datagram) >= RECORD_HEADER:
            kind, _, epoch = struct.unpack("!BHH", datagram[:5])
            end = RECORD_HEADER + struct.unpack("!H", datagram[11:13])[0]
            payload, datagram = datagram[RECORD_HEADER:end], datagram[end:]
            if epoch > 0:
                events.append(f"sealed record of type {kind}")
            elif kind == ALERT:
                level = "fatal" if payload[0] == 2 else "warning"
                events.append(f"alert {level} {ALERTS.get(payload[1], payload[1])}")
            elif kind == HANDSHAKE:
                read_messages(payload, events, terms)
            else:
                events.append(f"record of type {kind}")
    said = ", ".join(dict.fromkeys(events)) or "silence"
    return said + "".join(f"; {name} {value}" for name, value in terms.items())


def read_messages(payload, events, terms):
    while len(payload) >= MESSAGE_HEADER:
        kind, at = payload[0], int.from_bytes(payload[6:9], "big")
        end = MESSAGE_HEADER + int.from_bytes(payload[9:12], "big")
        body, payload = payload[MESSAGE_HEADER:end], payload[end:]
        if at > 0:
            continue
        if kind == SERVER_HELLO:
            events.append("ServerHello")
            read_hello(body, terms)
        elif kind == SERVER_KEY_EXCHANGE:
            curve, point = struct.unpack("!H", body[1:3])[0], body[3]
            algorithm = struct.unpack("!H", body[4 + point : 6 + point])[0]
            terms["curve"] = CURVES.get(curve, curve)
            terms["signature"] = ALGORITHMS.get(algorithm, algorithm)
        elif kind == HELLO_VERIFY_REQUEST:
            events.append("HelloVerifyRequest")
        elif kind == SERVER_HELLO_DONE:
            events.append("ServerHelloDone")


def read_hello(body, terms):
    session = body[34]
    at = 35 + session
    suite = struct.unpack("!H", body[at : at + 2])[0]
    terms["version"] = hex(struct.unpack("!H", body[:2])[0])
    terms["suite"] = SUITES.get(suite, hex(suite))
    if session:
        terms["session id of"] = session
    kinds, at = [], at + 5
    while at + 4 <= len(body):
        kind, length = struct.unpack("!HH", body[at : at + 4])
        value, at = body[at + 4 : at + 4 + length], at + 4 + length
        kinds.append(kind)
        if kind == USE_SRTP:
            profile = struct.unpack("!H", value[2:4])[0]
            terms["SRTP"] = str(PROFILES.get(profile, profile)) + (" with an MKI" if value[4] else "")
    terms["extensions"] = " ".join(str(kind) for kind in sorted(kinds))


# ---- all beginnings


class Trial:
    def __init__(self, url, certificate):
        self.url, self.certificate = url, certificate

    def session(self, check=True):
        return Session(self.url, self.certificate, check)

    @staticmethod
    def say(name, datagrams):
        print(f"{name:44} {told(datagrams)}", flush=True)

    def hello(self, name, *more, **terms):
        self.messages(name, [message(hello(*more, **terms))])

    def messages(self, name, messages, then_hello=False):
        self.records(name, lambda session: [session.record(it) for it in messages], then_hello)

    def records(self, name, make, then_hello=False):
        """Sends the datagrams that `make` makes; and a plain hello behind them, which shows if that is still taken."""
        with self.session() as session:
            for datagram in make(session):
                session.send(datagram)
            self.say(name, session.answers())
            if then_hello:
                session.send(session.record(message(hello())))
                self.say("  then a plain hello", session.answers())

    def record(self, name, payload=None, cut=0, **terms):
        """One record that is not as it should be, and a plain hello."""
        body = message(hello()) if payload is None else payload
        self.records(name, lambda session: [session.record(body, **terms)[: -cut or None]], then_hello=True)

    def all(self):
        with self.session() as session:
            print("the server is DTLS", "server" if session.setup == "passive" else "client")
        for part in (self.versions, self.suites, self.curves, self.algorithms, self.profiles, self.extensions):
            part()
        for part in (self.repetition, self.fragments, self.damaged, self.out_of_turn, self.strangers):
            part()

    def versions(self):
        share = extension(KEY_SHARE, sized(u16s(29) + sized(os.urandom(32))))
        print("# versions")
        self.hello("DTLS 1.2")
        self.hello("DTLS 1.0", version=DTLS_1_0)
        only = extension(SUPPORTED_VERSIONS, b"\2" + u16s(DTLS_1_3))
        self.hello("DTLS 1.3 alone", only, share, suites=(0x1301, 0x1302))
        both = extension(SUPPORTED_VERSIONS, b"\4" + u16s(DTLS_1_3, DTLS_1_2))
        self.hello("DTLS 1.3 and 1.2", both, share, suites=(0x1301, 0xC02B))
        self.hello("version ff00", version=0xFF00)
        self.hello("version 0303, which is TLS", version=TLS_1_2)
        self.hello("version fefc, where 1.3 has fefd", version=DTLS_1_3)

    def suites(self):
        print("# suites, each alone")
        for number, name in SUITES.items():
            self.hello(name, suites=(number,))
        self.hello("all of them, the weakest first", suites=tuple(reversed(SUITES)))
        self.hello("none", suites=())
        self.hello("with TLS_FALLBACK_SCSV", suites=(0xC02B, 0x5600))

    def curves(self):
        print("# curves, each alone")
        for number, name in CURVES.items():
            self.hello(name, instead=groups(number))
        self.hello("no list of them", without=[GROUPS])
        self.hello("secp256r1 before x25519", instead=groups(23, 29))

    def algorithms(self):
        print("# signatures, each alone")
        for number, name in ALGORITHMS.items():
            self.hello(name, instead=signatures(number))
        self.hello("no list of them", without=[SIGNATURES])

    def profiles(self):
        print("# SRTP profiles, each alone")
        for number, name in PROFILES.items():
            self.hello(name, instead=srtp(number))
        self.hello("no use_srtp", without=[USE_SRTP])
        self.hello("SHA1_80 before GCM", instead=srtp(1, 7))
        self.hello("with an MKI", instead=srtp(7, mki=b"abcd"))
        self.hello("an empty list", instead=srtp())

    def extensions(self):
        print("# extensions")
        self.hello("none at all", bare=True)
        self.hello("no extended master secret", without=[EXTENDED_MASTER_SECRET])
        self.hello("no renegotiation info", without=[RENEGOTIATION])
        self.hello("renegotiation info that is not empty", instead=extension(RENEGOTIATION, b"\4abcd"))
        self.hello("no point formats", without=[POINT_FORMATS])
        self.hello("compressed points alone", instead=extension(POINT_FORMATS, b"\1\1"))
        self.hello("heartbeats", extension(HEARTBEATS, b"\1"))
        self.hello("a ticket", extension(TICKET))
        self.hello("a session id", session=os.urandom(32))
        self.hello("encrypt-then-MAC", extension(ENCRYPT_THEN_MAC))
        self.hello("a connection id", extension(CONNECTION_IDS, b"\4abcd"))
        self.hello("a fragment limit", extension(MAX_FRAGMENT, b"\1"))
        self.hello("a record limit", extension(RECORD_SIZE, u16s(256)))
        name = extension(SERVER_NAME, sized(b"\0" + sized(b"localhost")))
        self.hello("ALPN and SNI", extension(ALPN, sized(b"\6webrtc")), name)
        self.hello("OCSP", extension(STATUS_REQUEST, b"\1\0\0\0\0"))
        self.hello("GREASE", extension(0x2A2A), suites=(0x0A0A, 0xC02B), instead=groups(0x1A1A, 29))
        self.hello("one of them twice", extension(EXTENDED_MASTER_SECRET))
        self.messages("lengths beyond the hello", [message(hello()[:-3])])
        self.hello("compression: deflate and null", compression=b"\1\0")
        self.hello("compression: deflate alone", compression=b"\1")
        self.hello("compression: none at all", compression=b"")

    def repetition(self):
        print("# cookies and repetition")
        self.hello("a cookie that was never given", cookie=os.urandom(20))
        twice = message(hello())
        self.messages("the same hello twice", [twice, twice])
        self.messages("two hellos", [message(hello()), message(hello())])

    def fragments(self):
        print("# fragments")
        for size in (100, 10, 1):
            self.messages(f"{size} bytes each", fragments(hello(), size))
        self.messages("backwards", fragments(hello(), 20)[::-1])
        self.messages("each twice", [it for piece in fragments(hello(), 20) for it in (piece, piece)])
        self.messages("overlapping", fragments(hello(), 60, 30))
        first, second = hello(), hello()
        contrary = [message(first, at=0, length=60), message(second, at=30)]
        self.messages("that contradict each other", contrary, then_hello=True)
        self.records(
            "all in one datagram", lambda session: [b"".join(session.record(it) for it in fragments(hello(), 30))]
        )
        self.messages("beyond the message", [message(bytes(50), total=20)], then_hello=True)
        self.messages("of 16 MB", [message(hello(), length=100, total=0xFFFFFF)], then_hello=True)
        long, longer = (hello(extension(PADDING, bytes(length))) for length in (14_800, 17_000))
        self.messages("of a hello of 15 kB", fragments(long, 1_000))
        self.messages("of a hello of 17 kB", fragments(longer, 1_000), then_hello=True)
        self.messages("an empty one", [message(hello(), length=0)], then_hello=True)
        self.messages("message 1 first", [message(hello(), number=1)], then_hello=True)
        self.messages("message 65535 first", [message(hello(), number=65_535)], then_hello=True)

    def damaged(self):
        print("# records")
        self.record("an empty one", payload=b"")
        self.record("one that is cut short", cut=10)
        self.record("one that is longer than its datagram", length=2_000)
        self.record("version 0303", version=TLS_1_2)
        self.record("epoch 1, before there are keys", epoch=1)
        self.record("epoch 65535", epoch=65_535)
        self.records("number 2^48-1", lambda session: [session.record(message(hello()), number=(1 << 48) - 1)])

    def out_of_turn(self):
        print("# out of turn, before all else")
        beat = b"\1\x40\0" + bytes(20)  # says to have 16 kB
        self.record("a heartbeat", beat, kind=HEARTBEAT)
        self.record("ChangeCipherSpec", b"\1", kind=CHANGE_CIPHER_SPEC)
        self.record("application data", b"hello", kind=APPLICATION_DATA)
        self.record("an ACK of 1.3", b"\0\0", kind=ACK)
        self.record("a record with a connection id", bytes(20), kind=CONNECTION_ID)
        self.record("a fatal alert", b"\2\x28", kind=ALERT)
        self.record("close_notify", b"\1\0", kind=ALERT)
        self.record("an alert of 3 bytes", b"\1\0\0", kind=ALERT)
        kinds = {"Finished": FINISHED, "ClientKeyExchange": CLIENT_KEY_EXCHANGE, "Certificate": CERTIFICATE}
        kinds |= {"ServerHello": SERVER_HELLO, "HelloVerifyRequest": HELLO_VERIFY_REQUEST}
        kinds |= {"HelloRequest": HELLO_REQUEST, "a message of type 77": 77}
        for name, kind in kinds.items():
            self.messages(name, [message(bytes(40), kind=kind)], then_hello=True)
        asking = message(hello(extension(HEARTBEATS, b"\1")))
        self.records(
            "a heartbeat behind the ServerHello",
            lambda session: [session.record(asking), session.record(beat, kind=HEARTBEAT)],
        )

    def strangers(self):
        print("# strangers")
        with self.session(check=False) as session:
            session.send(session.record(message(hello())))
            self.say("a hello without an ICE check", session.answers(1))
        with self.session() as session, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(session.record(message(hello())), session.server)
            ready, _, _ = select.select([other], [], [], 1)
            self.say("a hello from another port", [other.recv(65_535)] if ready else [])
        with self.session() as session:
            record = session.record(message(hello()))
            session.send(record)
            until, back = time.monotonic() + 35, 0
            while datagram := session.receive(until):
                back += len(datagram) if 20 <= datagram[0] <= 63 else 0
            print(f"a hello of {len(record)} bytes, and nothing more for 35 s: {back} bytes come back")


def bridge(url, certificate, seconds):
    """Says where a DTLS client is to connect, and with which certificate; carries what it sends there and back."""
    with Session(url, certificate) as session, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.bind(("127.0.0.1", 0))
        print(f"-connect 127.0.0.1:{door.getsockname()[1]} -cert {certificate.path} -key {certificate.key}", flush=True)
        client, until = None, time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for ready in select.select([door, session.socket], [], [], left)[0]:
                if ready is door:
                    datagram, client = door.recvfrom(65_535)
                    session.send(datagram)
                else:
                    datagram = session.socket.recv(65_535)
                    if client and 20 <= datagram[0] <= 63:
                        door.sendto(datagram, client)


def main():
    with tempfile.TemporaryDirectory() as folder:
        certificate = Certificate(folder)
        if len(sys.argv) == 4 and sys.argv[2] == "bridge":
            bridge(sys.argv[1], certificate, float(sys.argv[3]))
        elif len(sys.argv) == 2:
            Trial(sys.argv[1], certificate).all()
        else:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
