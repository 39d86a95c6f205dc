"""The sandbox as tests use it: a process of its own, spoken to over real HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from hosting.cloud.nextcloud.transport import tls_context

ROOT = Path(__file__).resolve().parents[2]
PASSWORDS = {"ncadmin": "Adm1n-Horse-Battery", "portalbot": "b0tab-b0tab-b0tab-b0tab-b0tab"}


@dataclass
class SandboxProcess:
    """Start with `start()`, end with `stop()`; `state` survives both."""

    folder: Path
    seed: str = "bare"
    url: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def state(self) -> Path:
        return self.folder / "state.sqlite3"

    @property
    def mails(self) -> Path:
        return self.folder / "mails"

    def start(self) -> SandboxProcess:
        environment = os.environ | {
            "SANDBOX_ADMIN_PASSWORD": PASSWORDS["ncadmin"],
            "SANDBOX_BOT_PASSWORD": PASSWORDS["portalbot"],
        }
        command = [
            sys.executable,
            "-m",
            "hosting.cloud.nextcloud.sandbox",
            "--port",
            self.url.rpartition(":")[2] or "0",
        ]
        command += ["--state", str(self.state), "--seed", self.seed, "--mail-dir", str(self.mails)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://"), "the sandbox did not start"
        return self

    def stop(self, *, kill: bool = False) -> None:
        if self.process is None:
            return
        (self.process.kill if kill else self.process.terminate)()
        self.process.wait(timeout=10)
        if self.process.stdout:
            self.process.stdout.close()
        self.process = None

    def control(self, method: str, name: str, told: dict[str, Any] | None = None) -> dict[str, Any]:
        with httpx.Client(verify=tls_context(), timeout=20) as client:
            response = client.request(
                method, f"{self.url}/sandbox/{name}", json=told, headers={"X-Sandbox-Control": "1"}
            )
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def reset(self, seed: str = "bare") -> None:
        self.control("POST", "reset", {"seed": seed, "passwords": PASSWORDS})

    def fault(self, kind: str, **told: Any) -> None:
        self.control("POST", "faults", {"kind": kind} | told)

    def accounts(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.control("GET", "accounts")["accounts"]}

    def requests(self, method: str = "") -> list[str]:
        """« POST /ocs/v2.php/cloud/users » of all that this process answered, oldest first."""
        told = self.control("GET", "requests")["requests"]
        return [f"{one['method']} {one['path']}" for one in told if method in ("", one["method"])]

    def letters(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.mails.glob("*.eml"))]


def recordings(name: str = "transcripts.jsonl") -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "recordings" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
