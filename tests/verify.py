#!/usr/bin/env python3
"""A second verifier of an export of the audit trail, written from docs/audit-format.md alone: python3 and openssl.
usage: verify.py [--after archive.jsonl]... export.jsonl [anchor file]...
prints 'whole <last entry> <anchored to>' or 'wrong <entry>'; 'whole <last entry> <anchored to> from <first entry>' without the earlier part"""
import base64, hashlib, json, re, subprocess, sys, tempfile

def field(data): return len(data).to_bytes(4, "big") + data
def link(seq, previous, body): return hashlib.sha256(b"".join(map(field, (b"audit-v1", seq.to_bytes(8, "big"), previous, body)))).digest()
def canonical(thing): return json.dumps(thing, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
def wrong(seq): print("wrong", seq); sys.exit(1)

def signed(spki, text, signature):
    pem = "-----BEGIN PUBLIC KEY-----\n" + "\n".join(spki[i:i + 64] for i in range(0, len(spki), 64)) + "\n-----END PUBLIC KEY-----\n"
    with tempfile.NamedTemporaryFile() as key, tempfile.NamedTemporaryFile() as der:
        key.write(pem.encode()); key.flush(); der.write(base64.b64decode(signature)); der.flush()
        return subprocess.run(["openssl", "dgst", "-sha256", "-verify", key.name, "-signature", der.name], input=text.encode(), capture_output=True).returncode == 0

def without(thing, *names): return canonical({k: v for k, v in thing.items() if k not in names})
def is_digest(text): return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text)

def anchors(files):
    for name in files:
        for line in open(name, encoding="utf-8"):
            at = line.find('{"checkpoint":')
            if at >= 0: yield json.loads(line[at:])

def follows(head):
    """Place and hash of the entry before the first one, and the digest of the archive that it stands in; None when the head is not right."""
    if all(head.get(name) is None for name in ("first", "previous", "archive")): return 0, "0" * 64, None
    first, previous, archive = head.get("first"), head.get("previous"), head.get("archive")
    if type(first) is not int or first < 2 or not is_digest(previous) or not isinstance(archive, dict) or not isinstance(archive.get("name"), str) or not is_digest(archive.get("sha256")): return None
    return first - 1, previous, archive["sha256"]

def main(*args):
    archives = []
    while args[0] == "--after": archives, args = archives + [args[1]], args[2:]
    waiting, keys, seq, hash, anchored, first, before = sorted((a for a in anchors(args[1:]) if a["seq"] > 0), key=lambda a: a["seq"]), {}, 0, bytes(32), 0, 1, None
    def check(c): return c["key"] in keys and (not head.get("origin") or c["origin"] == head["origin"]) and c["hash"] == hash.hex() and signed(keys[c["key"]]["spki"], without(c, "signature"), c["signature"])
    def confirm():
        nonlocal anchored
        while waiting and waiting[0]["seq"] <= seq:
            if not check(waiting.pop(0)): wrong(seq)
            anchored = seq
    for name in archives + [args[0]]:
        head, unfounded, ends_signed, digest = None, False, False, hashlib.sha256()
        for line in open(name, "rb"):
            digest.update(line)
            line = line.rstrip(b"\r\n")
            try: thing = json.loads(line)
            except ValueError: wrong(seq + 1 if head or before else 0)
            if head is None:
                start = follows(thing) if isinstance(thing, dict) and thing.get("export") == "rolling-patch-portal/audit-v1" else None
                if start is None: wrong(seq + 1 if before else 0)
                head, unfounded = thing, start[2] is not None
                if before:
                    if head.get("origin") != before[0].get("origin") or start != (seq, hash.hex(), before[1]): wrong(seq + 1)
                elif unfounded:
                    seq, hash, first = start[0], bytes.fromhex(start[1]), start[0] + 1
                    waiting = [a for a in waiting if a["seq"] >= seq]
            elif "key" in thing and "spki" in thing:
                if keys.get(thing["id"]) == thing: continue
                if hashlib.sha256(base64.b64decode(thing["spki"])).hexdigest()[:32] != thing["id"]: wrong(seq + 1)
                by = thing["vouchedBy"]
                text = canonical({"key": thing["id"], "spki": thing["spki"], "at": thing["at"], "vouchedBy": by})
                if (by is None and keys) or (by is not None and not (by in keys and signed(keys[by]["spki"], text, thing["signature"]))): wrong(seq + 1)
                keys[thing["id"]] = thing
            elif "checkpoint" in thing:
                if thing["seq"] != seq: wrong(seq + 1)
                if not check(thing): wrong(seq)
                unfounded, ends_signed = False, True
                confirm()
            else:
                seq += 1
                if unfounded: wrong(seq)
                tail = b',"previous":"' + hash.hex().encode() + b'","hash":"'
                body = hashlib.sha256(line[len(b'{"seq":%d,"body":' % seq):-(len(tail) + 66)]).digest() if "body" in thing else bytes.fromhex(thing.get("bodySha256", ""))
                hash, ends_signed = link(seq, hash, body), False
                start = b'{"seq":%d,"%s":' % (seq, b"body" if "body" in thing else b"bodySha256")
                if not line.startswith(start) or not line.endswith(tail + hash.hex().encode() + b'"}'): wrong(seq)
                confirm()
        if head is None: wrong(seq + 1 if before else 0)
        if unfounded or seq != head["headSeq"]: wrong(seq + 1)
        if hash.hex() != head["headHash"] or (name in archives and not ends_signed): wrong(seq)
        before = (head, digest.hexdigest())
    if any(a["at"] <= head["at"] for a in waiting): wrong(seq + 1)
    print("whole", seq, anchored, *(["from", first] if first > 1 else []))

main(*sys.argv[1:])
