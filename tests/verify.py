#!/usr/bin/env python3
"""A second verifier of an export of the audit trail, written from docs/audit-format.md alone: python3 and openssl.
usage: verify.py export.jsonl [anchor file]...    prints 'whole <entries> <anchored to>' or 'wrong <entry>'"""
import base64, hashlib, json, subprocess, sys, tempfile

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

def anchors(files):
    for name in files:
        for line in open(name, encoding="utf-8"):
            at = line.find('{"checkpoint":')
            if at >= 0: yield json.loads(line[at:])

def main(export, *files):
    waiting, keys, head, seq, hash, anchored = sorted((a for a in anchors(files) if a["seq"] > 0), key=lambda a: a["seq"]), {}, None, 0, bytes(32), 0
    def check(c): return c["key"] in keys and (not head.get("origin") or c["origin"] == head["origin"]) and c["hash"] == hash.hex() and signed(keys[c["key"]], without(c, "signature"), c["signature"])
    for line in open(export, "rb"):
        line = line.rstrip(b"\r\n")
        try: thing = json.loads(line)
        except ValueError: wrong(seq + 1 if head else 0)
        if head is None:
            if thing.get("export") != "rolling-patch-portal/audit-v1": wrong(0)
            head = thing
        elif "key" in thing and "spki" in thing:
            if hashlib.sha256(base64.b64decode(thing["spki"])).hexdigest()[:32] != thing["id"]: wrong(seq + 1)
            by = thing["vouchedBy"]
            text = canonical({"key": thing["id"], "spki": thing["spki"], "at": thing["at"], "vouchedBy": by})
            if (by is None and keys) or (by is not None and not (by in keys and signed(keys[by], text, thing["signature"]))): wrong(seq + 1)
            keys[thing["id"]] = thing["spki"]
        elif "checkpoint" in thing:
            if thing["seq"] != seq: wrong(seq + 1)
            if not check(thing): wrong(seq)
        else:
            seq += 1
            tail = b',"previous":"' + hash.hex().encode() + b'","hash":"'
            digest = hashlib.sha256(line[len(b'{"seq":%d,"body":' % seq):-(len(tail) + 66)]).digest() if "body" in thing else bytes.fromhex(thing.get("bodySha256", ""))
            hash = link(seq, hash, digest)
            start = b'{"seq":%d,"%s":' % (seq, b"body" if "body" in thing else b"bodySha256")
            if not line.startswith(start) or not line.endswith(tail + hash.hex().encode() + b'"}'): wrong(seq)
            while waiting and waiting[0]["seq"] <= seq:
                if not check(waiting.pop(0)): wrong(seq)
                anchored = seq
    if head is None: wrong(0)
    if seq != head["headSeq"]: wrong(seq + 1)
    if hash.hex() != head["headHash"]: wrong(seq)
    if any(a["at"] <= head["at"] for a in waiting): wrong(seq + 1)
    print("whole", seq, anchored)

main(*sys.argv[1:])
